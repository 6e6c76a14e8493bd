#include "jobs/common/seed_costs.hpp"
#include "tests/jobs/common/dummy_verb.hpp"

#include <gmock/gmock.h>

namespace cascade {
namespace {

using ::testing::HasSubstr;

std::string complaint(std::vector<std::string> words) {
    words.insert(words.end(), {"--graph", "g.h5"});
    return testing::usage_error([&] { check_cost_options(testing::parsed(words, kSelectVerb)); });
}

TEST(SeedCosts, SeedsOrABudgetAreNeeded) {
    EXPECT_EQ(complaint({"--k", "3"}), "");
    EXPECT_EQ(complaint({"--costs", "c.csv", "--budget", "12.5"}), "");
    EXPECT_EQ(complaint({"--costs", "c.csv", "--budget", "12.5", "--k", "3"}), "");
    EXPECT_THAT(complaint({}), HasSubstr("--k K is required"));
    EXPECT_THAT(complaint({"--k", "3", "--costs", "c.csv"}), HasSubstr("one needs the other"));
    EXPECT_THAT(complaint({"--budget", "3"}), HasSubstr("one needs the other"));
}

TEST(SeedCosts, BudgetsAreDecimals) {
    const auto with = [](const std::string& budget) { return complaint({"--costs", "c.csv", "--budget", budget}); };
    for (const std::string good : {"0.000001", "1e9", "999999999.999999", "0.1"})
        EXPECT_EQ(with(good), "") << good;
    for (const std::string bad : {"0", "-1", "1.0000001", "1.00000000001", "2e9", "nan", "some"})
        EXPECT_THAT(with(bad), HasSubstr("--budget " + bad)) << bad;
}

TEST(SeedCosts, WhatDoesNotGoWithABudget) {
    EXPECT_THAT(complaint({"--costs", "c", "--budget", "3", "--hit-and-stop", "on"}), HasSubstr("--hit-and-stop on"));
    EXPECT_THAT(complaint({"--costs", "c", "--budget", "3", "--epsilon", "0.5"}), HasSubstr("--epsilon 0.5"));
}

TEST(SeedCosts, MillionthsAreShownAsTheyWereMeant) {
    EXPECT_EQ(amount(2500000), 2.5);
    EXPECT_EQ(amount(100000 + 200000), 0.3);
}

} // namespace
} // namespace cascade
