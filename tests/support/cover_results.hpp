#pragma once
// Two answers of the greedy, field by field.

#include "kernels/cover/greedy.hpp"

#include <gtest/gtest.h>

namespace cascade::testing {

inline void expect_same(const CoverResult& result, const CoverResult& expected) {
    EXPECT_EQ(result.seeds, expected.seeds);
    EXPECT_EQ(result.gains, expected.gains);
    EXPECT_EQ(result.given_covered, expected.given_covered);
    EXPECT_EQ(result.covered, expected.covered);
    ASSERT_EQ(result.bounds.size(), expected.bounds.size());
    for (std::size_t i = 0; i < result.bounds.size(); ++i) {
        EXPECT_EQ(result.bounds[i].prefix, expected.bounds[i].prefix);
        EXPECT_EQ(result.bounds[i].covered, expected.bounds[i].covered) << "prefix " << expected.bounds[i].prefix;
        EXPECT_EQ(result.bounds[i].largest_marginals, expected.bounds[i].largest_marginals)
            << "prefix " << expected.bounds[i].prefix;
    }
}

} // namespace cascade::testing
