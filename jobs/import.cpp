// import: text edge lists -> graph file. Reads, builds, writes; says what was dropped.
//
// The text is read before the missing --directed or --undirected is complained of: a bad line is what a user who tries
// a file out needs to hear first.

#include "engine/comm/agree.hpp"
#include "engine/graph/build.hpp"
#include "engine/graph/vertex_ids.hpp"
#include "engine/store/edge_text.hpp"
#include "engine/store/vertex_lists.hpp"
#include "jobs/common/console.hpp"
#include "jobs/common/graph_run.hpp"
#include "jobs/common/new_graph.hpp"
#include "jobs/common/resources.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace cascade {
namespace {

/// A word of an option and what it means.
template <class T>
struct Word {
    std::string_view text;
    T value;
};

constexpr std::array kFormats{Word<EdgeFormat>{"auto", EdgeFormat::automatic},
                              Word<EdgeFormat>{"edges", EdgeFormat::edges},
                              Word<EdgeFormat>{"csv", EdgeFormat::csv},
                              Word<EdgeFormat>{"cliques", EdgeFormat::cliques},
                              Word<EdgeFormat>{"matrixmarket", EdgeFormat::matrix_market},
                              Word<EdgeFormat>{"metis", EdgeFormat::metis}};
constexpr std::array kDuplicates{
    Word<DuplicateRule>{"first", DuplicateRule::first}, Word<DuplicateRule>{"sum", DuplicateRule::sum},
    Word<DuplicateRule>{"max", DuplicateRule::max}, Word<DuplicateRule>{"noisy-or", DuplicateRule::noisy_or},
    Word<DuplicateRule>{"error", DuplicateRule::error}};
constexpr std::array kOrders{Word<VertexOrder>{"id", VertexOrder::id},
                             Word<VertexOrder>{"degree", VertexOrder::degree}};
constexpr std::array kWeights{Word<bool>{"none", false}, Word<bool>{"column", true}};

constexpr std::array kIds{Word<IdKind>{"auto", IdKind::automatic}, Word<IdKind>{"integer", IdKind::integer},
                          Word<IdKind>{"string", IdKind::text}};

template <class T, std::size_t kCount>
T meaning(const Options& options, std::string_view name, const std::array<Word<T>, kCount>& words) {
    for (const Word<T>& word : words)
        if (word.text == options.text(name))
            return word.value;
    throw InternalError("--{} {} is declared and has no meaning", name, options.text(name));
}

/// --duplicates, which --strict decides unless it is given.
DuplicateRule duplicate_rule(const Options& options) {
    return options.flag("strict") ? DuplicateRule::error : meaning(options, "duplicates", kDuplicates);
}

EdgeTextOptions text_options(const Options& options) {
    EdgeTextOptions text;
    text.inputs = options.list("input");
    text.format = meaning(options, "format", kFormats);
    text.ids = meaning(options, "ids", kIds);
    text.header_lines = options.whole("header-lines", 0, 1'000'000'000);
    if (options.has("columns"))
        text.columns = parse_columns(options.text("columns"));
    text.weights = meaning(options, "weights", kWeights);
    text.strict = options.flag("strict");
    text.probabilities = duplicate_rule(options) == DuplicateRule::noisy_or;
    text.reverse = options.flag("reverse");
    if (options.has("vertices"))
        text.vertices = options.text("vertices");
    return text;
}

void validate(const Options& options) {
    const EdgeTextOptions text = text_options(options);
    meaning(options, "order", kOrders);
    if (options.has("base") && meaning(options, "order", kOrders) != VertexOrder::id)
        throw UsageError("--order {}: --base decides the order; leave one of them out", options.text("order"));
    const bool cliques = text.format == EdgeFormat::cliques;
    if (options.flag("directed") && options.flag("undirected"))
        throw UsageError("--directed and --undirected: give one of them");
    const bool own_heading = text.format == EdgeFormat::matrix_market || text.format == EdgeFormat::metis;
    if (own_heading)
        for (std::string_view name : {"columns", "header-lines"})
            if (options.given(name))
                throw UsageError("--{}: --format {} has its own heading and columns; leave it out", name,
                                 options.text("format"));
    if (own_heading && text.ids == IdKind::text)
        throw UsageError("--ids string: vertices are numbers in --format {}; leave it out", options.text("format"));
    if (text.format == EdgeFormat::metis && options.flag("directed"))
        throw UsageError("--directed: a METIS graph (--format metis) has no directions; leave it out");
    if (cliques && options.flag("directed"))
        throw UsageError("--directed: a list of groups (--format cliques) has no directions; leave it out");
    const DuplicateRule duplicates = meaning(options, "duplicates", kDuplicates);
    if (options.flag("strict") && duplicates != DuplicateRule::first && duplicates != DuplicateRule::error)
        throw UsageError("--duplicates {}: --strict refuses all duplicates; give one of them",
                         options.text("duplicates"));
    if (cliques && (text.weights || !text.columns.empty()))
        throw UsageError(
            "--format cliques: lines of groups have neither columns nor weights; leave out --columns and --weights");
    if (text.weights && text.columns.size() == 2)
        throw UsageError("--columns {}: with --weights column a third one is needed, source,target,weight",
                         options.text("columns"));
}

/// The first file that says `direction`; none: the number of files.
std::size_t first_that_says(const EdgeText& text, EdgeDirection direction) {
    const auto found = std::find(text.directions.begin(), text.directions.end(), direction);
    return static_cast<std::size_t>(found - text.directions.begin());
}

/// As the options say, or the files themselves; throws on every rank where neither does, or they differ.
bool is_undirected(const Options& options, const EdgeText& text) {
    const std::vector<std::string>& inputs = options.list("input");
    const std::size_t undirected = first_that_says(text, EdgeDirection::undirected);
    const std::size_t directed = first_that_says(text, EdgeDirection::directed);
    if (options.flag("directed") && undirected < inputs.size())
        throw UsageError("--directed: {} holds undirected edges; leave it out", inputs[undirected]);
    if (options.flag("directed") || options.flag("undirected"))
        return options.flag("undirected");
    if (first_that_says(text, EdgeDirection::unsaid) < inputs.size())
        throw UsageError("--directed or --undirected: one of them is needed, an edge list does not say which it is");
    if (directed < inputs.size() && undirected < inputs.size())
        throw UsageError(
            "--undirected: {} says that its edges have a direction, {} that they have none; give it to read "
            "all as undirected, or import them apart",
            inputs[directed], inputs[undirected]);
    return undirected < inputs.size();
}

std::string source_of(const std::vector<std::string>& inputs) {
    std::vector<std::string> names;
    for (const std::string& input : inputs)
        names.push_back(std::filesystem::path(input).filename().string());
    return fmt::format("{}", fmt::join(names, " "));
}

/// The vertices of --base, and ids of its kind in the text. Collective.
std::optional<VertexShare> read_base(Job& job, EdgeTextOptions& text) {
    if (!job.probe)
        return std::nullopt;
    const GraphFile file = job.probe->share(job.context.world);
    const IdKind kind = file.info.labelled ? IdKind::text : IdKind::integer;
    if (text.ids != IdKind::automatic && text.ids != kind)
        throw Error(ExitCode::bad_input,
                    fmt::format("--base {}: its vertices have {} and --ids {} asks for others; leave --ids out",
                                file.path, file.info.labelled ? "labels" : "integer ids", job.options.text("ids")),
                    true);
    text.ids = kind;
    text.base = file.path;
    VertexShare base = read_vertex_share(job.context, file);
    say(job, "base      {}: {} vertices keep their places", file.path, base.total);
    return base;
}

/// What building and writing will need once the text has been read; duplicates are counted as if they stayed.
struct ImportNeed {
    std::uint64_t bytes_per_rank = 0, file_bytes = 0;
};

/// Numbers the vertices to know how many there are. Collective.
ImportNeed import_need(Context& context, EdgeText& text, const BuildOptions& build) {
    const Communicator& world = context.world;
    std::uint64_t edge_bytes = 0;
    for (const EdgeBlock& block : text.edges.blocks)
        edge_bytes += block.bytes();
    edge_bytes = all_reduce_sum(world, edge_bytes);
    if (build.base != nullptr)
        join_members(text.edges, *build.base);
    const std::uint64_t vertices = number_vertices(context, text.edges).vertices;
    const BuildSize size{vertices, text.lines, edge_bytes, text.edges.weighted, build.symmetric, world.size()};
    return {kBareRankBytes + build_bytes_per_rank(size), list_bytes(size) + 8 * vertices + 8192};
}

EdgeText read_text(Job& job, const EdgeTextOptions& options) {
    const auto phase = job.context.timers.scope("parse");
    EdgeText text = read_edge_text(job.context, options);
    for (const std::string& warning : text.warnings)
        warn(job, "{}", warning);
    say(job, "read      {} edges from {} file(s), {} bytes", text.lines, options.inputs.size(), text.bytes);
    return text;
}

void run(Job& job) {
    Context& context = job.context;
    EdgeTextOptions text_is = text_options(job.options);
    check_output(job);
    const std::optional<VertexShare> base = read_base(job, text_is);
    EdgeText text = read_text(job, text_is);
    if (text.lines == 0)
        warn(job, "--input: no edge was read; are these the right files?");
    const BuildOptions build{is_undirected(job.options, text), duplicate_rule(job.options),
                             meaning(job.options, "order", kOrders), base ? &*base : nullptr};
    if (job.options.flag("dry-run")) {
        const ImportNeed need = import_need(context, text, build);
        require_memory(job, need.bytes_per_rank, "the edges and the graph made of them");
        say(job, "the file will have at most {} bytes", need.file_bytes);
        return;
    }
    GraphSlice graph;
    {
        const auto phase = context.timers.scope("build");
        graph = build_graph(context, std::move(text.edges), build);
    }
    graph.source = source_of(text_is.inputs);
    finish_graph(job, graph);
}

} // namespace

const Verb kImportVerb{
    .name = "import",
    .summary = "turn edge lists into a graph file",
    .description = "Reads text edge lists, ids being integers or strings, plain or packed with gzip or zstd, and "
                   "writes a graph file: vertices "
                   "in ascending order of id (of bytes, for strings), self-loops removed, duplicates merged. Lines "
                   "that begin with # or % are comments.\n"
                   "Example: cascade import --input soc-Epinions1.txt --directed --output epinions.h5",
    .options = {{"input", "FILE", "", "Edge lists; several files are one graph.", OptionKind::list, true},
                {"output", "FILE", "", "The graph file to write.", OptionKind::value, true},
                {"format", "auto|edges|csv|cliques|matrixmarket|metis", "auto",
                 "How lines are laid out; auto is matrixmarket for files with its banner, metis for names in .graph or "
                 ".metis, csv for .csv, edges otherwise; cliques: a group of ids a line, every pair an edge."},
                {"directed", "", "", "An edge runs from source to target.", OptionKind::flag},
                {"undirected", "", "",
                 "An edge runs both ways. cliques, metis and symmetric matrices say so themselves, other matrices that "
                 "edges are directed.",
                 OptionKind::flag},
                {"reverse", "", "",
                 "An edge runs from target to source: follower, trust and retweet lists run against influence.",
                 OptionKind::flag},
                {"ids", "auto|integer|string", "auto",
                 "What ids are; auto: what the first line of data shows. Strings are any UTF-8 text without the "
                 "delimiter, in CSV files also with it, in quotes."},
                {"header-lines", "N", "0", "Lines to pass over at the beginning of each file."},
                {"columns", "SOURCE,TARGET[,WEIGHT]", "",
                 "Where the ids and weights are: numbers from 1, or names in the heading."},
                {"weights", "none|column", "none", "Whether edges carry the weight column."},
                {"duplicates", "first|sum|max|noisy-or|error", "first", "The weight of edges given more than once."},
                {"strict", "", "",
                 "Nothing is left out or merged: an edge from a vertex to itself, or one given twice, is an error.",
                 OptionKind::flag},
                {"vertices", "FILE", "",
                 "Vertices that are there even without edges: an id a line, or CSV with a column vertex."},
                {"base", "FILE", "",
                 "A graph file whose vertices all are there too and keep their places, new ones behind them: later "
                 "states of a network, and its layers, so have one identity."},
                {"order", "id|degree", "id",
                 "Order of vertices in the file: by id, or by falling degree for locality."}},
    .graph_option = "base",
    .validate = validate,
    .run = run,
};

} // namespace cascade
