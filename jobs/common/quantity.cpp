#include "jobs/common/quantity.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>

namespace cascade {
namespace {

constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

struct Unit {
    std::string_view name; ///< lower case
    std::uint64_t bytes;
};

constexpr std::uint64_t kKibi = 1024;
constexpr std::uint64_t kKilo = 1000;
constexpr std::array kSuffixes = {
    Unit{"", 1},
    Unit{"b", 1},
    Unit{"k", kKibi},
    Unit{"kib", kKibi},
    Unit{"kb", kKilo},
    Unit{"m", kKibi* kKibi},
    Unit{"mib", kKibi* kKibi},
    Unit{"mb", kKilo* kKilo},
    Unit{"g", kKibi* kKibi* kKibi},
    Unit{"gib", kKibi* kKibi* kKibi},
    Unit{"gb", kKilo* kKilo* kKilo},
    Unit{"t", kKibi* kKibi* kKibi* kKibi},
    Unit{"tib", kKibi* kKibi* kKibi* kKibi},
    Unit{"tb", kKilo* kKilo* kKilo* kKilo},
};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
    for (char c : text)
        if (!is_digit(c))
            return false;
    return !text.empty();
}

/// Appends a decimal digit to `value`; false when it no longer fits.
bool append_digit(std::uint64_t& value, unsigned digit) {
    if (value > (kMost - digit) / 10)
        return false;
    value = value * 10 + digit;
    return true;
}

/// A clock field of at most two digits below 60.
bool is_sixtieth(std::string_view text) {
    return text.size() == 2 && all_digits(text) && text[0] < '6';
}

} // namespace

std::optional<std::uint64_t> parse_whole(std::string_view text) {
    const std::size_t e = text.find_first_of("eE");
    const std::string_view mantissa = text.substr(0, e);
    int exponent = 0;
    if (e != std::string_view::npos) {
        std::string_view power = text.substr(e + 1);
        if (power.starts_with('+'))
            power.remove_prefix(1);
        if (!all_digits(power) || power.size() > 3)
            return std::nullopt;
        std::from_chars(power.data(), power.data() + power.size(), exponent);
    }
    const std::size_t point = mantissa.find('.');
    const std::string_view whole = mantissa.substr(0, point);
    std::string_view fraction = point == std::string_view::npos ? std::string_view() : mantissa.substr(point + 1);
    if (!all_digits(whole) || (point != std::string_view::npos && !all_digits(fraction)))
        return std::nullopt;
    while (fraction.ends_with('0'))
        fraction.remove_suffix(1);
    if (fraction.size() > static_cast<std::size_t>(exponent))
        return std::nullopt;
    std::uint64_t value = 0;
    for (std::string_view digits : {whole, fraction})
        for (char c : digits)
            if (!append_digit(value, static_cast<unsigned>(c - '0')))
                return std::nullopt;
    for (int i = static_cast<int>(fraction.size()); value != 0 && i < exponent; ++i)
        if (!append_digit(value, 0))
            return std::nullopt;
    return value;
}

std::optional<double> parse_real(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    std::size_t digits = 0;
    while (digits < text.size() && (is_digit(text[digits]) || text[digits] == '.'))
        ++digits;
    std::string unit(text.substr(digits));
    for (char& c : unit)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    for (const Unit& known : kSuffixes) {
        if (known.name != unit)
            continue;
        if (const auto whole = parse_whole(text.substr(0, digits)))
            return *whole > kMost / known.bytes ? std::nullopt : std::optional(*whole * known.bytes);
        const auto real = parse_real(text.substr(0, digits));
        if (!real || known.bytes == 1 || *real * static_cast<double>(known.bytes) >= 0x1p63)
            return std::nullopt;
        return static_cast<std::uint64_t>(*real * static_cast<double>(known.bytes));
    }
    return std::nullopt;
}

std::optional<double> parse_seconds(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        const auto minutes = parse_real(text);
        return minutes && *minutes >= 0 ? std::optional(*minutes * 60) : std::nullopt;
    }
    const auto first = parse_whole(text.substr(0, colon));
    std::string_view rest = text.substr(colon + 1);
    if (!first || *first > 1000000)
        return std::nullopt;
    double seconds = static_cast<double>(*first);
    while (!rest.empty()) {
        if (!is_sixtieth(rest.substr(0, 2)) || (rest.size() != 2 && (rest.size() != 5 || rest[2] != ':')))
            return std::nullopt;
        seconds = seconds * 60 + (rest[0] - '0') * 10 + (rest[1] - '0');
        rest = rest.size() == 2 ? std::string_view() : rest.substr(3);
    }
    return text.ends_with(':') ? std::nullopt : std::optional(seconds);
}

std::string format_bytes(std::uint64_t bytes) {
    constexpr std::array kNames = {"B", "KiB", "MiB", "GiB", "TiB"};
    double value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 1024 && unit + 1 < kNames.size()) {
        value /= 1024;
        ++unit;
    }
    return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.3g} {}", value, kNames[unit]);
}

std::string format_count(std::uint64_t count) {
    const std::string digits = std::to_string(count);
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0)
            text += ',';
        text += digits[i];
    }
    return text;
}

std::string format_duration(double seconds) {
    if (seconds < 60)
        return fmt::format("{:.2f} s", seconds);
    const auto whole = static_cast<std::uint64_t>(seconds);
    if (whole < 3600)
        return fmt::format("{}:{:02}", whole / 60, whole % 60);
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

} // namespace cascade
