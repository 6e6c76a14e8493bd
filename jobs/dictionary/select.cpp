// What select writes.

#include "jobs/dictionary/dictionary.hpp"

namespace cascade {

using enum ValueType;

const DictionarySection kSelectOutputs = {
    .verb = "select",
    .file = "jobs/dictionary/select.cpp",
    .outputs =
        {{.place = "summary.json",
          .meaning = "",
          .fields = {{"k", u64, "seeds", "Seeds chosen; fewer than --k where there are fewer candidates."},
                     {"seeds[]", text, "", "Their ids, in the order of choice."},
                     {"spread", f64, "vertices", "Vertices that the seeds reach in the mean, themselves included."},
                     {"spread_low", f64, "vertices", "Lower end of its 95 % interval."},
                     {"spread_high", f64, "vertices", "Upper end."},
                     {"given_spread", f64, "vertices", "The same of the given seeds alone.", "with --given"},
                     {"lower", f64, "vertices", "Certified: the seeds spread to so many at least."},
                     {"upper", f64, "vertices", "Certified: no choice of as many seeds spreads to more."},
                     {"ratio", f64, "share", "lower / upper."},
                     {"theta", u64, "samples", "Samples the seeds were chosen from; as many others certify."},
                     {"epsilon", f64, "share", "--epsilon."},
                     {"delta", f64, "share", "Probability that the certificate fails, at most."},
                     {"rounds", u64, "times", "Number of the round that ended it."},
                     {"memberships", u64, "memberships", "Vertices stored of the first pool's samples, in all."},
                     {"sentinels", u64, "seeds", "Leading seeds at which samples stopped in the end; 0: none did."},
                     {"report_samples", u64, "samples", "Samples of the third pool, from which spread is."}}},
         {.place = "/results/seeds",
          .csv = "seeds.csv",
          .meaning = "The seeds, a row each, in the order of choice.",
          .fields = {{"rank", u32, "seeds", "Place in the order of choice, from 1."},
                     {"vertex", i64, "", "Original id."},
                     {"gain", f64, "vertices", "What it adds to the spread of those before it."},
                     {"spread", f64, "vertices", "Spread of the first rank seeds, from the third pool."},
                     {"spread_low", f64, "vertices", "Lower end of its 95 % interval, right for this row alone."},
                     {"spread_high", f64, "vertices", "Upper end."},
                     {"coverage", u64, "samples",
                      "Samples of the first pool that it adds; what decided, and no estimate of a spread.", "",
                      Shown::h5_only}}},
         {.place = "/series/spread",
          .csv = "spread_curve.csv",
          .meaning = "Spread by the number of seeds.",
          .fields = {{"k", u32, "seeds", "The first k seeds; the index."},
                     {"spread", f64, "vertices", "Their spread, from the third pool."},
                     {"spread_low", f64, "vertices", "Lower end of its 95 % interval, right for this k alone."},
                     {"spread_high", f64, "vertices", "Upper end."}}},
         {.place = "/results/certificate",
          .meaning = "One row: how good the choice is, for all seeds together.",
          .fields = {{"theta", u64, "samples", "Samples chosen from; as many others certify."},
                     {"lower", f64, "vertices", "The seeds spread to so many at least."},
                     {"upper", f64, "vertices", "No choice of as many seeds spreads to more."},
                     {"ratio", f64, "share", "lower / upper."},
                     {"epsilon", f64, "share", "--epsilon: the certificate is reached at 1 − 1/e − epsilon."},
                     {"delta", f64, "share", "Probability that it fails, at most."}}},
         {.place = "/results/seed_degrees",
          .csv = "seed_degrees.csv",
          .meaning = "How many each seed can tell at once.",
          .when = "where the graph file has out-lists",
          .fields = {{"rank", u32, "seeds", "Place in the order of choice, from 1."},
                     {"vertex", i64, "", "Original id."},
                     {"out_degree", u64, "arcs", "Its out-degree."}}}},
};

} // namespace cascade
