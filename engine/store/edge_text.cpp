#include "engine/store/edge_text.hpp"

#include "engine/comm/agree.hpp"
#include "engine/graph/partition.hpp"
#include "engine/runtime/parallel.hpp"
#include "engine/store/edge_files.hpp"
#include "engine/store/id_list.hpp"
#include "engine/store/metis_pairs.hpp"

#include <fmt/format.h>

namespace cascade {
namespace {

/// A whole file of records, from the first after the heading.
void read_records(const EdgeFile& file, const EdgeSink& sink) {
    std::unique_ptr<ByteStream> stream = open_stream(*file.input, file.facts.packing);
    std::vector<char> passed(1 << 16);
    for (std::uint64_t left = file.heading.begin; left > 0;) {
        const std::size_t got = stream->read(passed.data(), std::min<std::uint64_t>(passed.size(), left));
        if (got == 0 && left == 1)
            return; // nothing but a heading, and that without a line end
        if (got == 0)
            throw TextFailure{file.heading.begin - left, "the file became shorter while it was read"};
        left -= got;
    }
    LineReader reader(std::move(stream), file.heading.begin, file.records);
    for (std::string_view block = reader.next(); !block.empty(); block = reader.next())
        parse_records(block, reader.offset(), file.heading.format, sink);
}

/// What is counted in a file while it is read; adds up over pieces and ranks.
struct FileTally {
    std::uint64_t edges = 0;
    std::uint64_t vertex_lines = 0; ///< of a METIS graph
    std::uint64_t pairing = 0;      ///< of a METIS graph: 0 when every edge stands in the lines of both ends

    void add(const FileTally& other) {
        edges += other.edges;
        vertex_lines += other.vertex_lines;
        pairing += other.pairing;
    }
};

/// Every rank's tallies together. Collective.
void sum_up(const Communicator& comm, std::vector<FileTally>& tallies) {
    std::vector<std::uint64_t> flat;
    for (const FileTally& tally : tallies)
        flat.insert(flat.end(), {tally.edges, tally.vertex_lines, tally.pairing});
    all_reduce(comm, std::span(flat), Reduction::sum);
    for (std::size_t f = 0; f < tallies.size(); ++f)
        tallies[f] = {flat[3 * f], flat[3 * f + 1], flat[3 * f + 2]};
}

/// The lines of a METIS graph; an edge is taken from the line of its lower end.
void read_vertex_lines(const EdgeFile& file, const EdgePiece& piece, const EdgeSink& sink, FileTally& tally) {
    const LineFormat& format = file.heading.format;
    const bool weights = format.weight != LineFormat::kNone;
    std::uint64_t vertices = piece.lines_before;
    std::uint64_t pairing = 0;
    const auto alone = [&](std::uint64_t vertex) { sink.members.push_back(static_cast<OriginalId>(vertex)); };
    const auto found = [&](const MetisArc& arc) {
        pairing += pairing_of(arc);
        if (arc.vertex < arc.neighbour)
            add_edge(static_cast<OriginalId>(arc.vertex), static_cast<OriginalId>(arc.neighbour),
                     weights ? parse_weight(arc.weight, format.probabilities, arc.line) : 0, arc.line, format, sink);
    };
    for_each_block(file, piece, [&](std::string_view block, std::uint64_t offset) {
        return visit_vertex_lines(block, offset, piece.end, *file.heading.metis, vertices, alone, found);
    });
    tally.vertex_lines += vertices - piece.lines_before;
    tally.pairing += pairing;
}

void read_piece(const EdgeFile& file, const EdgePiece& piece, const EdgeSink& sink, FileTally& tally) {
    const EdgeHeading& heading = file.heading;
    if (file.records != 0)
        return read_records(file, sink);
    if (heading.metis)
        return read_vertex_lines(file, piece, sink, tally);
    for_each_block(file, piece, [&](std::string_view block, std::uint64_t offset) {
        return heading.matrix ? parse_entries(block, offset, piece.end, *heading.matrix, heading.format, sink)
                              : parse_lines(block, offset, piece.end, heading.format, sink);
    });
}

/// One thread's share of a rank's work.
struct Worker {
    EdgeCollector edges;
    std::vector<OriginalId> members;
    std::vector<FileTally> tallies; ///< one a file
    Complaint complaint;
    std::uint64_t hidden = 0;        ///< comments that may be edges
    std::optional<std::size_t> next; ///< the piece that follows what was read, if any was
};

std::vector<Worker> read_pieces(const Context& context, const EdgeTextOptions& options,
                                const std::vector<EdgeFile>& files, const std::vector<EdgePiece>& pieces,
                                LabelTable* labels) {
    std::vector<Worker> workers;
    for (int thread = 0; thread < std::max(context.threads, 1); ++thread)
        workers.push_back({EdgeCollector(options.weights), {}, std::vector<FileTally>(files.size()), {}, 0, {}});
    parallel_for(context.threads, pieces.size(), 1, [&](std::size_t begin, std::size_t end, int thread) {
        Worker& worker = workers[static_cast<std::size_t>(thread)];
        for (std::size_t i = begin; i < end; ++i) {
            const EdgePiece& piece = pieces[i];
            const EdgeFile& file = files[piece.file];
            FileTally& tally = worker.tallies[piece.file];
            const std::uint64_t before = worker.edges.added();
            const EdgeSink sink{worker.edges, worker.members, labels, &worker.hidden};
            // Which of two weights stands first matters. An edge is at least a byte, so places stay in order.
            if (options.weights && std::exchange(worker.next, i + 1) != i)
                worker.edges.begin(place_of(piece.file, piece.begin));
            if (worker.complaint.place >
                place_of(piece.file, piece.begin)) // what comes after a complaint does not matter
                attempt(file, piece.file, worker.complaint, [&] { read_piece(file, piece, sink, tally); });
            tally.edges += worker.edges.added() - before;
        }
    });
    return workers;
}

/// Which of a METIS graph's edges is at fault.
TextFailure find_unpaired(const EdgeFile& file) {
    const EdgePiece all{0, 0, Complaint::kNowhere};
    const BlockWalk walk = [&](const BlockVisitor& visit) {
        for_each_block(file, all, [&](std::string_view block, std::uint64_t offset) {
            visit(block, offset);
            return true;
        });
    };
    return unpaired_arc(walk, *file.heading.metis);
}

void check_graph(const EdgeFile& file, bool searches, const FileTally& tally) {
    const MetisHeading& graph = *file.heading.metis;
    const std::uint64_t missing = graph.vertices - tally.vertex_lines;
    if (missing > (graph.numbers == 0 ? 1 : 0)) // the last line is often lost where it is empty
        fail_text(graph.line,
                  fmt::format("the heading announces {} vertices, and the lines of {} follow; the file is cut "
                              "off, or a vertex without neighbours has no (empty) line",
                              graph.vertices, tally.vertex_lines));
    if (tally.pairing != 0 && searches)
        throw find_unpaired(file);
    if (tally.pairing == 0 && tally.edges != graph.edges)
        fail_text(graph.line, fmt::format("the heading announces {} edges, and the lines hold {}, each counted once",
                                          graph.edges, tally.edges));
}

/// Throws where a file holds something else than its heading announces. Collective.
void check_announced(const Communicator& comm, const std::vector<EdgeFile>& files,
                     const std::vector<FileTally>& tallies) {
    Complaint complaint;
    for (std::size_t f = 0; f < files.size(); ++f) {
        const EdgeFile& file = files[f];
        if (!file.mine)
            continue;
        attempt(file, f, complaint, [&] {
            if (file.heading.metis)
                check_graph(file, file.whole || comm.is_root(), tallies[f]);
            if (file.heading.matrix && file.heading.matrix->entries != tallies[f].edges)
                fail_text(file.heading.matrix->line, fmt::format("{} entries are announced, and {} follow",
                                                                 file.heading.matrix->entries, tallies[f].edges));
        });
    }
    settle(comm, complaint);
}

/// All rows of a matrix, and the vertex whose line a METIS graph lacks, are vertices; each rank adds its share. Collective.
void add_announced_vertices(const Context& context, const std::vector<EdgeFile>& files, EdgeList& edges) {
    constexpr std::uint64_t kBytesPerVertex = 24; // its id, its place in the order, where its list begins
    const Communicator& comm = context.world;
    std::uint64_t rows = 0;
    for (const EdgeFile& file : files) {
        if (file.mine && file.heading.matrix)
            rows = std::max(rows, file.heading.matrix->vertices);
        if (file.mine && file.heading.metis && (file.whole || comm.is_root()) && file.heading.metis->vertices > 0)
            edges.members.push_back(static_cast<OriginalId>(file.heading.metis->vertices));
    }
    rows = all_reduce_max(comm, rows);
    const Partition shares = Partition::equal(rows, comm.size());
    const VertexId first = shares.begin_of(comm.rank());
    const VertexId count = shares.count_of(comm.rank());
    agree(comm, [&] {
        if (context.memory_per_rank != 0 && count > context.memory_per_rank / kBytesPerVertex)
            throw MemoryError(
                "the sizes of the matrix announce {} vertices, each of which needs {} bytes and more, and {} are "
                "allowed a rank; use more ranks or raise --memory-per-rank",
                rows, kBytesPerVertex, context.memory_per_rank);
        edges.members.reserve(edges.members.size() + count);
        for (VertexId v = first; v < first + count; ++v)
            edges.members.push_back(static_cast<OriginalId>(v) + 1);
    });
}

/// What the files say of directions, one an input. Collective.
std::vector<EdgeDirection> directions_of(const Communicator& comm, const std::vector<EdgeFile>& files) {
    std::vector<std::uint8_t> codes;
    for (const EdgeFile& file : files)
        codes.push_back(file.mine ? static_cast<std::uint8_t>(file.heading.direction) : std::uint8_t{0});
    all_reduce(comm, std::span(codes), Reduction::max);
    std::vector<EdgeDirection> directions;
    for (std::uint8_t code : codes)
        directions.push_back(static_cast<EdgeDirection>(code));
    return directions;
}

/// "15233 58891" before 58891 lines of edges is a heading that was read as an edge. One line of edges proves nothing.
std::vector<std::string> suspicious_headings(const Communicator& comm, const EdgeTextOptions& options,
                                             const std::vector<EdgeFile>& files, std::span<const FileTally> tallies) {
    std::vector<std::string> warnings;
    for (std::size_t f = 0; f < files.size(); ++f) {
        const auto& guess = files[f].heading.maybe_edge_count;
        const OriginalId count = all_reduce_max(comm, files[f].mine && guess ? *guess : OriginalId{-1});
        if (count > 1 && static_cast<std::uint64_t>(count) + 1 == tallies[f].edges)
            warnings.push_back(
                fmt::format("{}: the first line of data ends in {}, the number of lines after it; if it is a heading "
                            "\"vertices edges\", it was read as an edge: use --header-lines 1",
                            options.inputs[f], count));
    }
    return warnings;
}

} // namespace

std::vector<std::string> parse_columns(const std::string& text) {
    std::vector<std::string> columns(1);
    for (char c : text) {
        if (c == ',')
            columns.emplace_back();
        else
            columns.back() += c;
    }
    const bool empty = std::find(columns.begin(), columns.end(), "") != columns.end();
    if (empty || columns.size() < 2 || columns.size() > 3)
        throw UsageError(
            "--columns: '{}' should name two or three columns, source,target[,weight], as numbers from 1 or as in the "
            "heading, e.g. 1,2 or from,to,strength",
            text);
    return columns;
}

EdgeText read_edge_text(Context& context, const EdgeTextOptions& options) {
    const Communicator& comm = context.world;
    EdgeText text;
    std::vector<EdgeFile> files = open_edge_files(comm, options);
    text.directions = directions_of(comm, files);
    if (are_labels(comm, options.ids, files)) {
        text.edges.labels = std::make_unique<LabelTable>();
        prepare_for_labels(comm, files);
    }
    LabelTable* const labels = text.edges.labels.get();
    text.edges.members = read_id_list(comm, options.vertices, labels);
    text.edges.weighted = options.weights;
    const std::vector<EdgePiece> pieces = pieces_of_rank(comm, context.threads, files);
    std::vector<Worker> workers = agree(comm, [&] { return read_pieces(context, options, files, pieces, labels); });
    Complaint complaint;
    std::uint64_t hidden = 0;
    std::vector<FileTally> tallies(files.size());
    for (Worker& worker : workers) {
        if (worker.complaint.error)
            complaint.offer(worker.complaint.place, *worker.complaint.error);
        for (EdgeBlock& block : worker.edges.take())
            text.edges.blocks.push_back(std::move(block));
        text.edges.members.insert(text.edges.members.end(), worker.members.begin(), worker.members.end());
        hidden += worker.hidden;
        for (std::size_t f = 0; f < files.size(); ++f)
            tallies[f].add(worker.tallies[f]);
    }
    settle(comm, complaint);
    sum_up(comm, tallies);
    check_announced(comm, files, tallies);
    add_announced_vertices(context, files, text.edges);
    for (std::size_t f = 0; f < files.size(); ++f) {
        text.lines += tallies[f].edges;
        text.bytes += files[f].facts.bytes;
    }
    text.warnings = suspicious_headings(comm, options, files, tallies);
    if (hidden = all_reduce_sum(comm, hidden); hidden > 0)
        text.warnings.push_back(fmt::format("{} lines that begin with # or % look like edges and were passed over as "
                                            "comments; a label that begins so needs quotes, in a CSV file",
                                            hidden));
    return text;
}

} // namespace cascade
