#include "kernels/diffusion/threshold_rule.hpp"

#include "engine/core/error.hpp"

#include <charconv>
#include <optional>

namespace cascade {
namespace {

std::optional<std::uint64_t> whole(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// A decimal from 0 to 1 as a quotient, so that 0.1 of 30 is 3 and not a little more.
std::optional<ThresholdRule> decimal(std::string_view text) {
    constexpr std::size_t kMostDigits = 18;
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string_view digits = point < text.size() ? text.substr(point + 1) : std::string_view();
    if (digits.size() > kMostDigits || text.empty() || text == ".")
        return std::nullopt;
    const auto units = point == 0 ? std::optional<std::uint64_t>(0) : whole(text.substr(0, point));
    const auto parts = digits.empty() ? std::optional<std::uint64_t>(0) : whole(digits);
    if (!units || !parts || *units > 1)
        return std::nullopt;
    ThresholdRule rule{ThresholdRule::Kind::fraction};
    for (std::size_t i = 0; i < digits.size(); ++i)
        rule.denominator *= 10;
    rule.numerator = *units * rule.denominator + *parts;
    return rule.numerator <= rule.denominator ? std::optional(rule) : std::nullopt;
}

} // namespace

ThresholdRule parse_threshold(std::string_view text) {
    constexpr std::string_view kFraction = "fraction:";
    constexpr std::string_view kCount = "count:";
    if (text == "drawn")
        return {};
    if (text.starts_with(kFraction)) {
        if (const auto rule = decimal(text.substr(kFraction.size())))
            return *rule;
        throw UsageError("--threshold {}: a fraction is a decimal from 0 to 1, e.g. fraction:0.18", text);
    }
    if (text.starts_with(kCount)) {
        const auto count = whole(text.substr(kCount.size()));
        if (count && *count > 0)
            return {ThresholdRule::Kind::count, 0, 1, *count};
        throw UsageError("--threshold {}: a count is a whole number from 1 on, e.g. count:2", text);
    }
    throw UsageError("--threshold {}: no such rule; known: drawn, fraction:F, count:M", text);
}

} // namespace cascade
