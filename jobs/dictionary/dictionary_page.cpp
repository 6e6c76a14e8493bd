#include "jobs/dictionary/dictionary_page.hpp"

#include "engine/store/schemas.hpp"
#include "jobs/common/markdown.hpp"

#include <fmt/format.h>

namespace cascade {
namespace {

constexpr std::string_view kIntroduction =
    R"(# Data dictionary

Everything a result directory holds: each table, array, column, key, event and attribute with its type, its unit, what it
means, and when it is there. What a run writes is compared with the declarations this page is made from, both ways; made
by `cascade help --format dictionary`, and after a change by `scripts/generate_docs.sh`.

For programs, `schema/` holds the same: `dictionary.json`, and JSON Schemas (draft 2020-12) of `summary.json`, of a line of
`events.jsonl`, of `MANIFEST.json`, and of the attribute `run` of `result.h5`. A schema refuses a key that this version of
the program does not write.

```sh
cascade help --format dictionary select      # the part of a verb
python3 -c 'import json, sys, jsonschema; jsonschema.validate(*(json.load(open(f)) for f in sys.argv[1:]))' \
    chosen/summary.json schema/summary.schema.json
```

How to read it:

- A place that begins with `/` is in `result.h5`: `/results/…` is a table (one-dimensional compound dataset), `/series/…` a group
  of arrays over an index, the first row, which is their dimension scale; `/vertices` is a group of arrays with a value a
  vertex; `/` and `/timing` have attributes. `/@run` and `/timing@json` are the JSON within an attribute. All numbers are
  little-endian, and an array has as many values as its table has rows.
- Where a file name stands beside a place, that CSV file has the same columns, in the same order (RFC 4180, a header, lines
  that end in a line feed).
- A key of JSON is named by its path: `graph.vertices` is `vertices` in the object `graph`; `hops[]` is a list; `files[].name` a
  key of each object in a list; `options.*` any key of `options`.
- What is said to be there only in some case can be missing. All else is always there, and is empty where there is nothing
  to tell (a table without rows).
- Whatever depends on time, machine or ranks is in `/`, `/timing`, `summary.json` and `events.jsonl`. Places under `/results`,
  `/series`, `/vertices` and the CSV files are the same bytes on any machine.

)";

constexpr std::string_view kVersionRule =
    R"(
Each of the four has a `schema_version` of its own, a whole number. It rises by one when a program that was right about the
version before could fail or misread: something goes or gets another name, place, type, unit or meaning; what was always
there may be missing; a row comes to stand for something else. It stays when something is added (a table, a column anywhere
among the others, a key, an event, a field) and when what was sometimes there always is. So a reader finds columns and keys by
name, passes over those it does not know, and refuses a version above the one it was written for. `CHANGELOG.md` names every
change of either kind. The graph file has a version of its own; a checkpoint is for the program alone.

)";

std::string sentence(std::string_view when) {
    return when.empty() ? "" : fmt::format(" Only {}.", when);
}

std::string shown(const FieldSpec& field, const OutputSpec& output) {
    if (field.shown == Shown::everywhere)
        return "";
    return fmt::format(" {} {}.", field.shown == Shown::csv_only ? "Only in" : "Not in", markdown_code(output.csv));
}

std::string heading(const OutputSpec& output) {
    constexpr std::string_view kEvent = "events.jsonl:";
    if (output.place.starts_with(kEvent))
        return fmt::format("### Event {}\n\n", markdown_code(output.place.substr(kEvent.size())));
    const std::string csv = output.csv.empty() ? "" : ", " + markdown_code(output.csv);
    return fmt::format("### {}{}\n\n", markdown_code(output.place), csv);
}

std::string table(const OutputSpec& output) {
    std::string text = heading(output);
    if (const std::string said = std::string(output.meaning) + sentence(output.when); !said.empty())
        text += said + "\n\n";
    text += "| name | type | unit | meaning |\n|---|---|---|---|\n";
    for (const FieldSpec& field : output.fields)
        text += fmt::format("| {} | {} | {} | {} |\n", markdown_code(field.name), type_name(field.type), field.unit,
                            markdown_cell(field.meaning + sentence(field.when) + shown(field, output)));
    return text + "\n";
}

std::string section_text(const DictionarySection& section) {
    std::string text;
    for (const OutputSpec& output : section.outputs)
        text += table(output);
    return text;
}

std::string versions() {
    struct Versioned {
        std::string_view where;
        SchemaName schema;
    };
    std::string text = "## Versions\n\n| where | `schema` | `schema_version` |\n|---|---|---|\n";
    for (const Versioned& one : {Versioned{"`result.h5`, attributes of `/`", kResultSchema},
                                 {"`summary.json`", kSummarySchema},
                                 {"`events.jsonl`, event `begin`", kEventsSchema},
                                 {"`MANIFEST.json`", kManifestSchema}})
        text += fmt::format("| {} | `{}` | {} |\n", one.where, one.schema.name, one.schema.version);
    return text + std::string(kVersionRule);
}

std::string types() {
    std::string text = "## Types\n\n| type | values |\n|---|---|\n";
    for (const ValueTypeEntry& entry : kValueTypes)
        text += fmt::format("| {} | {} |\n", entry.name, entry.meaning);
    return text +
           "\nA unit is that of a number; where there is none, the number is a name or a place in an order. Means of "
           "counts have the unit of\nthe count; a `share` is between 0 and 1.\n\n";
}

} // namespace

std::string dictionary_page(Dictionary sections) {
    std::string text = std::string(kIntroduction) + types() + versions() + "## Every verb\n\n";
    for (const DictionarySection* section : sections)
        if (section->verb.empty())
            text += section_text(*section);
    for (std::string_view verb : verbs_with_outputs(sections))
        text += dictionary_page_of(verb, sections);
    text.pop_back();
    return text;
}

std::string dictionary_page_of(std::string_view verb, Dictionary sections) {
    for (const DictionarySection* section : sections)
        if (section->verb == verb)
            return fmt::format("## {}\n\n{}", verb, section_text(*section));
    return fmt::format("{} writes no result directory.\n", verb);
}

} // namespace cascade
