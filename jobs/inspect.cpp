// cascade inspect FILE|DIR: what is in a graph, a result or a checkpoint, after checking all of it.
//
// The probe has described a graph file before MPI started; here every dataset is read and compared with its digest and
// with the rules of the format. A file the probe does not take for a graph may be a result: then its manifest and root
// attributes are looked at. Directories are results or checkpoints (jobs/common/inspect_directory.hpp). Anything else,
// and any damage, ends with exit 65 and the reason.

#include "engine/comm/agree.hpp"
#include "engine/store/json_text.hpp"
#include "engine/store/result_summary.hpp"
#include "jobs/common/inspect_directory.hpp"
#include "jobs/common/verb.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

namespace cascade {
namespace {

using nlohmann::ordered_json;

ordered_json graph_json(const GraphFile& file) {
    const GraphInfo& info = file.info;
    return {{"kind", "graph"},
            {"schema_version", file.schema_version},
            {"vertices", info.vertices},
            {"edges", info.edges},
            {"directed", info.directed},
            {"symmetric", info.symmetric},
            {"weights", info.weighted ? "column" : "none"},
            {"digest", info.digest},
            {"valid", true},
            {"ids", info.labelled       ? "string"
                    : info.identity_ids ? "identity"
                                        : "stored"},
            {"order", info.order},
            {"bytes", file.bytes},
            {"source", file.source},
            {"self_loops_removed", file.self_loops_removed},
            {"duplicates_merged", file.duplicates_merged},
            {"created_by", file.created_by}};
}

std::string ids_text(const GraphFile& file) {
    const GraphInfo& info = file.info;
    if (info.labelled)
        return fmt::format("strings, {} bytes, ordered by {}", file.labels.count, info.order);
    return info.identity_ids ? "0 to n-1" : fmt::format("stored, ordered by {}", info.order);
}

std::string graph_text(const GraphFile& file) {
    const GraphInfo& info = file.info;
    std::string text = fmt::format("{}: graph file, valid\n", file.path);
    const auto line = [&](std::string_view name, const std::string& value) {
        text += fmt::format("  {:<12}{}\n", name, value);
    };
    line("vertices", fmt::format("{}", info.vertices));
    line("arcs", fmt::format("{}{}", info.edges, info.symmetric ? " (each edge both ways)" : ""));
    line("declared", info.directed ? "directed" : "undirected");
    line("weights", info.weighted ? "a column" : "none");
    line("ids", ids_text(file));
    line("bytes", fmt::format("{}", file.bytes));
    line("digest", info.digest.empty() ? "none (not written by cascade)" : info.digest);
    if (file.schema_version == 0)
        return text;
    line("source", file.source);
    line("dropped", fmt::format("{} self-loops, {} duplicates", file.self_loops_removed, file.duplicates_merged));
    line("made by", fmt::format("{}, format version {}", file.created_by, file.schema_version));
    return text;
}

ordered_json result_json(const ResultSummary& result) {
    ordered_json json = {{"kind", "result"},
                         {"schema_version", result.schema_version},
                         {"valid", true},
                         {"in_manifest", result.in_manifest}};
    for (const char* key : {"verb", "exit_reason", "graph", "random_seed", "ranks", "threads"})
        if (result.run.contains(key))
            json[key] = result.run.at(key);
    return json;
}

std::string result_text(const std::string& path, const ResultSummary& result) {
    std::string text =
        fmt::format("{}: result file, {}\n", path,
                    result.in_manifest ? "the bytes its manifest lists" : "without a manifest beside it");
    const ordered_json about = result_json(result);
    for (const auto& [name, value] : about.items())
        if (name != "valid" && name != "in_manifest" && name != "kind")
            text += fmt::format("  {:<16}{}\n", name, value.is_string() ? value.get<std::string>() : json_text(value));
    return text;
}

void print(const std::string& text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
        throw IoError("the summary cannot be written to standard output");
}

/// Prints what the directory holds, sound or not; then complains if it is not. Rank 0.
void print_directory(const std::string& path, bool as_json) {
    const DirectoryReport report = inspect_directory(path);
    print(as_json ? json_text(report.json) + "\n" : report.text);
    if (!report.complaints.empty())
        throw InputError("{}", report.complaints);
}

/// The file as a result, or else the complaint about it as a graph. Rank 0.
void inspect_result(const std::string& path, bool as_json, const Error& no_graph) {
    const std::optional<ResultSummary> result = describe_result_file(path);
    if (!result)
        throw no_graph;
    print(as_json ? json_text(result_json(*result)) + "\n" : result_text(path, *result));
}

void validate(const Options& options) {
    if (options.positional().size() != 1)
        throw UsageError("inspect takes one FILE or DIR, a graph, a result or a checkpoint; got {}",
                         options.positional().size());
}

void run(Job& job) {
    const Communicator& world = job.context.world;
    const std::string& path = job.options.positional().front();
    const bool as_json = job.options.flag("json");
    std::error_code unreadable;
    if (broadcast(world, std::filesystem::is_directory(path, unreadable))) {
        agree_at_root(world, [&] { print_directory(path, as_json); });
        return;
    }
    std::optional<GraphFile> file;
    std::optional<Error> no_graph;
    try {
        file = job.probe->share(world);
    } catch (const Error& error) { // the same on every rank
        if (error.code() != ExitCode::bad_input)
            throw;
        no_graph = error;
    }
    if (no_graph) {
        agree_at_root(world, [&] { inspect_result(path, as_json, *no_graph); });
        return;
    }
    verify_graph_file(job.context, *file);
    agree_at_root(world, [&] {
        print(as_json ? json_text(graph_json(*file)) + "\n"
                      : graph_text(*file));
    });
}

} // namespace

const Verb kInspectVerb{
    .name = "inspect",
    .summary = "show what is in a graph, a result or a checkpoint, and check all of it",
    .description = "Reads the whole file, or every file of a result or checkpoint directory, compares it with its "
                   "digests and with the rules of its format, and prints a summary. Damaged and foreign ones end with "
                   "exit code 65 and the reason.\n"
                   "Example: cascade inspect epinions.h5 --json",
    .options = {{"json", "", "", "Print one JSON object on stdout instead of text.", OptionKind::flag}},
    .positional = "FILE|DIR",
    .graph_option = "positional",
    .validate = validate,
    .run = run,
};

} // namespace cascade
