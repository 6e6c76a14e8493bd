#pragma once
// Is this UTF-8? By the table of well-formed byte sequences of the Unicode standard: no overlong forms, no surrogates,
// nothing above U+10FFFF. Runs of ASCII go eight bytes at a time, and most labels are nothing else.

#include <cstdint>
#include <cstring>
#include <string_view>

namespace cascade {

namespace detail {

/// Bytes of the well-formed sequence at the front of `text`; 0 when there is none.
inline std::size_t utf8_sequence(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
    const unsigned char first = byte(0);
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return follows(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        const bool second = (first != 0xe0 || byte(1) >= 0xa0) && (first != 0xed || byte(1) <= 0x9f);
        return second && follows(1) && follows(2) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const bool second = (first != 0xf0 || byte(1) >= 0x90) && (first != 0xf4 || byte(1) <= 0x8f);
        return second && follows(1) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

} // namespace detail

inline bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        std::uint64_t word = 0;
        if (text.size() >= sizeof(word)) {
            std::memcpy(&word, text.data(), sizeof(word));
            if ((word & 0x8080808080808080) == 0) {
                text.remove_prefix(sizeof(word));
                continue;
            }
        }
        const std::size_t bytes = detail::utf8_sequence(text);
        if (bytes == 0)
            return false;
        text.remove_prefix(bytes);
    }
    return true;
}

} // namespace cascade
