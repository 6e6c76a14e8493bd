#pragma once
// How an output is declared: one line a column, key, attribute or event field, as options are declared one a line.
//
// What is declared here is read by the check of what a run wrote (jobs/dictionary/check.hpp), by the pages and schemas
// that `cascade help` prints, and by the tests. To add an output, add its row to the file of its verb in this folder;
// `scripts/generate_docs.sh` then writes jobs/SCHEMA.md and jobs/schema/ anew.
//
// A key of JSON is named by its path: "graph.vertices", "differences[].first", "hops[]" for the numbers of a list, and
// "options.*" where the names are the user's.

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace cascade {

enum class ValueType { u32, u64, i64, f64, text, option };

/// A type: its name, and what it is in JSON and in HDF5.
struct ValueTypeEntry {
    ValueType type;
    std::string_view name;
    std::string_view meaning;
};

inline constexpr std::array kValueTypes = {
    ValueTypeEntry{ValueType::u32, "u32", "A whole number from 0 below 2³²."},
    ValueTypeEntry{ValueType::u64, "u64", "A whole number from 0 below 2⁶⁴."},
    ValueTypeEntry{ValueType::i64, "i64", "A whole number from −2⁶³ below 2⁶³."},
    ValueTypeEntry{ValueType::f64, "f64",
                   "A number with double precision; a text format holds as many digits as give it back."},
    ValueTypeEntry{ValueType::text, "text", "Text in UTF-8."},
    ValueTypeEntry{ValueType::option, "option",
                   "The value of an option as text; a list of texts where it takes several."},
};

/// Where a column of a table stands that is also a CSV file.
enum class Shown { everywhere, h5_only, csv_only };

/// A column, an array, an attribute, a key or the field of an event.
struct FieldSpec {
    std::string name;
    ValueType type;
    std::string_view unit;   ///< one of kUnits; empty: a name, a number of a thing, a text
    std::string meaning;     ///< a sentence
    std::string_view when{}; ///< when it is there, after "only"; empty: always
    Shown shown = Shown::everywhere;
};

/// All units there are: "vertices" and the like are counts, or means of counts.
inline constexpr std::array<std::string_view, 18> kUnits = {
    "",  "vertices", "vertices²", "arcs",    "samples", "worlds", "memberships", "hops",  "share",
    "s", "bytes",    "ranks",     "threads", "seeds",   "times",  "messages",    "tries", "units of the delays"};

/// What stands at one place of a result.
struct OutputSpec {
    std::string_view place; ///< "/results/seeds", "/series/hops", "summary.json", "events.jsonl:round", …
    std::string_view csv{}; ///< the file that has the same columns; empty: none
    std::string_view meaning;
    std::string_view when{}; ///< as for a field
    std::vector<FieldSpec> fields;
};

/// The spelling of a type.
std::string_view type_name(ValueType type);

} // namespace cascade
