// import: text edge lists -> graph file. Reads, builds, writes; says what was dropped.
//
// The text is read before the missing --directed or --undirected is complained of: a bad line is what a user who tries
// a file out needs to hear first.

#include "engine/comm/agree.hpp"
#include "engine/graph/build.hpp"
#include "engine/store/edge_text.hpp"
#include "jobs/common/console.hpp"

#include <fmt/ranges.h>

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
                              Word<EdgeFormat>{"edges", EdgeFormat::edges}, Word<EdgeFormat>{"csv", EdgeFormat::csv},
                              Word<EdgeFormat>{"cliques", EdgeFormat::cliques}};
constexpr std::array kDuplicates{
    Word<DuplicateRule>{"first", DuplicateRule::first}, Word<DuplicateRule>{"sum", DuplicateRule::sum},
    Word<DuplicateRule>{"max", DuplicateRule::max}, Word<DuplicateRule>{"noisy-or", DuplicateRule::noisy_or},
    Word<DuplicateRule>{"error", DuplicateRule::error}};
constexpr std::array kOrders{Word<VertexOrder>{"id", VertexOrder::id},
                             Word<VertexOrder>{"degree", VertexOrder::degree}};
constexpr std::array kWeights{Word<bool>{"none", false}, Word<bool>{"column", true}};

template <class T, std::size_t kCount>
T meaning(const Options& options, std::string_view name, const std::array<Word<T>, kCount>& words) {
    std::vector<std::string_view> texts;
    for (const Word<T>& word : words) {
        if (word.text == options.text(name))
            return word.value;
        texts.push_back(word.text);
    }
    throw UsageError("--{} {}: one of {} is needed", name, options.text(name), fmt::join(texts, ", "));
}

EdgeTextOptions text_options(const Options& options) {
    EdgeTextOptions text;
    text.inputs = options.list("input");
    text.format = meaning(options, "format", kFormats);
    text.header_lines = options.whole("header-lines", 0, 1'000'000'000);
    if (options.has("columns"))
        text.columns = parse_columns(options.text("columns"));
    text.weights = meaning(options, "weights", kWeights);
    const DuplicateRule duplicates = meaning(options, "duplicates", kDuplicates);
    text.keep_places = text.weights && duplicates == DuplicateRule::first;
    text.probabilities = duplicates == DuplicateRule::noisy_or;
    text.reverse = options.flag("reverse");
    if (options.has("vertices"))
        text.vertices = options.text("vertices");
    return text;
}

void validate(const Options& options) {
    const EdgeTextOptions text = text_options(options);
    meaning(options, "order", kOrders);
    const bool cliques = text.format == EdgeFormat::cliques;
    if (options.flag("directed") && options.flag("undirected"))
        throw UsageError("--directed and --undirected: give one of them");
    if (cliques && options.flag("directed"))
        throw UsageError("--directed: a list of groups (--format cliques) has no directions; leave it out");
    if (cliques && (text.weights || !text.columns.empty()))
        throw UsageError(
            "--format cliques: lines of groups have neither columns nor weights; leave out --columns and --weights");
    if (text.weights && text.columns.size() == 2)
        throw UsageError("--columns {}: with --weights column a third one is needed, source,target,weight",
                         options.text("columns"));
}

/// Refuses what could not be written in the end before the work is done. Collective.
void check_output(const Job& job) {
    agree_at_root(job.context.world, [&] {
        const std::string& output = job.options.text("output");
        std::error_code ignored;
        if (std::filesystem::exists(output, ignored) && !job.options.flag("force"))
            throw CreateError("{}: exists already; --force overwrites it", output);
    });
}

/// Throws on every rank unless it is said what a line means.
bool is_undirected(const Options& options, const EdgeTextOptions& text) {
    if (text.format == EdgeFormat::cliques || options.flag("undirected"))
        return true;
    if (options.flag("directed"))
        return false;
    throw UsageError("--directed or --undirected: one of them is needed, an edge list does not say which it is");
}

std::string source_of(const std::vector<std::string>& inputs) {
    std::vector<std::string> names;
    for (const std::string& input : inputs)
        names.push_back(std::filesystem::path(input).filename().string());
    return fmt::format("{}", fmt::join(names, " "));
}

void say_graph_built(const Job& job, const GraphSlice& graph) {
    say(job, "graph     {} vertices, {} arcs{}; {} self-loops removed, {} duplicates merged", graph.info.vertices,
        graph.info.edges, graph.info.symmetric ? " (both directions of each edge)" : "", graph.self_loops_removed,
        graph.duplicates_merged);
}

void run(Job& job) {
    Context& context = job.context;
    const EdgeTextOptions text_is = text_options(job.options);
    check_output(job);
    EdgeText text;
    {
        const auto phase = context.timers.scope("parse");
        text = read_edge_text(context, text_is);
    }
    const double parsed = context.timers.elapsed();
    for (const std::string& warning : text.warnings)
        warn(job, "{}", warning);
    say(job, "read      {} edges from {} file(s), {} bytes", text.lines, text_is.inputs.size(), text.bytes);
    BuildOptions build{is_undirected(job.options, text_is), meaning(job.options, "duplicates", kDuplicates),
                       meaning(job.options, "order", kOrders)};
    if (job.options.flag("dry-run"))
        return;

    GraphSlice graph;
    {
        const auto phase = context.timers.scope("build");
        graph = build_graph(context, std::move(text.edges), build);
    }
    graph.source = source_of(text_is.inputs);
    const double built = context.timers.elapsed();
    say_graph_built(job, graph);
    std::string digest;
    {
        const auto phase = context.timers.scope("write");
        digest = write_graph_file(context, job.options.text("output"), graph, job.options.flag("force"));
    }
    const double written = context.timers.elapsed();
    say(job, "written   {} ({})", job.options.text("output"), digest);
    context.event("imported", {{"vertices", graph.info.vertices},
                               {"edges", graph.info.edges},
                               {"self_loops_removed", graph.self_loops_removed},
                               {"duplicates_merged", graph.duplicates_merged},
                               {"parse_seconds", parsed},
                               {"build_seconds", built - parsed},
                               {"write_seconds", written - built}});
    print_result_line(job, {{"vertices", graph.info.vertices}, {"edges", graph.info.edges}});
}

} // namespace

const Verb kImportVerb{
    .name = "import",
    .summary = "Turn edge lists into a graph file.",
    .description =
        "Reads text edge lists with integer ids, plain or packed with gzip or zstd, and writes a graph file: vertices "
        "in "
        "ascending order of id, self-loops removed, duplicates merged. Lines that begin with # or % are comments.\n"
        "Example: cascade import --input soc-Epinions1.txt --directed --output epinions.h5",
    .options = {{"input", "FILE", "", "Edge lists; several files are one graph.", OptionKind::list, true},
                {"output", "FILE", "", "The graph file to write.", OptionKind::value, true},
                {"format", "auto|edges|csv|cliques", "auto",
                 "How lines are laid out; auto is csv for names in .csv, edges otherwise; cliques: a group of ids a "
                 "line, every pair an edge."},
                {"directed", "", "", "An edge runs from source to target.", OptionKind::flag},
                {"undirected", "", "", "An edge runs both ways.", OptionKind::flag},
                {"reverse", "", "",
                 "An edge runs from target to source: follower, trust and retweet lists run against influence.",
                 OptionKind::flag},
                {"header-lines", "N", "0", "Lines to pass over at the beginning of each file."},
                {"columns", "SOURCE,TARGET[,WEIGHT]", "",
                 "Where the ids and weights are: numbers from 1, or names in the heading."},
                {"weights", "none|column", "none", "Whether edges carry the weight column."},
                {"duplicates", "first|sum|max|noisy-or|error", "first", "The weight of edges given more than once."},
                {"vertices", "FILE", "",
                 "Vertices that are there even without edges: an id a line, or CSV with a column vertex."},
                {"order", "id|degree", "id",
                 "Order of vertices in the file: by id, or by falling degree for locality."}},
    .positional = "",
    .graph_option = "",
    .writes_results = false,
    .validate = validate,
    .run = run,
};

} // namespace cascade
