#pragma once
// A whole number without its digits one by one: eight bytes at a time, in a few multiplications.
//
// The bytes of a word that are no digits show at once (a digit less '0' is at most 9), so the length of a number is the
// place of the first. Its digits, moved to the end of the word, are joined in pairs, fours and eights. Numbers in edge lists
// differ in length from line to line, which a loop over digits pays with a wrong guess of the processor a number.
// What is longer than 15 digits, has a sign, or stands too near the end of the text, goes the usual way.

#include "engine/core/types.hpp"

#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>

namespace cascade {

namespace detail {

/// Eight bytes as digits: their values from the first on, and how many there are before something else.
struct DigitWord {
    std::uint64_t values;
    int digits;
};

inline DigitWord digits_at(const char* at) {
    static_assert(std::endian::native == std::endian::little);
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    word ^= 0x3030303030303030;
    // A carry can only come out of a byte that is no digit, and reach those behind it.
    const std::uint64_t others = ((word + 0x7676767676767676) | word) & 0x8080808080808080;
    return {word, others == 0 ? 8 : std::countr_zero(others) / 8};
}

/// The number that the first `digits` > 0 of eight make.
inline std::uint64_t value_of(DigitWord word) {
    std::uint64_t x = word.values << (8 - word.digits) * 8; // the first digit is the lowest byte
    x = x * 10 + (x >> 8);
    return ((x & 0x000000FF000000FF) * 0x000F424000000064 + (x >> 16 & 0x000000FF000000FF) * 0x0000271000000001) >> 32;
}

} // namespace detail

/// As std::from_chars: reads a number at `at`, which lies before `end`, into `id`.
inline std::from_chars_result quick_id(const char* at, const char* end, OriginalId& id) {
    static constexpr std::uint64_t kPowers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};
    if (end - at >= 16) {
        const detail::DigitWord first = detail::digits_at(at);
        if (first.digits > 0 && first.digits < 8) {
            id = static_cast<OriginalId>(detail::value_of(first));
            return {at + first.digits, {}};
        }
        const detail::DigitWord second = detail::digits_at(at + 8);
        if (first.digits == 8 && second.digits < 8) {
            const std::uint64_t more = second.digits == 0 ? 0 : detail::value_of(second);
            id = static_cast<OriginalId>(detail::value_of(first) * kPowers[second.digits] + more);
            return {at + 8 + second.digits, {}};
        }
    }
    return std::from_chars(at, end, id);
}

} // namespace cascade
