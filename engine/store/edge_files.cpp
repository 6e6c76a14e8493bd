#include "engine/store/edge_files.hpp"

#include "engine/comm/agree.hpp"
#include "engine/runtime/parallel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace cascade {
namespace {

constexpr std::uint64_t kPieceBytes = std::uint64_t{8} << 20;

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

/// Where the share of rank `rank` in a plain file begins.
std::uint64_t share_of(std::uint64_t bytes, const Communicator& comm, int rank) {
    const auto p = static_cast<std::uint64_t>(comm.size());
    const auto r = static_cast<std::uint64_t>(rank);
    return bytes / p * r + bytes % p * r / p;
}

/// Whether there is a quote in this rank's share of the bytes of a plain file.
bool has_quote(const InputBytes& input, const Communicator& comm) {
    const std::uint64_t end = share_of(input.size(), comm, comm.rank() + 1);
    std::vector<char> buffer(kPieceBytes);
    for (std::uint64_t at = share_of(input.size(), comm, comm.rank()); at < end; at += buffer.size()) {
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), end - at));
        input.read(at, buffer.data(), count);
        if (std::memchr(buffer.data(), '"', count) != nullptr)
            return true;
    }
    return false;
}

/// Gives the pieces of METIS graphs the number of lines before them. Collective.
void count_lines_before(const Communicator& comm, int threads, const std::vector<EdgeFile>& files,
                        std::vector<EdgePiece>& pieces) {
    std::vector<std::uint64_t> lines(pieces.size());
    std::vector<Complaint> complaints(static_cast<std::size_t>(std::max(threads, 1)));
    parallel_for(threads, pieces.size(), 1, [&](std::size_t begin, std::size_t end, int thread) {
        for (std::size_t i = begin; i < end; ++i) {
            const EdgePiece& piece = pieces[i];
            const EdgeFile& file = files[piece.file];
            if (!file.heading.metis || file.whole)
                continue;
            attempt(file, piece.file, complaints[static_cast<std::size_t>(thread)], [&] {
                for_each_block(file, piece, [&](std::string_view block, std::uint64_t offset) {
                    lines[i] += count_vertex_lines(block, offset, piece.end);
                    return offset + block.size() < piece.end;
                });
            });
        }
    });
    Complaint first;
    for (const Complaint& complaint : complaints)
        if (complaint.error)
            first.offer(complaint.place, *complaint.error);
    settle(comm, first);
    std::vector<std::uint64_t> of_file(files.size());
    for (std::size_t i = 0; i < pieces.size(); ++i)
        of_file[pieces[i].file] += lines[i];
    for (std::uint64_t& count : of_file)
        count = exclusive_sum(comm, count);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const EdgeHeading& heading = files[pieces[i].file].heading;
        if (!heading.metis)
            continue;
        std::uint64_t& before = of_file[pieces[i].file];
        pieces[i].lines_before = std::min(before, heading.metis->vertices);
        before += lines[i];
    }
}

} // namespace

void attempt(const EdgeFile& file, std::size_t number, Complaint& complaint, const std::function<void()>& work) {
    try {
        work();
    } catch (const TextFailure& failure) {
        complaint.offer(place_of(number, failure.offset), located(*file.input, file.facts.packing, failure));
    } catch (...) {
        complaint.offer(place_of(number, 0), current_error());
    }
}

void settle(const Communicator& comm, const Complaint& complaint) {
    const std::uint64_t first = all_reduce_min(comm, complaint.error ? complaint.place : Complaint::kNowhere);
    agree_on(comm, complaint.error && complaint.place == first ? complaint.error : std::nullopt);
}

std::vector<EdgeFile> open_edge_files(const Communicator& comm, const EdgeTextOptions& options) {
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
        attempt(file, f, complaint, [&] {
            file.input = std::make_unique<InputBytes>(options.inputs[f]);
            file.heading = read_heading(options.inputs[f], open_stream(*file.input, file.facts.packing), options);
        });
    }
    settle(comm, complaint);
    return files;
}

bool are_labels(const Communicator& comm, IdKind asked, const std::vector<EdgeFile>& files) {
    std::uint64_t first = Complaint::kNowhere; // the file's number and, in the last bit, what it shows
    for (std::size_t f = 0; f < files.size() && first == Complaint::kNowhere; ++f)
        if (files[f].mine && files[f].heading.text_ids)
            first = std::uint64_t{f} << 1 | std::uint64_t{*files[f].heading.text_ids};
    first = all_reduce_min(comm, first);
    if (asked != IdKind::automatic)
        return asked == IdKind::text;
    return first != Complaint::kNowhere && (first & 1) != 0;
}

void prepare_for_labels(const Communicator& comm, std::vector<EdgeFile>& files) {
    Complaint complaint;
    for (std::size_t f = 0; f < files.size(); ++f)
        if (files[f].mine && (files[f].heading.matrix || files[f].heading.metis))
            complaint.offer(place_of(f, 0),
                            InputError("{}: vertices of this format are numbers, and the ids of the other "
                                       "files are texts; import it apart",
                                       files[f].input->path()));
    settle(comm, complaint);
    for (std::size_t f = 0; f < files.size(); ++f) {
        EdgeFile& file = files[f];
        file.heading.format.labels = true;
        if (file.whole) {
            file.records = file.mine && file.heading.format.csv ? file.heading.format.delimiter : '\0';
            continue;
        }
        if (!file.heading.format.csv)
            continue;
        const bool quote = agree(comm, [&] { return has_quote(*file.input, comm); });
        if (all_reduce_max(comm, std::uint8_t{quote}) == 0)
            continue;
        file.whole = true;
        file.mine = is_dealt_to(comm, f);
        file.records = file.heading.format.delimiter;
    }
}

std::vector<EdgePiece> pieces_of_rank(const Communicator& comm, int threads, const std::vector<EdgeFile>& files) {
    std::vector<EdgePiece> pieces;
    bool numbered = false;
    for (std::size_t f = 0; f < files.size(); ++f) {
        const std::uint64_t bytes = files[f].facts.bytes;
        if (files[f].whole) {
            if (files[f].mine)
                pieces.push_back({f, 0, Complaint::kNowhere});
            continue;
        }
        numbered = numbered || files[f].heading.metis;
        const std::uint64_t end = share_of(bytes, comm, comm.rank() + 1);
        for (std::uint64_t begin = share_of(bytes, comm, comm.rank()); begin < end; begin += kPieceBytes)
            pieces.push_back({f, begin, std::min(end, begin + kPieceBytes)});
    }
    if (numbered) // plain files are on every rank, so all ranks come here or none
        count_lines_before(comm, threads, files, pieces);
    return pieces;
}

std::uint64_t first_line_of(const EdgeFile& file, const EdgePiece& piece) {
    if (file.facts.packing != Packing::none)
        return piece.begin;
    if (piece.begin <= file.heading.begin)
        return file.heading.begin;
    std::array<char, std::size_t{64} << 10> bytes;
    for (std::uint64_t at = piece.begin - 1; at < piece.end;) { // the byte before tells whether a line begins there
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), piece.end - at));
        file.input->read(at, bytes.data(), count);
        if (const void* found = std::memchr(bytes.data(), '\n', count))
            return at + static_cast<std::uint64_t>(static_cast<const char*>(found) - bytes.data()) + 1;
        at += count;
    }
    return piece.end;
}

LineReader reader_at(const EdgeFile& file, std::uint64_t from, std::uint64_t end) {
    const std::size_t longest = file.heading.metis ? file.heading.metis->longest_line() : LineReader::kLongestLine;
    if (file.facts.packing != Packing::none)
        return LineReader(open_stream(*file.input, file.facts.packing), 0, 0, longest);
    return LineReader(open_plain(*file.input, from, end), from, 0, longest);
}

} // namespace cascade
