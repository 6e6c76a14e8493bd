#pragma once
// Whole lines from a stream, many at a time: the rest of a cut line is carried to the front of the next block.
//
// Asked for records, a block ends where a record does: a line feed inside quotes ends none (engine/store/csv_record.hpp).
// Every block ends in a line feed; the last line of a file gets one where it has none. So a parser needs no bounds
// check but the line feed. Positions count unpacked bytes. A line of more than 1 MiB is refused: it is no edge.
// Where a format has longer lines, the buffer grows as they come.

#include "engine/store/byte_stream.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace cascade {

/// Something is wrong with the text at a byte; whoever knows the file turns it into file:line.
struct TextFailure {
    std::uint64_t offset;
    std::string message;
};

class LineReader {
public:
    static constexpr std::size_t kLongestLine = std::size_t{1} << 20;

    /// `offset` is the position of the stream's first byte; `records`: the delimiter of CSV records, 0 for lines;
    /// `longest`: bytes of the longest line.
    explicit LineReader(std::unique_ptr<ByteStream> stream, std::uint64_t offset = 0, char records = 0,
                        std::size_t longest = kLongestLine);

    /// The next lines; empty at the end. Valid until the next call. Throws TextFailure.
    std::string_view next();
    /// Position of the first byte of the block last returned.
    std::uint64_t offset() const { return offset_; }

private:
    /// How many bytes at the front of the buffer are whole lines, when `before` of them were looked at already.
    std::size_t whole_lines(std::size_t before) const;

    std::unique_ptr<ByteStream> stream_;
    void grow();

    std::size_t room_;               ///< of the buffer
    std::unique_ptr<char[]> buffer_; ///< not filled beforehand: most of it stays untouched where a file is small
    std::size_t lines_ = 0;          ///< bytes of the block last returned
    std::size_t used_ = 0;           ///< bytes in the buffer
    std::uint64_t offset_;
    char records_;
    std::size_t longest_;
};

/// Throws TextFailure for the line at `offset`, which is longer than lines may be.
[[noreturn]] void refuse_long_line(std::uint64_t offset);

/// Calls `f(line, offset, next)` for each line of a reader, without its line end, `next` being the byte after that, until
/// it returns false. Not the fast path.
template <class F>
void for_each_line(LineReader& reader, F&& f) {
    for (std::string_view block = reader.next(); !block.empty(); block = reader.next()) {
        std::uint64_t offset = reader.offset();
        while (!block.empty()) {
            const std::size_t length = block.find('\n');
            if (length > LineReader::kLongestLine)
                refuse_long_line(offset);
            std::string_view line = block.substr(0, length);
            if (line.ends_with('\r'))
                line.remove_suffix(1);
            if (!f(line, offset, offset + length + 1))
                return;
            block.remove_prefix(length + 1);
            offset += length + 1;
        }
    }
}

} // namespace cascade
