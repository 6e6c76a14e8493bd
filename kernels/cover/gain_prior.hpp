#pragma once
// What a candidate adds, judged by its samples and by those of all candidates like it: empirical Bayes.
//
// With few samples the candidate with the largest count is mostly the one whose count is too large. So candidates are
// put into classes by their reach nearby, and within a class true gains are taken for
// drawn from a gamma distribution, counts for Poisson about them. A class of mean count m and variance s² then gives a gain
// with count x the expectation
//
//     (x + b m) / (1 + b),   b = m / (s² - m),
//
// by the moments of the negative binomial (Robbins, "An empirical Bayes approach to statistics", 1956; Casella, "An
// introduction to empirical Bayes data analysis", The American Statistician 39, 1985). Many samples: s² is far above m, b
// is next to nothing, and the count decides. Few: the class does. Between the middles of classes (reach_classes.hpp) m and b
// are interpolated, so that reach counts within a class, too. Sums are whole numbers: the answer is the same on any number of
// ranks.

#include "engine/comm/communicator.hpp"
#include "kernels/cover/reach_classes.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace cascade {

class GainPrior {
public:
    using ByClass = std::array<std::uint64_t, ReachClasses::kCount>;

    /// Counts of candidates by class.
    struct Moments {
        ByClass candidates{};
        ByClass sum{};
        ByClass low_squares{};  ///< sum of the lower 32 bits of squares
        ByClass high_squares{}; ///< and of the higher ones

        /// To the sums; the number of candidates is not touched.
        void add(float reach, std::uint32_t gain);
    };

    /// From the moments of this rank's candidates. Collective.
    void fit(const Communicator& world, Moments mine);

    /// What a candidate of this reach is expected to add whose count is `gain`, in samples; grows with it.
    double expected(float reach, std::uint32_t gain) const;
    /// No candidate of this class that has no samples is expected to add more.
    double most_of_none(std::uint32_t c) const;

private:
    static constexpr std::uint64_t kFewest = 20; ///< candidates a class tells anything by

    /// The middle of a class.
    struct Knot {
        double reach = 0, mean = 0, weight = 0; ///< m and b
    };

    std::vector<Knot> knots_; ///< ascending
    std::array<std::uint32_t, ReachClasses::kCount>
        before_{}; ///< the last knot that lies below all of a class, or the first
};

} // namespace cascade
