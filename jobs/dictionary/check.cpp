#include "jobs/dictionary/check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cascade {
namespace {

bool is_empty(const WrittenField& field) {
    return field.type == "list" || field.type == "object";
}

/// Whether a field is the declared one, or an empty list or object on the way to it.
bool stands_for(const FieldSpec& declared, const WrittenField& field) {
    const std::string_view name = declared.name;
    if (name.ends_with(".*") && field.name.starts_with(name.substr(0, name.size() - 1)))
        return true;
    if (is_empty(field))
        return name.starts_with(field.name + (field.type == "list" ? "[]" : "."));
    return name == field.name;
}

/// In HDF5 and CSV a type is what it is; in JSON a whole number may be read as any type that holds it.
bool fits(const FieldSpec& declared, const WrittenField& field, bool in_json) {
    const std::string_view name = type_name(declared.type);
    return name == field.type || is_empty(field) ||
           (in_json && ((name == "i64" && field.type == "u64") || (name == "option" && field.type == "text")));
}

bool holds_json(std::string_view place) {
    return place.ends_with(".json") || place.find('@') != std::string_view::npos;
}

/// Those of an output that stand at this place of it: in result.h5, or in its CSV file.
std::vector<FieldSpec> fields_at(const OutputSpec& output, std::string_view place) {
    std::vector<FieldSpec> fields;
    const Shown elsewhere = place == output.csv ? Shown::h5_only : Shown::csv_only;
    for (const FieldSpec& field : output.fields)
        if (field.shown != elsewhere)
            fields.push_back(field);
    return fields;
}

class Comparison {
public:
    Comparison(std::string_view verb, Dictionary sections) : verb_(verb), sections_(sections) {}

    void compare(const WrittenPlace& written, const OutputSpec& output) {
        const std::vector<FieldSpec> declared = fields_at(output, written.place);
        for (const WrittenField& field : written.fields)
            compare(written, output, declared, field);
        for (const FieldSpec& spec : declared) {
            const bool there = std::any_of(written.fields.begin(), written.fields.end(),
                                           [&](const WrittenField& field) { return stands_for(spec, field); });
            if (spec.when.empty() && !there)
                complain("{} lacks '{}', which the output '{}' in {} declares as always there: say when it is, or take "
                         "the row out",
                         written.place, spec.name, output.place, file_of(output.place, spec.name));
        }
    }

    void unknown(const WrittenPlace& written) {
        std::string fields;
        for (const WrittenField& field : written.fields)
            fields += fmt::format("{}{} {}", fields.empty() ? "" : ", ", field.name, field.type);
        complain("'{}' (with {}) is not declared: add an output with this place (or csv) to {}", written.place, fields,
                 file_of(written.place));
    }

    void missing(const OutputSpec& output, std::string_view place) {
        complain("'{}' is not there, which {} declares as always written: say when it is, or take it out", place,
                 file_of(output.place));
    }

    std::string text() const { return complaints_.empty() ? "" : complaints_ + "then run scripts/generate_docs.sh"; }

private:
    void compare(const WrittenPlace& written, const OutputSpec& output, const std::vector<FieldSpec>& declared,
                 const WrittenField& field) {
        const auto row = std::find_if(declared.begin(), declared.end(),
                                      [&](const FieldSpec& spec) { return stands_for(spec, field); });
        if (row == declared.end())
            complain("{} holds '{}' ({}), which is not declared: add the row {{\"{}\", {}, \"unit\", \"Meaning.\"}} to "
                     "the output '{}' in {}",
                     written.place, field.name, field.type, field.name, field.type, output.place,
                     file_of(output.place));
        else if (!fits(*row, field, holds_json(written.place)))
            complain("{} holds '{}' as {}, which the output '{}' in {} declares as {}", written.place, field.name,
                     field.type, output.place, file_of(output.place, row->name), type_name(row->type));
    }

    /// Where a place is declared, or its field where one is named, the verb's own section first. A new event goes to the
    /// others, any other new place to the verb's section.
    std::string file_of(std::string_view place, std::string_view field = {}) const {
        const std::string_view known = field.empty() ? place.substr(0, place.find(':')) : place;
        const auto is_field = [&](const FieldSpec& spec) { return field.empty() || spec.name == field; };
        std::string own = fmt::format("jobs/dictionary/{}.cpp, a new file listed in dictionary.cpp", verb_);
        for (std::string_view verb : {verb_, std::string_view()})
            for (const DictionarySection* section : sections_) {
                if (section->verb != verb)
                    continue;
                if (!verb.empty())
                    own = section->file;
                for (const OutputSpec& output : section->outputs)
                    if (output.place == known && std::any_of(output.fields.begin(), output.fields.end(), is_field))
                        return std::string(section->file);
            }
        return own;
    }

    template <class... Args>
    void complain(fmt::format_string<Args...> text, Args&&... args) {
        complaints_ += fmt::format(text, std::forward<Args>(args)...) + "\n";
    }

    std::string_view verb_;
    Dictionary sections_;
    std::string complaints_;
};

} // namespace

std::string complaints_about(std::string_view verb, std::span<const WrittenPlace> written, Dictionary sections) {
    Comparison comparison(verb, sections);
    const std::vector<OutputSpec> outputs = outputs_of(verb, sections);
    for (const WrittenPlace& place : written) {
        const auto output = std::find_if(outputs.begin(), outputs.end(), [&](const OutputSpec& one) {
            return one.place == place.place || (!one.csv.empty() && one.csv == place.place);
        });
        if (output == outputs.end())
            comparison.unknown(place);
        else
            comparison.compare(place, *output);
    }
    const auto is_there = [&](std::string_view name) {
        return std::any_of(written.begin(), written.end(),
                           [&](const WrittenPlace& place) { return place.place == name; });
    };
    for (const OutputSpec& output : outputs)
        for (std::string_view name : {output.place, output.csv})
            if (!name.empty() && output.when.empty() && !is_there(name))
                comparison.missing(output, name);
    return comparison.text();
}

} // namespace cascade
