#pragma once
// What stands where in a result, noted while it is written: names and types, no values. A job holds it against what it
// has declared.
//
// A place is a path in result.h5 ("/results/seeds", "/vertices", "/" for the attributes of the root, "/@run" for the
// JSON in one of them), a file name ("seeds.csv", "summary.json"), or an event ("events.jsonl:round"). A key of JSON is
// named by its path: "graph.vertices", "hops[]" for the values of a list, "files[].name" for those of its objects.

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace cascade {

/// A column, an array, an attribute, a key. Types are u32, u64, i64, f64, text; in JSON a whole number is u64 where it is
/// not negative, and what holds nothing is a "list" or an "object".
struct WrittenField {
    std::string name;
    std::string_view type;

    bool operator==(const WrittenField&) const = default;
};

struct WrittenPlace {
    std::string place;
    std::vector<WrittenField> fields; ///< in the order of their first coming
};

/// Adds to what is known of the place.
void note_written(std::vector<WrittenPlace>& written, std::string_view place, const std::vector<WrittenField>& fields);

/// The paths in a JSON text, each once.
std::vector<WrittenField> fields_in(const nlohmann::ordered_json& json);

} // namespace cascade
