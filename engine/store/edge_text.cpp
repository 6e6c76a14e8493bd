#include "engine/store/edge_text.hpp"

#include "engine/comm/agree.hpp"
#include "engine/runtime/parallel.hpp"
#include "engine/store/edge_heading.hpp"

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
    bool mine = true; ///< this rank reads some of it
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

/// The number of the line that byte `offset` of the unpacked file lies in.
std::uint64_t line_number(const InputBytes& input, Packing packing, std::uint64_t offset) {
    const std::unique_ptr<ByteStream> stream = open_stream(input, packing);
    std::vector<char> buffer(1 << 20);
    std::uint64_t line = 1;
    while (offset > 0) {
        const std::size_t got = stream->read(buffer.data(), std::min<std::uint64_t>(buffer.size(), offset));
        if (got == 0)
            break;
        line += static_cast<std::uint64_t>(
            std::count(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(got), '\n'));
        offset -= got;
    }
    return line;
}

Error located(const InputBytes& input, Packing packing, const TextFailure& failure) {
    return InputError("{}:{}: {}", input.path(), line_number(input, packing, failure.offset), failure.message);
}

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

/// Opens the files this rank has to do with and reads their headings. Collective.
std::vector<EdgeFile> open_files(const Communicator& comm, const EdgeTextOptions& options) {
    const std::vector<FileFacts> facts = gather_facts(comm, options.inputs);
    std::vector<EdgeFile> files(facts.size());
    Complaint complaint;
    for (std::size_t f = 0; f < files.size(); ++f) {
        EdgeFile& file = files[f];
        file.facts = facts[f];
        file.mine = facts[f].packing == Packing::none ||
                    f % static_cast<std::size_t>(comm.size()) == static_cast<std::size_t>(comm.rank());
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
        if (files[f].facts.packing != Packing::none) {
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

void read_piece(const EdgeFile& file, const Piece& piece, const EdgeSink& sink) {
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
};

std::vector<Worker> read_pieces(const Context& context, const EdgeTextOptions& options,
                                const std::vector<EdgeFile>& files) {
    const std::vector<Piece> pieces = pieces_of_rank(context.world, files);
    std::vector<Worker> workers;
    for (int thread = 0; thread < std::max(context.threads, 1); ++thread)
        workers.push_back(
            {EdgeCollector(options.weights, options.keep_places), {}, std::vector<std::uint64_t>(files.size()), {}});
    parallel_for(context.threads, pieces.size(), 1, [&](std::size_t begin, std::size_t end, int thread) {
        Worker& worker = workers[static_cast<std::size_t>(thread)];
        for (std::size_t i = begin; i < end; ++i) {
            const Piece& piece = pieces[i];
            const EdgeFile& file = files[piece.file];
            const std::uint64_t before = worker.edges.added();
            const EdgeSink sink{worker.edges, worker.members, place_of(piece.file, 0)};
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

/// The column that holds members: the one called vertex, or the only one.
struct MemberColumn {
    std::size_t index = 0;
    char delimiter = 0;
    bool known = false;
};

void add_member(std::vector<OriginalId>& members, MemberColumn& column, std::string_view line, std::uint64_t offset) {
    if (is_comment_or_blank(line))
        return;
    if (!column.known) {
        column.known = true;
        const char delimiter = delimiter_of(line);
        const std::vector<std::string_view> names = split_fields(line, delimiter);
        const auto named = std::find(names.begin(), names.end(), "vertex");
        if (named != names.end()) {
            column = {static_cast<std::size_t>(named - names.begin()), delimiter, true};
            return;
        }
    }
    const std::vector<std::string_view> fields = split_fields(line, column.delimiter);
    if (column.index >= fields.size() || (column.delimiter == 0 && fields.size() != 1))
        throw TextFailure{offset, "a file of vertices has one id a line, or is a CSV file with a column named vertex"};
    members.push_back(parse_id(fields[column.index], offset));
}

/// Rank 0 reads the members. Collective.
std::vector<OriginalId> read_members(const Communicator& comm, const std::string& path) {
    std::vector<OriginalId> members;
    if (path.empty())
        return members;
    agree_at_root(comm, [&] {
        const InputBytes input(path);
        const Packing packing = packing_of(input);
        try {
            MemberColumn column;
            LineReader reader(open_stream(input, packing));
            for_each_line(reader, [&](std::string_view line, std::uint64_t offset, std::uint64_t) {
                if (offset == 0 && line.starts_with("\xef\xbb\xbf"))
                    line.remove_prefix(3);
                add_member(members, column, line, offset);
                return true;
            });
        } catch (const TextFailure& failure) {
            throw located(input, packing, failure);
        }
    });
    return members;
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
    const std::vector<EdgeFile> files = open_files(comm, options);
    text.edges.members = read_members(comm, options.vertices);
    text.edges.weighted = options.weights;
    std::vector<Worker> workers = agree(comm, [&] { return read_pieces(context, options, files); });
    Complaint complaint;
    std::vector<std::uint64_t> edges_of_file(files.size());
    for (Worker& worker : workers) {
        if (worker.complaint.error)
            complaint.offer(worker.complaint.place, *worker.complaint.error);
        for (EdgeBlock& block : worker.edges.take())
            text.edges.blocks.push_back(std::move(block));
        text.edges.members.insert(text.edges.members.end(), worker.members.begin(), worker.members.end());
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
    return text;
}

} // namespace cascade
