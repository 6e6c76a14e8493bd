#include "kernels/diffusion/delay_law.hpp"

#include "engine/core/error.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <vector>

namespace cascade {
namespace {

constexpr std::string_view kColumn = "weights"; ///< in place of a scale: each arc's own
// A scale is a thousand ticks at least, so that rounding to ticks is not seen, and leaves room for sums.
constexpr double kLeastScale = 1e-3, kLargestScale = 1e9;
constexpr double kLeastShape = 0.1, kLargestShape = 100;

struct DelaySpelling {
    DelayKind kind;
    std::string_view name, arguments;
};
constexpr std::array kDelays = {
    DelaySpelling{DelayKind::exponential, "exponential", ":RATE"},
    DelaySpelling{DelayKind::weibull, "weibull", ":SHAPE,SCALE"},
    DelaySpelling{DelayKind::rayleigh, "rayleigh", ":SCALE"},
    DelaySpelling{DelayKind::fixed, "fixed", ":D"},
};

double parse_between(std::string_view text, std::string_view whole, double low, double high, std::string_view what) {
    double value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc() || end != text.data() + text.size() || !(value >= low && value <= high))
        throw UsageError("--delay {}: '{}' is not a {}; a number from {:g} to {:g} is needed", whole, text, what, low,
                         high);
    return value;
}

/// A scale, or the column.
void take_scale(DelayLaw& law, std::string_view text, std::string_view whole) {
    law.by_arc = text == kColumn;
    if (law.by_arc)
        return;
    switch (law.kind) {
    case DelayKind::exponential:
        law.scale = 1.0 / parse_between(text, whole, 1.0 / kLargestScale, 1.0 / kLeastScale, "rate");
        return;
    case DelayKind::fixed:
        law.scale = parse_between(text, whole, 0, kLargestScale, "delay");
        return;
    case DelayKind::weibull:
    case DelayKind::rayleigh:
        law.scale = parse_between(text, whole, kLeastScale, kLargestScale, "scale");
        return;
    }
}

} // namespace

std::string_view delay_spellings() {
    return "exponential:RATE|weibull:SHAPE,SCALE|rayleigh:SCALE|fixed:D|weights";
}

DelayLaw parse_delay(std::string_view text) {
    DelayLaw law;
    if (text == kColumn) {
        law.by_arc = true;
        return law;
    }
    const std::size_t colon = text.find(':');
    for (const DelaySpelling& entry : kDelays) {
        if (entry.name != text.substr(0, colon))
            continue;
        std::string_view arguments = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
        law.kind = entry.kind;
        const std::size_t comma = arguments.find(',');
        const bool two = law.kind == DelayKind::weibull;
        if (arguments.empty() || two != (comma != std::string_view::npos))
            throw UsageError("--delay {}: write {}{}", text, entry.name, entry.arguments);
        if (two) {
            law.shape = parse_between(arguments.substr(0, comma), text, kLeastShape, kLargestShape, "shape");
            arguments = arguments.substr(comma + 1);
        }
        take_scale(law, arguments, text);
        return law;
    }
    throw UsageError("--delay {}: no such law; known: {}; `weights` may stand for a scale, a mean or a delay too", text,
                     delay_spellings());
}

std::string spelling(const DelayLaw& law) {
    for (const DelaySpelling& entry : kDelays) {
        if (entry.kind != law.kind)
            continue;
        if (law.by_arc && law.kind == DelayKind::fixed)
            return std::string(kColumn);
        const std::string shape = law.kind == DelayKind::weibull ? fmt::format("{},", law.shape) : "";
        const double said = law.kind == DelayKind::exponential ? 1.0 / law.scale : law.scale;
        return fmt::format("{}:{}{}", entry.name, shape, law.by_arc ? std::string(kColumn) : fmt::format("{}", said));
    }
    throw InternalError("a law of delays without a name");
}

} // namespace cascade
