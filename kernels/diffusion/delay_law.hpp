#pragma once
// How long influence takes over a live arc, and what a time is.
//
// Times are whole numbers of ticks, a millionth of the unit in which the user speaks, so that a sum of delays does not
// depend on its order and two machines agree on who was reached in time. Decimals with up to six places are exact:
// three delays of 0.1 end at 0.3. Nothing lasts longer than kLongest; times that would be later are that.
//
// A delay is a scale times a number from a law of one shape: exponential, Weibull, Rayleigh, or always 1. The scale is
// the same for all arcs, or each arc's own, its weight in the graph file. Quantiles are taken from - ln of a uniform
// number with + - x / and the square root, `log_of_normal` and `exact_exp`: within 2^-45 of it, far below a tick.
//
// The law of times: Gomez-Rodriguez, Balduzzi, Schoelkopf, ICML'11; who is reached in time: Du, Song, Gomez-Rodriguez,
// Zha, NIPS'13.

#include "engine/core/exact_exp.hpp"
#include "engine/core/exact_log.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cascade {

using Ticks = std::uint64_t;

inline constexpr Ticks kTicksPerUnit = 1'000'000;
inline constexpr Ticks kLongest = Ticks{1} << 62;
inline constexpr Ticks kNoDeadline = ~Ticks{0};

/// Units of time as ticks, the nearest; `units` >= 0.
inline Ticks ticks_of(double units) {
    const double ticks = units * static_cast<double>(kTicksPerUnit) + 0.5;
    return ticks < static_cast<double>(kLongest) ? static_cast<Ticks>(static_cast<std::int64_t>(ticks)) : kLongest;
}
inline double units_of(Ticks ticks) {
    return static_cast<double>(ticks) / static_cast<double>(kTicksPerUnit);
}
/// Both at most kLongest.
inline Ticks later(Ticks time, Ticks delay) {
    return std::min(time + delay, kLongest);
}

enum class DelayKind : std::uint8_t { exponential, weibull, rayleigh, fixed };

struct DelayLaw {
    DelayKind kind = DelayKind::fixed;
    double shape = 1;    ///< weibull
    double scale = 1;    ///< in units of time, unless `by_arc`; exponential: the mean
    bool by_arc = false; ///< the scale of an arc is its weight

    /// The delay of an arc of that scale, from a quantile of the law.
    static Ticks delay(double of_scale, double quantile) { return ticks_of(of_scale * quantile); }
    /// The same from a uniform word.
    Ticks draw(std::uint64_t word, double of_scale) const {
        double quantile = 0;
        quantiles({&word, 1}, {&quantile, 1});
        return delay(of_scale, quantile);
    }
    /// For each word the quantile at 1 - u of the law of scale 1, u in (0, 1) from the leading 52 bits of the word.
    void quantiles(std::span<const std::uint64_t> words, std::span<double> out) const {
        if (kind == DelayKind::fixed) {
            std::fill(out.begin(), out.end(), 1.0);
            return;
        }
        for (std::size_t i = 0; i < words.size(); ++i) {
            const double above_one = std::bit_cast<double>(words[i] >> 12 | std::uint64_t{0x3ff} << 52);
            out[i] = -log_of_normal(above_one - (1.0 - 0x1p-53));
        }
        if (kind == DelayKind::rayleigh)
            for (double& value : out)
                value = std::sqrt(2.0 * value);
        else if (kind == DelayKind::weibull && shape != 1.0)
            for (double& value : out)
                value = exact_exp(log_of_normal(value) / shape);
    }
};

/// From the spelling of an option; UsageError with the known laws otherwise.
DelayLaw parse_delay(std::string_view text);
std::string spelling(const DelayLaw& law);
/// What --delay takes, for its help.
std::string_view delay_spellings();

} // namespace cascade
