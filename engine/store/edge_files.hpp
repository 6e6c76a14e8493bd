#pragma once
// The input files as one rank works on them: what each is, where its edges begin, and which stretches this rank reads.
//
// What a file is, rank 0 decides for all. A plain file is cut by bytes over all ranks, a rank's share again into pieces; a
// packed one, and a CSV file of labels in which there is a quote, is one piece on rank i mod p for the i-th file. The
// lines of a METIS graph are numbered, so the lines of earlier pieces are counted before any is read.

#include "engine/store/edge_heading.hpp"
#include "engine/store/text_position.hpp"

#include <functional>

namespace cascade {

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

/// A stretch of a file that one thread reads: the lines that begin in [begin, end).
struct EdgePiece {
    std::size_t file;
    std::uint64_t begin;
    std::uint64_t end;
    std::uint64_t lines_before = 0; ///< vertices of a METIS graph whose lines begin before the piece
};

/// A place in the whole input.
constexpr std::uint64_t place_of(std::size_t file, std::uint64_t offset) {
    constexpr unsigned kOffsetBits = 44; // the rest is the number of the file
    return std::uint64_t{file} << kOffsetBits | offset;
}

/// The first complaint in the input.
struct Complaint {
    static constexpr std::uint64_t kNowhere = ~std::uint64_t{0};
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
void attempt(const EdgeFile& file, std::size_t number, Complaint& complaint, const std::function<void()>& work);

/// Throws the complaint that comes first in the input, on every rank. Collective.
void settle(const Communicator& comm, const Complaint& complaint);

/// Opens the files this rank has to do with and reads their headings. Collective.
std::vector<EdgeFile> open_edge_files(const Communicator& comm, const EdgeTextOptions& options);

/// Whether ids are labels: as asked, or as the first file shows that has any. Collective.
bool are_labels(const Communicator& comm, IdKind asked, const std::vector<EdgeFile>& files);

/// Labels: which CSV files have records that lines do not show; a matrix has no labels. Collective.
void prepare_for_labels(const Communicator& comm, std::vector<EdgeFile>& files);

/// The pieces of this rank. Collective.
std::vector<EdgePiece> pieces_of_rank(const Communicator& comm, int threads, const std::vector<EdgeFile>& files);

/// Where the first line behind the heading begins that begins in the piece; its end, or beyond, when none does: a line may
/// be longer than many pieces, and only that of its beginning keeps it.
std::uint64_t first_line_of(const EdgeFile& file, const EdgePiece& piece);

/// A reader of the lines from byte `from` on, where one begins, that belong to the bytes before `end`.
LineReader reader_at(const EdgeFile& file, std::uint64_t from, std::uint64_t end);

/// Calls `f(block, offset)` for whole lines, the first of which is the first of the piece, until it returns false.
template <class F>
void for_each_block(const EdgeFile& file, const EdgePiece& piece, F&& f) {
    if (piece.end <= file.heading.begin)
        return;
    const std::uint64_t from = first_line_of(file, piece);
    if (from >= piece.end)
        return;
    LineReader reader = reader_at(file, from, piece.end);
    for (std::string_view block = reader.next(); !block.empty(); block = reader.next()) {
        std::uint64_t skip = 0;
        if (reader.offset() < file.heading.begin) // a packed file is read from its beginning
            skip = std::min<std::uint64_t>(block.size(), file.heading.begin - reader.offset());
        if (!f(block.substr(skip), reader.offset() + skip))
            return;
    }
}

} // namespace cascade
