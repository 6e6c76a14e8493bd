// cascade generate: a synthetic graph of a named kind, written as a graph file.

#include "engine/graph/generate/generate.hpp"

#include "jobs/common/console.hpp"
#include "jobs/common/new_graph.hpp"
#include "jobs/common/resources.hpp"

namespace cascade {
namespace {

constexpr std::uint64_t kMostVertices = std::uint64_t{1} << 40;
constexpr std::uint64_t kMostEdges = std::uint64_t{1} << 44;
constexpr std::uint64_t kMostComplete = std::uint64_t{1} << 22; ///< 2^44 arcs

std::string_view kind_names() {
    static const std::string names = [] {
        std::string joined;
        for (const GraphKindEntry& entry : kGraphKinds)
            joined += fmt::format("{}{}", joined.empty() ? "" : "|", entry.name);
        return joined;
    }();
    return names;
}

const GraphKindEntry& kind_of(const Options& options) {
    return *find_kind(options.text("kind")); // the parser refuses what is no kind
}

/// Refuses an option where the kind has no use for it.
void check_for_kind(const Options& options, const GraphKindEntry& entry, std::string_view option, bool wanted) {
    if (!wanted && options.given(option))
        throw UsageError("--{}: --kind {} does not take it", option, entry.name);
}

/// Rows and columns of a grid, where given, and the vertices they make.
void read_grid(const Options& options, GenerateOptions& graph) {
    if (options.has("columns"))
        graph.columns = options.whole("columns", 1, kMostVertices);
    if (!options.has("rows"))
        return;
    const std::uint64_t rows = options.whole("rows", 1, kMostVertices);
    if (!options.has("columns"))
        graph.columns = graph.vertices / rows + (graph.vertices % rows > 0 ? 1 : 0);
    else if (graph.vertices == 0)
        graph.vertices = options.whole("columns", 1, kMostVertices / rows) * rows;
    else if (rows != graph.vertices / graph.columns + (graph.vertices % graph.columns > 0 ? 1 : 0))
        throw UsageError("--rows {} --columns {} --vertices {}: do not agree; leave one of them out", rows,
                         graph.columns, graph.vertices);
    if (graph.columns == 0)
        throw UsageError("--rows {}: --columns or --vertices is needed too", rows);
}

std::uint64_t vertices_of(const Options& options, const GraphKindEntry& entry) {
    if (options.has("scale") && options.has("vertices"))
        throw UsageError("--scale and --vertices: give one of them, --scale S means 2^S vertices");
    if (options.has("scale"))
        return std::uint64_t{1} << options.whole("scale", 0, 40);
    if (options.has("vertices"))
        return options.whole("vertices", 1, kMostVertices);
    if (entry.kind == GraphKind::grid && options.has("rows") && options.has("columns"))
        return 0;
    throw UsageError("--kind {}: {} is needed", entry.name,
                     entry.kind == GraphKind::rmat ? "--scale S, for 2^S vertices," : "--vertices N");
}

/// The options of the graph, checked. UsageError.
GenerateOptions read_options(const Options& options) {
    const GraphKindEntry& entry = kind_of(options);
    const bool social = entry.kind == GraphKind::social;
    const bool grid = entry.kind == GraphKind::grid;
    for (std::string_view option : {"rows", "columns"})
        check_for_kind(options, entry, option, grid);
    for (std::string_view option : {"mixing", "communities"})
        check_for_kind(options, entry, option, social);
    check_for_kind(options, entry, "edges", entry.random);
    check_for_kind(options, entry, "vertices", entry.kind != GraphKind::rmat);
    if (options.flag("directed") && options.flag("undirected"))
        throw UsageError("--directed and --undirected: give one of them");
    GenerateOptions graph{.kind = entry.kind, .vertices = vertices_of(options, entry)};
    graph.directed = entry.directed ? !options.flag("undirected") : options.flag("directed");
    graph.random_seed = options.whole("random-seed", 0, UINT64_MAX);
    if (entry.random && !options.has("edges"))
        throw UsageError("--kind {}: --edges M is needed, the number of edges to draw", entry.name);
    if (entry.random)
        graph.edges = options.whole("edges", 0, kMostEdges);
    if (grid)
        read_grid(options, graph);
    if (entry.kind == GraphKind::complete && graph.vertices > kMostComplete)
        throw UsageError("--vertices {}: a complete graph has at most {} here", graph.vertices, kMostComplete);
    if (social && options.has("communities"))
        graph.communities = options.whole("communities", 1, graph.vertices);
    if (social)
        graph.mixing = options.real("mixing", 0, 1);
    return graph;
}

void validate(const Options& options) {
    read_options(options);
}

void run(Job& job) {
    const GenerateOptions options = read_options(job.options);
    check_output(job);
    const GenerateNeed need = generate_need(options, job.context.world.size());
    require_memory(job, need.bytes_per_rank, "the edges and the graph made of them");
    if (job.options.flag("dry-run")) {
        say(job, "the file will have at most {} bytes", need.file_bytes);
        return;
    }
    finish_graph(job, generate_graph(job.context, options));
}

} // namespace

const Verb kGenerateVerb = {
    .name = "generate",
    .summary = "make a synthetic graph",
    .description =
        "Makes a graph of a named kind and writes it as a graph file. rmat: R-MAT with the Graph500 parameters. gnm: "
        "both ends of every edge uniform. social: power-law degrees and planted communities. path, star, ring, grid, "
        "complete: graphs without chance. --edges counts edges drawn, before loops and duplicates go. rmat and gnm "
        "are directed unless --undirected is given, the others undirected unless --directed.\n\n"
        "    cascade generate --kind rmat --scale 20 --edges 16000000 --output rmat20.h5\n"
        "    cascade generate --kind social --vertices 1e6 --edges 1e7 --output social.h5",
    .options =
        {
            {"kind", kind_names(), "", "What to make.", OptionKind::value, true},
            {"scale", "S", "", "2^S vertices; the way to give them for rmat."},
            {"vertices", "N", "", "Number of vertices."},
            {"edges", "M", "", "Edges to draw, for rmat, gnm and social."},
            {"rows", "R", "", "Rows of a grid. Default: as many as --columns needs."},
            {"columns", "C", "", "Columns of a grid. Default: the square root of --vertices, rounded up."},
            {"mixing", "P", "0.3", "Share of a social graph's edges drawn across communities, 0 to 1."},
            {"communities", "C", "",
             "Communities of a social graph. Default: the square root of --vertices, rounded down."},
            {"directed", "", "", "An edge is one arc.", OptionKind::flag},
            {"undirected", "", "", "An edge is an arc each way.", OptionKind::flag},
            {"output", "FILE", "", "Graph file to write.", OptionKind::value, true},
        },
    .validate = validate,
    .run = run,
};

} // namespace cascade
