#pragma once
// Measurements of many graphs against what they should be: none may be far out, and together they may not lean to one side.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
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
        const double z = difference / error;
        EXPECT_LT(std::abs(z), 4) << name_ << " on graph " << graph;
        ++count_;
        sum_ += z;
        above_ += z > 0;
        farthest_ = std::max(farthest_, std::abs(z));
    }
    /// Two estimates that know nothing of each other.
    void add(const Estimate& one, const Estimate& other, std::uint64_t graph) {
        add(one.mean - other.mean, std::hypot(one.error, other.error), graph);
    }
    void judge() const {
        const double lean = sum_ / std::sqrt(count_), sign = (above_ - count_ / 2) / std::sqrt(count_ / 4);
        fmt::print("{}: {} graphs, farthest {:.2f}, sum {:+.2f}, {} above ({:+.2f})\n", name_, count_, farthest_, lean,
                   above_, sign);
        EXPECT_GT(count_, 20);
        EXPECT_LT(std::abs(lean), 4) << name_ << " leans to one side";
        EXPECT_LT(std::abs(sign), 4) << name_;
    }

private:
    std::string name_;
    double count_ = 0, sum_ = 0, above_ = 0, farthest_ = 0;
};

} // namespace cascade::testing
