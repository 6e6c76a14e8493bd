#include "jobs/common/inspect_directory.hpp"

#include "engine/core/error.hpp"
#include "engine/store/checkpoint_summary.hpp"
#include "engine/store/json_text.hpp"
#include "engine/store/manifest.hpp"
#include "engine/store/manifest_check.hpp"
#include "engine/store/result_summary.hpp"

#include <algorithm>
#include <filesystem>

namespace cascade {
namespace {

using nlohmann::ordered_json;

ordered_json generation_json(const GenerationSummary& generation) {
    ordered_json json = {{"generation", generation.number}, {"valid", generation.damage.empty()}};
    if (!generation.damage.empty())
        json["damage"] = generation.damage;
    if (!generation.manifest)
        return json;
    const CheckpointManifest& manifest = *generation.manifest;
    ordered_json options = ordered_json::object();
    for (const auto& [name, value] : manifest.identity.options)
        options[name] = value;
    json.update({{"bytes", checkpoint_bytes(manifest)},
                 {"files", manifest.files.size()},
                 {"verb", manifest.identity.verb},
                 {"version", manifest.identity.version},
                 {"graph", manifest.identity.graph},
                 {"options", options},
                 {"restarts", manifest.counts.restarts},
                 {"samples_drawn", manifest.counts.samples_drawn},
                 {"seconds", manifest.counts.seconds}});
    return json;
}

std::string generation_text(const GenerationSummary& generation) {
    std::string text = fmt::format("  generation {}: {}\n", generation.number,
                                   generation.damage.empty() ? "good" : "damaged: " + generation.damage);
    if (!generation.manifest)
        return text;
    const CheckpointManifest& manifest = *generation.manifest;
    text += fmt::format("    {} bytes in {} files, {} samples drawn in {:.1f} s, restarts: {}\n",
                        checkpoint_bytes(manifest), manifest.files.size(), manifest.counts.samples_drawn,
                        manifest.counts.seconds, manifest.counts.restarts);
    text += fmt::format("    {} of version {} on graph {}\n", manifest.identity.verb, manifest.identity.version,
                        manifest.identity.graph);
    for (const auto& [name, value] : manifest.identity.options)
        text += fmt::format("      --{} {}\n", name, value);
    return text;
}

DirectoryReport checkpoint_report(const std::string& path, const CheckpointSummary& checkpoint) {
    const auto& generations = checkpoint.generations;
    DirectoryReport report;
    if (generations.empty())
        report.complaints = fmt::format("{}: holds no generation of a checkpoint that is complete", path);
    else
        report.complaints = generations.front().damage;
    const bool valid = report.complaints.empty();
    report.json = {{"kind", "checkpoint"}, {"valid", valid}};
    report.text = fmt::format("{}: checkpoint, {}\n", path, valid ? "valid" : "not valid");
    if (!checkpoint.in_use_by.empty()) {
        report.json["in_use_by"] = checkpoint.in_use_by;
        report.text += fmt::format("  in use by {}\n", checkpoint.in_use_by);
    }
    report.json["generations"] = ordered_json::array();
    for (const GenerationSummary& generation : generations) {
        report.json["generations"].push_back(generation_json(generation));
        report.text += generation_text(generation);
    }
    return report;
}

DirectoryReport result_report(const std::string& path) {
    const ManifestCheck check = check_against_manifest(path);
    DirectoryReport report;
    for (const std::string& complaint : check.complaints)
        report.complaints += (report.complaints.empty() ? "" : "\n") + complaint;
    report.json = {{"kind", "result"},     {"valid", check.complaints.empty()}, {"files", check.files},
                   {"bytes", check.bytes}, {"differences", check.complaints},   {"unlisted", check.unlisted}};
    report.text =
        fmt::format("{}: result directory, {}\n  {} files, {} bytes listed in {}\n", path,
                    check.complaints.empty() ? "every file as its manifest says" : "differs from its manifest",
                    check.files, check.bytes, kManifestName);
    for (const std::string& name : check.unlisted)
        report.text += fmt::format("  {} is not part of it\n", name);
    if (!check.complaints.empty())
        return report;
    if (const auto result = describe_result_file((std::filesystem::path(path) / "result.h5").string()))
        for (const char* key : {"verb", "exit_reason", "graph", "random_seed", "ranks", "threads"})
            if (result->run.contains(key)) {
                report.json[key] = result->run.at(key);
                report.text += fmt::format("  {:<16}{}\n", key, json_text(ordered_json(result->run.at(key))));
            }
    return report;
}

} // namespace

DirectoryReport inspect_directory(const std::string& path) {
    if (const std::optional<CheckpointSummary> checkpoint = describe_checkpoint(path))
        return checkpoint_report(path, *checkpoint);
    if (std::filesystem::exists(std::filesystem::path(path) / kManifestName))
        return result_report(path);
    throw InputError("{}: is a directory that holds neither a result (no {}) nor a checkpoint", path, kManifestName);
}

} // namespace cascade
