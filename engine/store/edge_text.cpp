#include "engine/store/edge_text.hpp"

#include "engine/comm/agree.hpp"
#include "engine/runtime/parallel.hpp"
#include "engine/store/edge_heading.hpp"
#include "engine/store/id_list.hpp"
#include "engine/store/text_position.hpp"

#include <fmt/format.h>

#include <cstring>
#include <mutex>

namespace cascade {
namespace {

constexpr unsigned kOffsetBits = 44; ///< of a place; the rest is the number of the file
constexpr std::uint64_t kPieceBytes = std::uint64_t{8} << 20;
constexpr std::uint64_t kNowhere = ~std::uint64_t{0};

std::uint64_t place_of(std::size_t file, std::uint64_t offset) {
    return std::uint64_t{file} << kOffsetBits | offset;
}

/// What rank 0 says of a file.
struct FileFacts {
    std::uint64_t bytes = 0;
    Packing packing = Packing::none;
};

/// A file as one rank works on it.
struct EdgeFile {
    std::unique_ptr<InputBytes> input;
    FileFacts facts;
    EdgeHeading heading;
    bool mine = true;   ///< this rank reads some of it
    bool whole = false; ///< by one thread, front to back
    char records = 0;   ///< delimiter of records that may have line feeds in them; 0: lines
};

/// The first complaint in the input.
struct Complaint {
    std::uint64_t place = kNowhere;
    std::optional<Error> error;

    void offer(std::uint64_t where, const Error& what) {
        if (error && place <= where)
            return;
        place = where;
        error = what;
    }
};

/// Does local work on a file; a complaint goes to `complaint` with its place.
template <class F>
void attempt(const InputBytes* input, Packing packing, std::size_t file, Complaint& complaint, F&& work) {
    try {
        work();
    } catch (const TextFailure& failure) {
        complaint.offer(place_of(file, failure.offset), located(*input, packing, failure));
    } catch (...) {
        complaint.offer(place_of(file, 0), current_error());
    }
}

/// Throws the complaint that comes first in the input, on every rank. Collective.
void settle(const Communicator& comm, const Complaint& complaint) {
    const std::uint64_t first = all_reduce_min(comm, complaint.error ? complaint.place : kNowhere);
    agree_on(comm, complaint.error && complaint.place == first ? complaint.error : std::nullopt);
}

std::vector<FileFacts> gather_facts(const Communicator& comm, const std::vector<std::string>& paths) {
    std::vector<FileFacts> facts;
    agree_at_root(comm, [&] {
        for (const std::string& path : paths) {
            const InputBytes input(path);
            facts.push_back({input.size(), packing_of(input)});
        }
    });
    broadcast(comm, facts);
    return facts;
}

/// Is file number `file` one of those this rank reads as a whole?
bool is_dealt_to(const Communicator& comm, std::size_t file) {
    return file % static_cast<std::size_t>(comm.size()) == static_cast<std::size_t>(comm.rank());
}

/// Opens the files this rank has to do with and reads their headings. Collective.
std::vector<EdgeFile> open_files(const Communicator& comm, const EdgeTextOptions& options) {
    const std::vector<FileFacts> facts = gather_facts(comm, options.inputs);
    std::vector<EdgeFile> files(facts.size());
    Complaint complaint;
    for (std::size_t f = 0; f < files.size(); ++f) {
        EdgeFile& file = files[f];
        file.facts = facts[f];
        file.whole = facts[f].packing != Packing::none;
        file.mine = !file.whole || is_dealt_to(comm, f);
        if (!file.mine)
            continue;
        attempt(nullptr, Packing::none, f, complaint,
                [&] { file.input = std::make_unique<InputBytes>(options.inputs[f]); });
        if (file.input)
            attempt(file.input.get(), file.facts.packing, f, complaint, [&] {
                file.heading = read_heading(options.inputs[f], open_stream(*file.input, file.facts.packing), options);
            });
    }
    settle(comm, complaint);
    return files;
}

/// Whether ids are labels: as asked, or as the first file shows that has any. Collective.
bool are_labels(const Communicator& comm, IdKind asked, const std::vector<EdgeFile>& files) {
    std::uint64_t first = kNowhere; // the file's number and, in the last bit, what it shows
    for (std::size_t f = 0; f < files.size() && first == kNowhere; ++f)
        if (files[f].mine && files[f].heading.text_ids)
            first = std::uint64_t{f} << 1 | std::uint64_t{*files[f].heading.text_ids};
    first = all_reduce_min(comm, first);
    if (asked != IdKind::automatic)
        return asked == IdKind::text;
    return first != kNowhere && (first & 1) != 0;
}

/// Whether there is a quote in this rank's share of the bytes of a plain file.
bool has_quote(const InputBytes& input, int rank, int ranks) {
    const std::uint64_t bytes = input.size();
    const auto p = static_cast<std::uint64_t>(ranks);
    const auto r = static_cast<std::uint64_t>(rank);
    const std::uint64_t end = bytes / p * (r + 1) + bytes % p * (r + 1) / p;
    std::vector<char> buffer(kPieceBytes);
    for (std::uint64_t at = bytes / p * r + bytes % p * r / p; at < end; at += buffer.size()) {
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), end - at));
        input.read(at, buffer.data(), count);
        if (std::memchr(buffer.data(), '"', count) != nullptr)
            return true;
    }
    return false;
}

/// Labels: which CSV files have records that lines do not show. Collective.
void prepare_for_labels(const Communicator& comm, std::vector<EdgeFile>& files) {
    for (std::size_t f = 0; f < files.size(); ++f) {
        EdgeFile& file = files[f];
        file.heading.format.labels = true;
        if (file.whole) {
            file.records = file.mine && file.heading.format.csv ? file.heading.format.delimiter : '\0';
            continue;
        }
        if (!file.heading.format.csv)
            continue;
        const bool quote = agree(comm, [&] { return has_quote(*file.input, comm.rank(), comm.size()); });
        if (all_reduce_max(comm, std::uint8_t{quote}) == 0)
            continue;
        file.whole = true;
        file.mine = is_dealt_to(comm, f);
        file.records = file.heading.format.delimiter;
    }
}

/// A stretch of a file that one thread reads: the lines that begin in [begin, end).
struct Piece {
    std::size_t file;
    std::uint64_t begin;
    std::uint64_t end;
};

std::vector<Piece> pieces_of_rank(const Communicator& comm, const std::vector<EdgeFile>& files) {
    const auto p = static_cast<std::uint64_t>(comm.size());
    const auto r = static_cast<std::uint64_t>(comm.rank());
    std::vector<Piece> pieces;
    for (std::size_t f = 0; f < files.size(); ++f) {
        const std::uint64_t bytes = files[f].facts.bytes;
        if (files[f].whole) {
            if (files[f].mine)
                pieces.push_back({f, 0, kNowhere});
            continue;
        }
        const std::uint64_t end = bytes / p * (r + 1) + bytes % p * (r + 1) / p;
        for (std::uint64_t begin = bytes / p * r + bytes % p * r / p; begin < end; begin += kPieceBytes)
            pieces.push_back({f, begin, std::min(end, begin + kPieceBytes)});
    }
    return pieces;
}

/// A reader whose first line is the first one that begins at or after the piece's begin and after the heading.
LineReader reader_at(const EdgeFile& file, const Piece& piece) {
    if (file.facts.packing != Packing::none)
        return LineReader(open_stream(*file.input, file.facts.packing));
    const std::uint64_t from = std::max(piece.begin, file.heading.begin);
    const std::uint64_t before =
        from > file.heading.begin ? from - 1 : from; // one byte more tells whether a line begins at `from`
    return LineReader(open_plain(*file.input, before, piece.end), before);
}

/// A whole file of records, from the first after the heading.
void read_records(const EdgeFile& file, const EdgeSink& sink) {
    std::unique_ptr<ByteStream> stream = open_stream(*file.input, file.facts.packing);
    std::vector<char> passed(1 << 16);
    for (std::uint64_t left = file.heading.begin; left > 0;)
        left -= stream->read(passed.data(), std::min<std::uint64_t>(passed.size(), left));
    LineReader reader(std::move(stream), file.heading.begin, file.records);
    for (std::string_view block = reader.next(); !block.empty(); block = reader.next())
        parse_records(block, reader.offset(), file.heading.format, sink);
}

void read_piece(const EdgeFile& file, const Piece& piece, const EdgeSink& sink) {
    if (file.records != 0)
        return read_records(file, sink);
    if (piece.end <= file.heading.begin)
        return;
    LineReader reader = reader_at(file, piece);
    bool cut = file.facts.packing == Packing::none && piece.begin > file.heading.begin;
    for (std::string_view block = reader.next(); !block.empty(); block = reader.next()) {
        std::uint64_t skip = cut ? block.find('\n') + 1 : 0;
        cut = false;
        if (reader.offset() < file.heading.begin)
            skip = std::min<std::uint64_t>(block.size(), file.heading.begin - reader.offset());
        if (!parse_lines(block.substr(skip), reader.offset() + skip, piece.end, file.heading.format, sink))
            return;
    }
}

/// One thread's share of a rank's work.
struct Worker {
    EdgeCollector edges;
    std::vector<OriginalId> members;
    std::vector<std::uint64_t> edges_of_file;
    Complaint complaint;
    std::uint64_t hidden = 0; ///< comments that may be edges
};

std::vector<Worker> read_pieces(const Context& context, const EdgeTextOptions& options,
                                const std::vector<EdgeFile>& files, LabelTable* labels) {
    const std::vector<Piece> pieces = pieces_of_rank(context.world, files);
    std::vector<Worker> workers;
    for (int thread = 0; thread < std::max(context.threads, 1); ++thread)
        workers.push_back(
            {EdgeCollector(options.weights, options.keep_places), {}, std::vector<std::uint64_t>(files.size()), {}, 0});
    parallel_for(context.threads, pieces.size(), 1, [&](std::size_t begin, std::size_t end, int thread) {
        Worker& worker = workers[static_cast<std::size_t>(thread)];
        for (std::size_t i = begin; i < end; ++i) {
            const Piece& piece = pieces[i];
            const EdgeFile& file = files[piece.file];
            const std::uint64_t before = worker.edges.added();
            const EdgeSink sink{worker.edges, worker.members, place_of(piece.file, 0), labels, &worker.hidden};
            if (worker.complaint.place >
                place_of(piece.file, piece.begin)) // what comes after a complaint does not matter
                attempt(file.input.get(), file.facts.packing, piece.file, worker.complaint,
                        [&] { read_piece(file, piece, sink); });
            worker.edges_of_file[piece.file] += worker.edges.added() - before;
        }
    });
    return workers;
}

/// "15233 58891" before 58891 lines of edges is a heading that was read as an edge.
std::vector<std::string> suspicious_headings(const Communicator& comm, const EdgeTextOptions& options,
                                             const std::vector<EdgeFile>& files,
                                             std::span<const std::uint64_t> edges_of_file) {
    std::vector<std::string> warnings;
    for (std::size_t f = 0; f < files.size(); ++f) {
        const auto& guess = files[f].heading.maybe_edge_count;
        const OriginalId count = all_reduce_max(comm, files[f].mine && guess ? *guess : OriginalId{-1});
        if (count > 0 && static_cast<std::uint64_t>(count) + 1 == edges_of_file[f])
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
    std::vector<EdgeFile> files = open_files(comm, options);
    if (are_labels(comm, options.ids, files)) {
        text.edges.labels = std::make_unique<LabelTable>();
        prepare_for_labels(comm, files);
    }
    LabelTable* const labels = text.edges.labels.get();
    text.edges.members = read_id_list(comm, options.vertices, labels);
    text.edges.weighted = options.weights;
    std::vector<Worker> workers = agree(comm, [&] { return read_pieces(context, options, files, labels); });
    Complaint complaint;
    std::uint64_t hidden = 0;
    std::vector<std::uint64_t> edges_of_file(files.size());
    for (Worker& worker : workers) {
        if (worker.complaint.error)
            complaint.offer(worker.complaint.place, *worker.complaint.error);
        for (EdgeBlock& block : worker.edges.take())
            text.edges.blocks.push_back(std::move(block));
        text.edges.members.insert(text.edges.members.end(), worker.members.begin(), worker.members.end());
        hidden += worker.hidden;
        for (std::size_t f = 0; f < files.size(); ++f)
            edges_of_file[f] += worker.edges_of_file[f];
    }
    settle(comm, complaint);
    all_reduce(comm, std::span(edges_of_file), Reduction::sum);
    for (std::size_t f = 0; f < files.size(); ++f) {
        text.lines += edges_of_file[f];
        text.bytes += files[f].facts.bytes;
    }
    text.warnings = suspicious_headings(comm, options, files, edges_of_file);
    if (hidden = all_reduce_sum(comm, hidden); hidden > 0)
        text.warnings.push_back(fmt::format("{} lines that begin with # or % look like edges and were passed over as "
                                            "comments; a label that begins so needs quotes, in a CSV file",
                                            hidden));
    return text;
}

} // namespace cascade
