#include "engine/store/text_position.hpp"

#include <algorithm>

namespace cascade {
namespace {

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

} // namespace

Error located(const InputBytes& input, Packing packing, const TextFailure& failure) {
    return InputError("{}:{}: {}", input.path(), line_number(input, packing, failure.offset), failure.message);
}

} // namespace cascade
