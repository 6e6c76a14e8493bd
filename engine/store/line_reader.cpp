#include "engine/store/line_reader.hpp"

#include <cstring>

namespace cascade {
namespace {

constexpr std::size_t kRead = std::size_t{1} << 20; // small enough to stay in a core's own cache

} // namespace

LineReader::LineReader(std::unique_ptr<ByteStream> stream, std::uint64_t offset)
    : stream_(std::move(stream)), buffer_(kLongestLine + kRead + 1), offset_(offset) {}

std::string_view LineReader::next() {
    std::memmove(buffer_.data(), buffer_.data() + lines_, used_ - lines_);
    offset_ += lines_;
    used_ -= lines_;
    lines_ = 0;
    for (;;) {
        if (used_ > kLongestLine)
            refuse_long_line(offset_);
        const std::size_t got = stream_->read(buffer_.data() + used_, kRead);
        const std::size_t before = used_;
        used_ += got;
        if (got == 0 && used_ > 0)
            buffer_[used_++] = '\n';
        if (used_ == 0)
            return {};
        const void* last = ::memrchr(buffer_.data() + before, '\n', used_ - before);
        if (last == nullptr)
            continue;
        lines_ = static_cast<std::size_t>(static_cast<const char*>(last) - buffer_.data()) + 1;
        return {buffer_.data(), lines_};
    }
}

void refuse_long_line(std::uint64_t offset) {
    throw TextFailure{
        offset, "the line is longer than 1 MiB; an edge list has one short line an edge (is this a binary file, or "
                "one with carriage returns only?)"};
}

} // namespace cascade
