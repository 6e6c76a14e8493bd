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
                {.place = "/results/layer_ablation",
                 .csv = "layer_ablation.csv",
                 .meaning = "What is missing without each layer, on the same samples.",
                 .when = "with --layer-ablation",
                 .fields = {{"layer", u32, "", "Number of the layer that is left out, from 1."},
                            {"spread_without", f64, "vertices", "The spread without it."},
                            {"difference", f64, "vertices", "What is lost of the spread with it."},
                            {"difference_low", f64, "vertices", "Lower end of its 95 % interval, of pairs of samples."},
                            {"difference_high", f64, "vertices", "Upper end."},
                            {"share", f64, "share", "The difference of the spread."}}},
                reach_output(),
                labels_output("/labels/leave_one_out", {"vertex"})},
};

} // namespace cascade
