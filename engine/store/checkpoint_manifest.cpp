#include "engine/store/checkpoint_manifest.hpp"

#include "engine/core/error.hpp"
#include "engine/store/generation_directories.hpp"
#include "engine/store/input_bytes.hpp"
#include "engine/store/json_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace cascade {
namespace {

using nlohmann::ordered_json;

constexpr const char* kSchema = "cascade-checkpoint";
constexpr int kSchemaVersion = 3; // 2: counts of worlds take four bytes a vertex; 3: a choice tells where bounds begin
constexpr const char* kDigestKey = "xxh3_128";

Digest digest_of_text(std::string_view text) {
    return digest_of(std::as_bytes(std::span(text)));
}

/// What `json_text` makes of `text` and a reader gets back.
std::string as_stored(const std::string& text) {
    return parse_json(json_text(text)).get<std::string>();
}

ordered_json to_json(const CheckpointManifest& manifest) {
    ordered_json options = ordered_json::array();
    for (const auto& [name, value] : manifest.identity.options)
        options.push_back({{"name", name}, {"value", value}});
    ordered_json files = ordered_json::array();
    for (const CheckpointFile& file : manifest.files)
        files.push_back({{"name", file.name},
                         {"bytes", file.bytes},
                         {"section", file.section},
                         {"first", file.first},
                         {"end", file.end}});
    return {{"schema", kSchema},
            {"schema_version", kSchemaVersion},
            {"generation", manifest.generation},
            {"job", manifest.job},
            {"attempt", manifest.attempt},
            {"verb", manifest.identity.verb},
            {"version", manifest.identity.version},
            {"graph", manifest.identity.graph},
            {"options", options},
            {"counts",
             {{"restarts", manifest.counts.restarts},
              {"samples_drawn", manifest.counts.samples_drawn},
              {"seconds", manifest.counts.seconds}}},
            {"files", files}};
}

CheckpointManifest from_json(const ordered_json& json) {
    CheckpointManifest manifest;
    json.at("generation").get_to(manifest.generation);
    json.at("job").get_to(manifest.job);
    json.at("attempt").get_to(manifest.attempt);
    json.at("verb").get_to(manifest.identity.verb);
    json.at("version").get_to(manifest.identity.version);
    json.at("graph").get_to(manifest.identity.graph);
    for (const ordered_json& option : json.at("options"))
        manifest.identity.options.emplace_back(option.at("name").get<std::string>(),
                                               option.at("value").get<std::string>());
    const ordered_json& counts = json.at("counts");
    counts.at("restarts").get_to(manifest.counts.restarts);
    counts.at("samples_drawn").get_to(manifest.counts.samples_drawn);
    counts.at("seconds").get_to(manifest.counts.seconds);
    for (const ordered_json& file : json.at("files"))
        manifest.files.push_back({file.at("name").get<std::string>(), file.at("bytes").get<std::uint64_t>(),
                                  file.at("section").get<std::string>(), file.at("first").get<std::uint64_t>(),
                                  file.at("end").get<std::uint64_t>()});
    return manifest;
}

/// Names stay in the directory, and the ranges of a section do not overlap.
void check_files(const CheckpointManifest& manifest, const std::string& path) {
    std::vector<CheckpointFile> files = manifest.files;
    std::sort(files.begin(), files.end(), [](const CheckpointFile& a, const CheckpointFile& b) {
        return std::tie(a.section, a.first) < std::tie(b.section, b.first);
    });
    for (std::size_t i = 0; i < files.size(); ++i) {
        const CheckpointFile& file = files[i];
        if (file.name.empty() || file.name.front() == '.' || file.name.find('/') != std::string::npos)
            throw InputError("{}: lists '{}', which is no name of a file beside it", path, file.name);
        if (file.first > file.end || (i > 0 && files[i - 1].section == file.section && files[i - 1].end > file.first))
            throw InputError("{}: lists ranges of vertices that make no sense ({})", path, file.name);
    }
}

/// "--name value", or "--name" where the value is empty.
std::string spelled(const std::string& name, const std::string& value) {
    return fmt::format("--{}{}{}", name, value.empty() ? "" : " ", value);
}

/// One line for each option that is not the same on both sides.
std::string option_complaints(const CheckpointIdentity& now, const CheckpointIdentity& saved,
                              const std::string& directory) {
    std::map<std::string, std::string> here, there;
    for (const auto& [name, value] : now.options)
        here[as_stored(name)] = as_stored(value);
    for (const auto& [name, value] : saved.options)
        there[name] = value;
    std::set<std::string> names;
    for (const auto* side : {&here, &there})
        for (const auto& [name, value] : *side)
            names.insert(name);
    std::string text;
    for (const std::string& name : names) {
        const auto mine = here.find(name), its = there.find(name);
        if (its == there.end())
            text +=
                fmt::format("{}: the checkpoint in {} was made without --{}; leave it out, give another --checkpoint, "
                            "or --resume never\n",
                            spelled(name, mine->second), directory, name);
        else if (mine == here.end())
            text += fmt::format("--{} is not given: the checkpoint in {} was made with {}; give that, another "
                                "--checkpoint, or --resume never\n",
                                name, directory, spelled(name, its->second));
        else if (mine->second != its->second)
            text += fmt::format("{}: the checkpoint in {} was made with {}; give that value, another --checkpoint, or "
                                "--resume never\n",
                                spelled(name, mine->second), directory, spelled(name, its->second));
    }
    return text;
}

} // namespace

std::string job_digest(const CheckpointIdentity& identity) {
    std::vector<std::string> words = {identity.verb, identity.version, identity.graph};
    auto options = identity.options;
    std::sort(options.begin(), options.end());
    for (const auto& [name, value] : options) {
        words.push_back(name);
        words.push_back(value);
    }
    std::string form;
    for (const std::string& word : words)
        form += fmt::format("{}:{}", word.size(), word);
    return digest_of_text(form).hex();
}

Digest owner_digest(const CheckpointManifest& manifest) {
    return digest_of_text(manifest.job + "/" + manifest.attempt);
}

std::string manifest_text(const CheckpointManifest& manifest) {
    ordered_json json = to_json(manifest);
    json[kDigestKey] = digest_of_text(json_text(json)).hex();
    return json_text(json) + "\n";
}

CheckpointManifest parse_checkpoint_manifest(const std::string& text, const std::string& path,
                                             std::uint64_t generation) {
    CheckpointManifest manifest;
    try {
        const ordered_json json = parse_json(text);
        const int version = json.at("schema_version").get<int>();
        if (json.at("schema") == kSchema && version != kSchemaVersion)
            throw InputError("{}: has format version {}, this program reads {}", path, version, kSchemaVersion);
        manifest = from_json(json);
    } catch (const ordered_json::exception&) {
        throw InputError("{}: is damaged: no manifest of a checkpoint", path);
    }
    if (manifest_text(manifest) != text)
        throw InputError("{}: is damaged or was edited: its digest is not that of its content", path);
    if (manifest.generation != generation)
        throw InputError("{}: is the manifest of generation {}, in the place of generation {}", path,
                         manifest.generation, generation);
    check_files(manifest, path);
    return manifest;
}

ManifestWithText read_checkpoint_manifest(const std::string& directory, std::uint64_t generation) {
    const std::string path = generation_manifest_path(directory, generation);
    const InputBytes file(path);
    std::string text(file.size(), '\0');
    file.read(0, text.data(), text.size());
    return {parse_checkpoint_manifest(text, path, generation), text};
}

void check_same_job(const CheckpointIdentity& now, const CheckpointManifest& saved, const std::string& directory) {
    const CheckpointIdentity& then = saved.identity;
    if (as_stored(now.verb) != then.verb)
        throw UsageError("{}: the checkpoint in {} was made by '{}'; give another --checkpoint, or --resume never",
                         now.verb, directory, then.verb);
    if (as_stored(now.version) != then.version)
        throw UsageError("version {}: the checkpoint in {} was made by version {}; go on with that one, give another "
                         "--checkpoint, or --resume never",
                         now.version, directory, then.version);
    std::string complaints = option_complaints(now, then, directory);
    if (!complaints.empty()) {
        complaints.pop_back();
        throw UsageError("{}", complaints);
    }
    if (as_stored(now.graph) != then.graph)
        throw InputError("the checkpoint in {} is of a graph with digest {}, not of this one with {}; give that graph, "
                         "another --checkpoint, or --resume never",
                         directory, then.graph, now.graph);
    if (saved.job != job_digest(now)) // bytes that are not UTF-8 differ and look the same
        throw UsageError(
            "the checkpoint in {} was made with other options; give another --checkpoint, or --resume never",
            directory);
}

std::uint64_t checkpoint_bytes(const CheckpointManifest& manifest) {
    std::uint64_t bytes = 0;
    for (const CheckpointFile& file : manifest.files)
        bytes += file.bytes;
    return bytes;
}

} // namespace cascade
