#include "jobs/dictionary/json_schema.hpp"

#include "engine/core/check.hpp"
#include "engine/store/json_text.hpp"
#include "engine/store/schemas.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace cascade {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kEventPrefix = "events.jsonl:";

std::string when_text(std::string_view when) {
    return when.empty() ? "" : fmt::format(" Only {}.", when);
}

ordered_json type_schema(ValueType type) {
    switch (type) {
    case ValueType::u32:
        return {{"type", "integer"}, {"minimum", 0}, {"maximum", UINT32_MAX}};
    case ValueType::u64:
        return {{"type", "integer"}, {"minimum", 0}};
    case ValueType::i64:
        return {{"type", "integer"}};
    case ValueType::f64:
        return {{"type", "number"}};
    case ValueType::text:
        return {{"type", "string"}};
    case ValueType::option:
        return {{"type", {"string", "array"}}, {"items", {{"type", "string"}}}};
    }
    throw InternalError("a type of value has no schema");
}

/// Keys that can have one value only.
using Constants = ordered_json;

ordered_json value_schema(const FieldSpec& field, const Constants& constants) {
    ordered_json schema =
        constants.contains(field.name) ? ordered_json{{"const", constants[field.name]}} : type_schema(field.type);
    schema["description"] = field.meaning + when_text(field.when);
    if (!field.unit.empty())
        schema["unit"] = field.unit;
    return schema;
}

/// Adds the field to the schema of what `path`, the rest of its name, begins in.
void add_field(ordered_json& schema, std::string_view path, const FieldSpec& field, const Constants& constants) {
    if (path.empty()) {
        schema = value_schema(field, constants);
        return;
    }
    if (path.starts_with("[]")) {
        schema["type"] = "array";
        return add_field(schema["items"], path.substr(path.starts_with("[].") ? 3 : 2), field, constants);
    }
    if (schema.is_null())
        schema = {{"type", "object"},
                  {"properties", ordered_json::object()},
                  {"required", ordered_json::array()},
                  {"additionalProperties", false}};
    if (path == "*") {
        schema["additionalProperties"] = value_schema(field, constants);
        return;
    }
    const std::size_t end = std::min(path.find_first_of(".["), path.size());
    const std::string key(path.substr(0, end));
    const std::string_view rest = path.substr(end);
    ordered_json& required = schema["required"];
    if (field.when.empty() && std::find(required.begin(), required.end(), key) == required.end())
        required.push_back(key);
    add_field(schema["properties"][key], rest.substr(rest.starts_with('.') ? 1 : 0), field, constants);
}

ordered_json object_schema(const std::vector<FieldSpec>& fields, const Constants& constants, std::string_view meaning) {
    ordered_json schema;
    for (const FieldSpec& field : fields)
        add_field(schema, field.name, field, constants);
    if (!meaning.empty())
        schema["description"] = meaning;
    return schema;
}

const OutputSpec& output_at(const std::vector<OutputSpec>& outputs, std::string_view place) {
    const auto found =
        std::find_if(outputs.begin(), outputs.end(), [&](const OutputSpec& output) { return output.place == place; });
    CASCADE_CHECK(found != outputs.end(), "'{}' is in no section of the dictionary", place);
    return *found;
}

/// What every schema begins with.
ordered_json heading(std::string_view title, SchemaName schema) {
    return {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
            {"$id", fmt::format("urn:{}:{}", schema.name, schema.version)},
            {"title", title}};
}

Constants constants_of(SchemaName schema) {
    return {{"schema", schema.name}, {"schema_version", schema.version}};
}

/// One of several named schemas.
std::string alternatives(ordered_json schema, const ordered_json& named) {
    schema["oneOf"] = ordered_json::array();
    for (const auto& [name, unused] : named.items())
        schema["oneOf"].push_back({{"$ref", "#/$defs/" + name}});
    schema["$defs"] = named;
    return json_text(schema, 2) + "\n";
}

std::string whole_schema(std::string_view title, SchemaName name, std::string_view place, const Constants& constants,
                         Dictionary sections) {
    const std::vector<OutputSpec> outputs = outputs_of("", sections);
    const OutputSpec& output = output_at(outputs, place);
    ordered_json schema = heading(title, name);
    schema.update(object_schema(output.fields, constants, output.meaning));
    return json_text(schema, 2) + "\n";
}

ordered_json field_json(const FieldSpec& field) {
    ordered_json json = {{"name", field.name},
                         {"type", type_name(field.type)},
                         {"unit", field.unit},
                         {"meaning", field.meaning},
                         {"when", field.when}};
    if (field.shown != Shown::everywhere)
        json["only_in"] = field.shown == Shown::csv_only ? "csv" : "h5";
    return json;
}

} // namespace

std::string summary_schema(Dictionary sections) {
    ordered_json named = ordered_json::object();
    for (std::string_view verb : verbs_with_outputs(sections)) {
        Constants constants = constants_of(kSummarySchema);
        constants["verb"] = verb;
        const std::vector<OutputSpec> outputs = outputs_of(verb, sections);
        named[std::string(verb)] = object_schema(output_at(outputs, "summary.json").fields, constants, "");
    }
    return alternatives(heading("summary.json of a result", kSummarySchema), named);
}

std::string events_schema(Dictionary sections) {
    const std::vector<OutputSpec> outputs = outputs_of("", sections);
    ordered_json named = ordered_json::object();
    for (const OutputSpec& output : outputs) {
        if (!output.place.starts_with(kEventPrefix))
            continue;
        const std::string name(output.place.substr(kEventPrefix.size()));
        Constants constants = constants_of(kEventsSchema);
        constants["event"] = name;
        std::vector<FieldSpec> fields = output_at(outputs, "events.jsonl").fields;
        fields.insert(fields.end(), output.fields.begin(), output.fields.end());
        named[name] = object_schema(fields, constants, output.meaning);
    }
    return alternatives(heading("A line of events.jsonl", kEventsSchema), named);
}

std::string manifest_schema(Dictionary sections) {
    return whole_schema("MANIFEST.json of a result", kManifestSchema, "MANIFEST.json", constants_of(kManifestSchema),
                        sections);
}

std::string run_schema(Dictionary sections) {
    return whole_schema("The attribute run of result.h5", kResultSchema, "/@run", Constants::object(), sections);
}

std::string dictionary_json(Dictionary sections) {
    ordered_json all;
    for (const SchemaName& schema : {kResultSchema, kSummarySchema, kEventsSchema, kManifestSchema})
        all["versions"][schema.name] = schema.version;
    for (const ValueTypeEntry& entry : kValueTypes)
        all["types"][std::string(entry.name)] = entry.meaning;
    all["outputs"] = ordered_json::array();
    for (const DictionarySection* section : sections)
        for (const OutputSpec& output : section->outputs) {
            ordered_json json = {{"verb", section->verb},     {"place", output.place},
                                 {"csv", output.csv},         {"when", output.when},
                                 {"meaning", output.meaning}, {"fields", ordered_json::array()}};
            for (const FieldSpec& field : output.fields)
                json["fields"].push_back(field_json(field));
            all["outputs"].push_back(json);
        }
    return json_text(all, 1) + "\n";
}

} // namespace cascade
