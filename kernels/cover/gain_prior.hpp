#pragma once
// What a candidate adds, judged by its samples and by those of all candidates like it: empirical Bayes.
//
// With few samples the candidate with the largest count is mostly the one whose count is too large. So candidates are put
// into classes by their reach r nearby (reach_classes.hpp), and a true gain is taken for a gamma variable whose mean M is that
// of its class and whose variance is c M², a count x for a Poisson one about it. Then the gain is expected to be
//
//     M (1 + c x) / (1 + c M)
//
// (the negative binomial: Robbins, "An empirical Bayes approach to statistics", 1956; Casella, "An introduction to empirical
// Bayes data analysis", The American Statistician 39, 1985). Many samples: c M is large, and the count decides. Few: the
// class does.
//
// *Means.* In a class of few counts their mean is luck again. So classes are put together, from the highest down, into pools
// that have 20 candidates and 256 counts; one pool has one rate, counts per 1 + r of its candidates, and the mean of class i
// with n candidates and S counts is taken for a gamma variable about A = (1 + r) rate with variance t A², hence for
// A (1 + t S) / (1 + t n A). The variation t is that of the classes of the pool about A beyond chance, by moments
// (as DerSimonian and Laird, "Meta-analysis in clinical trials", 1986, find the variance between studies; weights are n A),
// but as though another class with one count had been seen to vary as much as its mean. Where gains grow with reach t is
// small; where they do not, as in a class whose samples are covered already, it is not. c is found by moments about the means
// of a pool. Between the middles of classes the rate and c are interpolated, so that reach counts within a class, too.
//
// *Luck.* The seeds taken from a class are those with the most samples, by merit and by luck, and those left are the unlucky
// ones: the class looks poorer than it is. What a seed added beyond its expectation was luck, and is given back: a class's sum
// of luck counts with its counts when rates and means are found. Where the sum is below nought it counts in t alone: there
// seeds fell short of what their class promised, and the class is to be trusted less, not called poorer than it looks.
//
// Sums are whole numbers: the answer is the same on any number of ranks.

#include "engine/comm/communicator.hpp"
#include "kernels/cover/reach_classes.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace cascade {

class GainPrior {
public:
    using ByClass = std::array<std::uint64_t, ReachClasses::kCount>;

    static constexpr double kLuckUnit = 256; ///< to a sample

    /// Counts of candidates by class.
    struct Moments {
        ByClass candidates{};
        ByClass sum{};
        ByClass low_squares{};  ///< sum of the lower 32 bits of squares
        ByClass high_squares{}; ///< and of the higher ones
        ByClass luck{};         ///< gains of those taken beyond expectation, in 1/256 samples, modulo 2^64

        /// To the sums; the number of candidates is not touched.
        void add(float reach, std::uint32_t gain);
        /// Of one that was taken when so much was expected of it.
        void add_luck(float reach, std::uint64_t gain, double expected);
    };

    /// From the moments of this rank's candidates. Collective.
    void fit(const Communicator& world, Moments mine);

    /// What a candidate of this reach is expected to add whose count is `gain`, in samples; grows with it.
    double expected(float reach, std::uint32_t gain) const;
    /// No candidate of this class that has no samples is expected to add more.
    double most_of_none(std::uint32_t c) const;

private:
    /// The middle of a class.
    struct Knot {
        double reach;
        double rate;      ///< mean gain per 1 + reach
        double variation; ///< c
    };

    std::vector<Knot> knots_; ///< ascending
    std::array<std::uint32_t, ReachClasses::kCount>
        before_{}; ///< the last knot at or below all of a class, or the first
};

} // namespace cascade
