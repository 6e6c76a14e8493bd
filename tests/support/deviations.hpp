#pragma once
// Measurements of many graphs against what they should be: none may be far out, and together they may not lean to one side.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>

namespace cascade::testing {

struct Estimate {
    double mean, error; ///< its standard error
};

/// Deviations, one after the other, and what they are together.
class Deviations {
public:
    explicit Deviations(std::string name) : name_(std::move(name)) {}
    void add(double difference, double error, std::uint64_t graph) {
        if (error == 0) {
            EXPECT_NEAR(difference, 0, 1e-6) << name_;
            return;
        }
        EXPECT_LT(std::abs(difference / error), kFar) << name_ << " on graph " << graph;
        note(difference / error);
    }
    /// Two estimates that know nothing of each other.
    void add(const Estimate& one, const Estimate& other, std::uint64_t graph) {
        add(one.mean - other.mean, std::hypot(one.error, other.error), graph);
    }
    /// The two estimates of measure(0); where they are far apart, of measure(1), which has random seeds of its own and
    /// kCloser times the worlds and samples, too. One pair in 16,000 is far apart by chance, and long trials measure
    /// thousands; a fault is there again, and with four times as many standard errors.
    template <class Measure>
    void add_looking_twice(std::uint64_t graph, Measure&& measure) {
        const std::array<Estimate, 2> first = measure(0);
        const double error = std::hypot(first[0].error, first[1].error);
        const double z = error == 0 ? 0 : (first[0].mean - first[1].mean) / error;
        if (std::abs(z) < kFar) {
            add(first[0], first[1], graph);
            return;
        }
        note(z);
        const std::array<Estimate, 2> second = measure(1);
        const double again = (second[0].mean - second[1].mean) / std::hypot(second[0].error, second[1].error);
        fmt::print("{}, graph {}: {:+.2f}, looked at again {:+.2f}\n", name_, graph, z, again);
        EXPECT_LT(std::abs(again), kFar) << name_ << " on graph " << graph << ", looked at twice";
    }
    void judge() const {
        const double lean = sum_ / std::sqrt(count_), sign = (above_ - count_ / 2) / std::sqrt(count_ / 4);
        fmt::print("{}: {} graphs, farthest {:.2f}, sum {:+.2f}, {} above ({:+.2f})\n", name_, count_, farthest_, lean,
                   above_, sign);
        EXPECT_GT(count_, 20);
        EXPECT_LT(std::abs(lean), 4) << name_ << " leans to one side";
        EXPECT_LT(std::abs(sign), 4) << name_;
    }

    static constexpr std::uint64_t kCloser = 16;

private:
    static constexpr double kFar = 4;

    void note(double z) {
        ++count_;
        sum_ += z;
        above_ += z > 0;
        farthest_ = std::max(farthest_, std::abs(z));
    }

    std::string name_;
    double count_ = 0, sum_ = 0, above_ = 0, farthest_ = 0;
};

} // namespace cascade::testing
