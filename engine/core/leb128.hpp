#pragma once
// Whole numbers that are mostly small, in as few bytes as they need: seven bits a byte, the lowest first, and the top bit of
// each byte says that another follows (LEB128, DWARF 5, section 7.6). At most five bytes.

#include <cstdint>

namespace cascade {

/// Writes at `at` and returns the end of what it wrote.
inline char* write_leb128(char* at, std::uint32_t number) {
    for (; number >= 0x80; number >>= 7)
        *at++ = static_cast<char>(number | 0x80);
    *at++ = static_cast<char>(number);
    return at;
}

/// Reads what was written there, and moves `at` behind it.
inline std::uint32_t read_leb128(const char*& at) {
    std::uint32_t number = 0;
    for (int shift = 0;; shift += 7) {
        const auto byte = static_cast<unsigned char>(*at++);
        number |= std::uint32_t{byte & 0x7fU} << shift;
        if (byte < 0x80)
            return number;
    }
}

} // namespace cascade
