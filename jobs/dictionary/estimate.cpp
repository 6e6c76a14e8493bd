// What estimate writes.

#include "jobs/dictionary/dictionary.hpp"
#include "jobs/dictionary/shared_outputs.hpp"

namespace cascade {

using enum ValueType;

const DictionarySection kEstimateOutputs = {
    .verb = "estimate",
    .file = "jobs/dictionary/estimate.cpp",
    .outputs = {{.place = "summary.json",
                 .meaning = "",
                 .fields = with_verified(with_layers(with_reach(
                     {{"seeds", u64, "seeds", "Seeds that were named."},
                      {"spread", f64, "vertices", "Vertices that they reach in the mean, themselves included."},
                      {"spread_low", f64, "vertices", "Lower end of its 95 % interval."},
                      {"spread_high", f64, "vertices", "Upper end."},
                      {"worlds", u64, "samples", "Samples drawn."}})))},
                {.place = "/results/estimate",
                 .csv = "estimate.csv",
                 .meaning = "One row: the spread of all seeds.",
                 .fields = {{"spread", f64, "vertices", "Vertices that they reach in the mean, themselves included."},
                            {"low", f64, "vertices", "Lower end of its 95 % interval."},
                            {"high", f64, "vertices", "Upper end."},
                            {"worlds", u64, "samples", "Samples drawn."}}},
                {.place = "/results/leave_one_out",
                 .csv = "leave_one_out.csv",
                 .meaning = "What each seed is worth to the others.",
                 .fields = {{"vertex", i64, "", "Original id of the seed."},
                            {"value", f64, "vertices", "What the spread would lose without it."},
                            {"low", f64, "vertices", "Lower end of its 95 % interval."},
                            {"high", f64, "vertices", "Upper end."}}},
                layer_loss_output(),
                reach_output(),
                labels_output("/labels/leave_one_out", {"vertex"})},
};

} // namespace cascade
