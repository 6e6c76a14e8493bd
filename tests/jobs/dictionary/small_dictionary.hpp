#pragma once
// A dictionary that exists only in tests: one file of every verb, one verb with a table, a CSV file and an event.

#include "jobs/dictionary/dictionary.hpp"

namespace cascade::testing {

inline const DictionarySection kSmallShared = {
    .verb = "",
    .file = "shared.cpp",
    .outputs = {{.place = "summary.json",
                 .meaning = "The headline.",
                 .fields = {{"verb", ValueType::text, "", "The verb."},
                            {"graph.edges", ValueType::u64, "arcs", "Arcs."},
                            {"options.*", ValueType::option, "", "Options."}}},
                {.place = "events.jsonl",
                 .meaning = "Every line.",
                 .fields = {{"event", ValueType::text, "", "Which."}}},
                {.place = "events.jsonl:round",
                 .meaning = "A round.",
                 .when = "dummy",
                 .fields = {{"theta", ValueType::u64, "samples", "Samples."},
                            {"lower", ValueType::f64, "vertices", "Bound.", "when certified"}}}},
};

inline const DictionarySection kSmallDummy = {
    .verb = "dummy",
    .file = "dummy.cpp",
    .outputs = {{.place = "summary.json",
                 .meaning = "",
                 .fields = {{"seeds[]", ValueType::text, "", "Ids."},
                            {"net", ValueType::i64, "vertices", "Difference.", "with --quality"},
                            {"pairs[].first", ValueType::u64, "", "A set.", "with two|three sets"}}},
                {.place = "/results/seeds",
                 .csv = "seeds.csv",
                 .meaning = "The seeds.",
                 .fields = {{"rank", ValueType::u32, "seeds", "Place."},
                            {"coverage", ValueType::u64, "samples", "Samples.", "", Shown::h5_only},
                            {"label", ValueType::text, "", "Label.", "", Shown::csv_only}}},
                {.place = "/results/more",
                 .meaning = "More.",
                 .when = "with --more",
                 .fields = {{"x", ValueType::f64, "", "A number."}}}},
};

inline constexpr std::array kSmallSections = {&kSmallShared, &kSmallDummy};

inline Dictionary small_dictionary() {
    return kSmallSections;
}

} // namespace cascade::testing
