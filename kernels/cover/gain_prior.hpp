#pragma once
// What a candidate adds, judged by its samples and by those of all candidates like it: empirical Bayes.
//
// With few samples the candidate with the largest count is mostly the one whose count is too large. So candidates are
// put into classes by their reach nearby (kernels/diffusion/local_reach.hpp), and within a class true gains are taken for
// drawn from a gamma distribution, counts for Poisson about them. A class of mean count m and variance s² then gives a gain
// with count x the expectation
//
//     (x + b m) / (1 + b),   b = m / (s² - m),
//
// by the moments of the negative binomial (Robbins, "An empirical Bayes approach to statistics", 1956; Casella, "An
// introduction to empirical Bayes data analysis", The American Statistician 39, 1985). Many samples: s² is far above m, b
// is next to nothing, and the count decides. Few: the class does. Classes are halves of octaves, from 2^i to 1.5 x 2^i and on
// to 2^(i+1), and one for all reaches below 2^-16, whose middle is 0. Between the middles of classes m and b are interpolated, so
// that reach counts within a class, too. Sums are whole numbers: the answer is the same on any number of ranks.

#include "engine/comm/communicator.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace cascade {

class GainPrior {
public:
    static constexpr std::uint32_t kClasses = 2 * 64;

    /// Two to an octave; those below 2^-16 are one.
    static std::uint32_t class_of(float reach) {
        const std::uint32_t half_octave = std::bit_cast<std::uint32_t>(reach) >> 22; // the exponent and one bit
        return half_octave < kLowest ? 0 : std::min(half_octave - kLowest + 1, kClasses - 1);
    }

    /// Counts of candidates by class.
    struct Moments {
        std::array<std::uint64_t, kClasses> candidates{};
        std::array<std::uint64_t, kClasses> sum{};
        std::array<std::uint64_t, kClasses> low_squares{};  ///< sum of the lower 32 bits of squares
        std::array<std::uint64_t, kClasses> high_squares{}; ///< and of the higher ones

        /// To the sums; the number of candidates is not touched.
        void add(float reach, std::uint32_t gain);
        Moments& operator+=(const Moments& other);
    };

    /// From the moments of this rank's candidates. Collective.
    void fit(const Communicator& world, Moments mine);

    /// What a candidate of this reach is expected to add whose count is `gain`, in samples; grows with it.
    double expected(float reach, std::uint32_t gain) const;
    /// No candidate of this class that has no samples is expected to add more.
    double most_of_none(std::uint32_t c) const;

private:
    static constexpr std::uint32_t kLowest = (127 - 16) << 1;
    static constexpr std::uint64_t kFewest = 20; ///< candidates a class tells anything by

    /// The middle of a class.
    struct Knot {
        double reach = 0, mean = 0, weight = 0; ///< m and b
    };

    std::vector<Knot> knots_;                      ///< ascending
    std::array<std::uint32_t, kClasses> before_{}; ///< the last knot that lies below all of a class, or the first
};

} // namespace cascade
