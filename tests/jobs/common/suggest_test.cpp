#include "jobs/common/suggest.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace cascade {
namespace {

TEST(Suggest, EditDistance) {
    EXPECT_EQ(edit_distance("", ""), 0u);
    EXPECT_EQ(edit_distance("", "abc"), 3u);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
    EXPECT_EQ(edit_distance("grpah", "graph"), 1u);
    EXPECT_EQ(edit_distance("a", "b"), 1u);
}

TEST(Suggest, NamesTheNearestWord) {
    const std::vector<std::string_view> words = {"graph", "k", "epsilon", "probability", "probability-seed", "threads"};
    EXPECT_EQ(did_you_mean("grpah", words, "--"), " (did you mean --graph?)");
    EXPECT_EQ(did_you_mean("epsilno", words), " (did you mean epsilon?)");
    EXPECT_EQ(did_you_mean("thr", words), " (did you mean threads?)");
    EXPECT_EQ(did_you_mean("zzzzzz", words), "");
    EXPECT_EQ(did_you_mean("x", words), "") << "one letter is not near 'k'";
    EXPECT_EQ(did_you_mean("graph", {}), "");
}

} // namespace
} // namespace cascade
