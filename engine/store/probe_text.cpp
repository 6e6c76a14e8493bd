#include "engine/store/probe_text.hpp"

#include "engine/store/layout.hpp"

#include <nlohmann/json.hpp>

namespace cascade {
namespace {

using nlohmann::json;

/// Calls `field(name, value)` for every plain member, for both directions of travel.
template <class File, class F>
void for_each_field(File& file, F&& field) {
    field("path", file.path);
    field("bytes", file.bytes);
    field("schema_version", file.schema_version);
    field("source", file.source);
    field("created_by", file.created_by);
    field("self_loops_removed", file.self_loops_removed);
    field("duplicates_merged", file.duplicates_merged);
    field("vertices", file.info.vertices);
    field("edges", file.info.edges);
    field("directed", file.info.directed);
    field("symmetric", file.info.symmetric);
    field("weighted", file.info.weighted);
    field("identity_ids", file.info.identity_ids);
    field("labelled", file.info.labelled);
    field("order", file.info.order);
    field("digest", file.info.digest);
}

template <class Place, class F>
void for_each_place_field(Place& place, F&& field) {
    field("offset", place.offset);
    field("count", place.count);
    field("width", place.width);
    field("digest", place.digest);
}

/// Paths may hold any byte, JSON texts only UTF-8: texts travel as bytes.
json::binary_t bytes_of(const std::string& text) {
    return json::binary_t({text.begin(), text.end()});
}

} // namespace

std::string to_text(const ProbeOutcome& outcome) {
    json text;
    const auto store = [](json& to) {
        return [&to](const char* name, const auto& value) {
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>)
                to[name] = json::binary(bytes_of(value));
            else
                to[name] = value;
        };
    };
    if (const Error* error = std::get_if<Error>(&outcome)) {
        text["code"] = static_cast<int>(error->code());
        store(text)("message", std::string(error->what()));
    } else {
        const GraphFile& file = std::get<GraphFile>(outcome);
        for_each_field(file, store(text));
        for (const auto& [name, place] : layout::kDatasets)
            for_each_place_field(file.*place, store(text["datasets"][name]));
    }
    const std::vector<std::uint8_t> packed = json::to_cbor(text);
    return {packed.begin(), packed.end()};
}

ProbeOutcome outcome_from_text(const std::string& packed) {
    const json text = json::from_cbor(packed.begin(), packed.end());
    const auto load = [](const json& from) {
        return [&from](const char* name, auto& value) {
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>) {
                const json::binary_t& bytes = from.at(name).get_binary();
                value.assign(bytes.begin(), bytes.end());
            } else {
                from.at(name).get_to(value);
            }
        };
    };
    if (text.contains("code")) {
        std::string message;
        load(text)("message", message);
        return Error(static_cast<ExitCode>(text.at("code").get<int>()), message);
    }
    GraphFile file;
    for_each_field(file, load(text));
    for (const auto& [name, place] : layout::kDatasets)
        for_each_place_field(file.*place, load(text.at("datasets").at(name)));
    return file;
}

} // namespace cascade
