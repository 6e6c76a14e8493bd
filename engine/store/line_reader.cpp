#include "engine/store/line_reader.hpp"

#include "engine/store/csv_record.hpp"

#include <cstring>

namespace cascade {
namespace {

constexpr std::size_t kRead = std::size_t{1} << 20; // small enough to stay in a core's own cache

} // namespace

LineReader::LineReader(std::unique_ptr<ByteStream> stream, std::uint64_t offset, char records, std::size_t longest)
    : stream_(std::move(stream)), room_(kLongestLine + kRead + 1),
      buffer_(std::make_unique_for_overwrite<char[]>(room_)), offset_(offset), records_(records), longest_(longest) {}

void LineReader::grow() {
    auto larger = std::make_unique_for_overwrite<char[]>(2 * room_);
    std::memcpy(larger.get(), buffer_.get(), used_);
    buffer_ = std::move(larger);
    room_ *= 2;
}

std::size_t LineReader::whole_lines(std::size_t before) const {
    if (records_ == 0) {
        const void* last = ::memrchr(buffer_.get() + before, '\n', used_ - before);
        return last == nullptr ? 0 : static_cast<std::size_t>(static_cast<const char*>(last) - buffer_.get()) + 1;
    }
    std::size_t end = 0;
    for (;;) {
        const std::size_t length = record_end({buffer_.get() + end, used_ - end}, {.delimiter = records_});
        if (length == std::string_view::npos)
            return end;
        end += length;
    }
}

std::string_view LineReader::next() {
    std::memmove(buffer_.get(), buffer_.get() + lines_, used_ - lines_);
    offset_ += lines_;
    used_ -= lines_;
    lines_ = 0;
    for (;;) {
        if (used_ > longest_)
            refuse_long_line(offset_);
        if (used_ + kRead + 1 > room_)
            grow();
        const std::size_t got = stream_->read(buffer_.get() + used_, kRead);
        const std::size_t before = used_;
        used_ += got;
        if (got == 0 && used_ > 0)
            buffer_[used_++] = '\n';
        if (used_ == 0)
            return {};
        lines_ = got == 0 ? used_ : whole_lines(before);
        if (lines_ > 0)
            return {buffer_.get(), lines_};
    }
}

void refuse_long_line(std::uint64_t offset) {
    throw TextFailure{
        offset, "the line is longer than 1 MiB; an edge list has one short line an edge (is this a binary file, one "
                "with carriage returns only, or a CSV file with a quoted field that is never closed?)"};
}

} // namespace cascade
