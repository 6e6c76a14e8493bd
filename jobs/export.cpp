// cascade export DIR…: results in the formats of other programs, written by scripts/export.py.
//
// Before the script reads anything, each directory is compared with its manifest and the graph file is described by a
// child process: the script then meets no damage that could crash the library under it.

#include "engine/store/graph_file.hpp"
#include "engine/store/manifest_check.hpp"
#include "jobs/common/script.hpp"
#include "jobs/common/verb.hpp"

#include <filesystem>

namespace cascade {
namespace {

constexpr std::uint64_t kMostHops = 255;
constexpr std::uint64_t kMostVertices = 10'000'000;

bool draws_a_graph(const Options& options) {
    return options.text("format") == "graphml" || options.text("format") == "gexf";
}

void validate(const Options& options) {
    options.whole("hops", 1, kMostHops);
    options.whole("most", 1, kMostVertices);
    const std::string& format = options.text("format");
    if (draws_a_graph(options) && !options.has("graph"))
        throw UsageError("--format {}: --graph FILE is needed, the graph the result was made from", format);
    for (const char* name : {"hops", "most", "seeds", "groups"})
        if (!draws_a_graph(options) && options.given(name))
            throw UsageError("--{}: says what graphml and gexf draw, and --format {} has no use for it", name, format);
    if (format != "parquet" && options.given("compression"))
        throw UsageError("--compression: only --format parquet has a compression of its own");
}

/// Refuses anything but a finished result whose files are as they were written.
void check_result(const std::string& directory) {
    std::error_code failure;
    if (!std::filesystem::is_directory(directory, failure))
        throw MissingInputError("{}: is no directory; a result directory is needed, the --out of a run", directory);
    std::string complaints;
    for (const std::string& complaint : check_against_manifest(directory).complaints)
        complaints += (complaints.empty() ? "" : "\n") + complaint;
    if (!complaints.empty())
        throw InputError("{}", complaints);
}

int alone(const Options& options) {
    for (const std::string& directory : options.positional())
        check_result(directory);
    if (options.has("graph"))
        probe_graph_file(options.text("graph")).file();
    std::vector<std::string> words{"--who", "cascade export"};
    for (const char* name : {"format", "output", "graph", "seeds", "groups", "compression"})
        if (options.has(name))
            words.push_back(fmt::format("--{}={}", name, options.text(name)));
    words.push_back(fmt::format("--hops={}", options.whole("hops", 1, kMostHops)));
    words.push_back(fmt::format("--most={}", options.whole("most", 1, kMostVertices)));
    if (options.flag("force"))
        words.emplace_back("--force");
    words.emplace_back("--");
    words.insert(words.end(), options.positional().begin(), options.positional().end());
    become_script(options, "export.py", words);
}

} // namespace

const Verb kExportVerb = {
    .name = "export",
    .summary = "results as Parquet, JSON Lines, Excel, GraphML or GEXF",
    .description =
        "Writes the tables of result directories as Parquet or JSON Lines, one file a table, or as an Excel workbook, "
        "one "
        "sheet a table; or their seeds and whom these can reach as GraphML or GEXF, for Gephi and others. Ids keep all "
        "of their digits: 64-bit numbers in "
        "Parquet, text where readers would round. Only finished results are exported, after all of their files were "
        "compared with the manifest. The same directories give the same bytes. Needs python3 with h5py (Debian: "
        "python3-h5py); no MPI.\n\n"
        "    cascade export chosen --format parquet --output chosen-parquet\n"
        "    cascade export run-1 run-2 --format jsonl --output runs\n"
        "    cascade export simulated --format gexf --graph g.h5 --seeds chosen/seeds.csv --output near.gexf",
    .options =
        {{"format", "parquet|jsonl|xlsx|graphml|gexf", "", "What to write.", OptionKind::value, true},
         {"output", "PATH", "",
          "parquet, jsonl: a directory to make, with a directory in it for each DIR where there are several. xlsx, "
          "graphml, gexf: a file; with several DIR a directory with a file for each.",
          OptionKind::value, true},
         {"graph", "FILE", "",
          "The graph file the results were made from. graphml and gexf need it; in tables it gives /vertices a column "
          "of original ids."},
         {"hops", "N", "1", "graphml, gexf: how far from the seeds, along outgoing arcs."},
         {"most", "N", "10000",
          "graphml, gexf: most vertices. Seeds come first, then each hop by activation probability and id."},
         {"seeds", "FILE", "",
          "graphml, gexf: the seeds, where the result does not name its own; rank and gain are taken from a "
          "seeds.csv."},
         {"groups", "FILE", "", "graphml, gexf: CSV file with the columns vertex and group."},
         {"compression", "gzip|none", "gzip", "parquet: how pages are packed."},
         {"force", "", "", "Replace what an earlier export wrote to --output.", OptionKind::flag},
         kPythonOption},
    .positional = "DIR...",
    .validate = validate,
    .run = alone,
};

} // namespace cascade
