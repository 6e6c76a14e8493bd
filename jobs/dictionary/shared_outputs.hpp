#pragma once
// What several verbs write alike: the reach of seeds under weights, what is lost without a layer, what --verify found, labels of
// vertices.

#include "jobs/dictionary/output_spec.hpp"

namespace cascade {

/// A list with the rows of --verify behind `fields`; the names are `set`, `number`, and what was found.
inline std::vector<FieldSpec> with_verified(std::vector<FieldSpec> fields) {
    constexpr std::string_view kWhen = "with --verify";
    fields.push_back({"verify[].set", ValueType::u64, "", "Number of the seed set, from 1.", kWhen});
    fields.push_back({"verify[].number", ValueType::text, "", "What was held against the serial reference.", kWhen});
    fields.push_back({"verify[].worlds", ValueType::u64, "worlds", "Worlds of the reference.", kWhen});
    fields.push_back({"verify[].mean", ValueType::f64, "vertices", "What it says.", kWhen});
    fields.push_back({"verify[].standard_error", ValueType::f64, "vertices", "How sure it is.", kWhen});
    fields.push_back({"verify[].standard_errors_apart", ValueType::f64, "",
                      "How far both lie apart, in standard errors of their difference.", kWhen});
    return fields;
}

/// Keys that say what the layers of a run are, of summary.json and of provenance.
inline std::vector<FieldSpec> with_layers(std::vector<FieldSpec> fields) {
    constexpr std::string_view kWhen = "with --layer";
    fields.push_back({"layers[].name", ValueType::text, "", "Name of the file without folder and ending.", kWhen});
    fields.push_back({"layers[].path", ValueType::text, "", "The graph file as it was named.", kWhen});
    fields.push_back({"layers[].digest", ValueType::text, "", "XXH3-128 of its content, 32 hex digits.", kWhen});
    fields.push_back({"layers[].vertices", ValueType::u64, "vertices", "Vertices of the file.", kWhen});
    fields.push_back({"layers[].edges", ValueType::u64, "arcs", "Arcs stored in it.", kWhen});
    fields.push_back({"layers[].model", ValueType::text, "", "Its model.", kWhen});
    fields.push_back({"layers[].probability", ValueType::text, "", "Where its probabilities come from.", kWhen});
    return fields;
}

/// Keys of summary.json under --weights.
inline std::vector<FieldSpec> with_reach(std::vector<FieldSpec> fields) {
    constexpr std::string_view kWhen = "with --weights";
    fields.push_back({"reach", ValueType::f64, "vertices", "Vertices reached, of any weight.", kWhen});
    fields.push_back({"on_target", ValueType::f64, "vertices", "Those with a weight.", kWhen});
    fields.push_back({"off_target", ValueType::f64, "vertices", "Those without.", kWhen});
    fields.push_back({"waste", ValueType::f64, "share", "off_target of all reached.", kWhen});
    return fields;
}

/// The table of the same.
inline OutputSpec reach_output() {
    return {.place = "/results/reach",
            .csv = "reach.csv",
            .meaning = "One row: who is reached, counted by the head.",
            .when = "with --weights that differ",
            .fields = {{"vertices", ValueType::f64, "vertices", "Vertices reached, of any weight."},
                       {"on_target", ValueType::f64, "vertices", "Those with a weight."},
                       {"on_target_low", ValueType::f64, "vertices", "Lower end of its 95 % interval."},
                       {"on_target_high", ValueType::f64, "vertices", "Upper end."},
                       {"off_target", ValueType::f64, "vertices", "Those without."},
                       {"off_target_low", ValueType::f64, "vertices", "Lower end of its 95 % interval."},
                       {"off_target_high", ValueType::f64, "vertices", "Upper end."},
                       {"waste", ValueType::f64, "share", "off_target of all reached."}}};
}

/// What a spread loses without a layer.
inline OutputSpec layer_loss_output() {
    return {.place = "/results/layer_ablation",
            .csv = "layer_ablation.csv",
            .meaning = "What is missing without each layer, on the same samples.",
            .when = "with --layer-ablation",
            .fields = {
                {"layer", ValueType::u32, "", "Number of the layer that is left out, from 1."},
                {"spread_without", ValueType::f64, "vertices", "The spread without it."},
                {"difference", ValueType::f64, "vertices", "What is lost of the spread with it."},
                {"difference_low", ValueType::f64, "vertices", "Lower end of its 95 % interval, of pairs of samples."},
                {"difference_high", ValueType::f64, "vertices", "Upper end."},
                {"share", ValueType::f64, "share", "The difference of the spread."}}};
}

/// The labels of columns of vertices of a table; only where the graph has labels.
inline OutputSpec labels_output(std::string_view place, std::vector<std::string> columns) {
    OutputSpec output{.place = place,
                      .meaning = "Labels of the vertices in the table of the same name, row by row.",
                      .when = "where vertices have labels",
                      .fields = {}};
    for (std::string& column : columns)
        output.fields.push_back({std::move(column), ValueType::text, "", "Its labels."});
    return output;
}

} // namespace cascade
