#include "engine/runtime/portions.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace cascade {
namespace {

using testing::world;

TEST(Portions, GrowSixteenfoldWhileWorkIsQuickAndShrinkWhenItIsSlow) {
    Portions portions(world(), 10);
    EXPECT_EQ(portions.size(), 10U);
    portions.finished(10);
    EXPECT_EQ(portions.size(), 160U);
    portions.finished(160);
    EXPECT_EQ(portions.size(), 2560U);
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    portions.finished(2560); // at least half a second for 2560
    EXPECT_LE(portions.size(), 1280U);
    EXPECT_GE(portions.size(), 10U);
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
    portions.finished(1);
    EXPECT_EQ(portions.size(), 10U) << "never below the first";
}

TEST(Portions, AreTheSameOnEveryRankHoweverLongEachTook) {
    Portions portions(world(), 5);
    for (int round = 0; round < 4; ++round) {
        std::this_thread::sleep_for(std::chrono::milliseconds(3 * world().rank()));
        portions.finished(portions.size());
        const std::vector<std::uint64_t> sizes = all_gather(world(), portions.size());
        EXPECT_EQ(std::count(sizes.begin(), sizes.end(), portions.size()), world().size());
    }
}

TEST(Portions, WhatPassesBetweenIsNotWork) {
    Portions portions(world(), 1);
    portions.finished(1);
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    portions.resume_clock();
    portions.finished(16);
    EXPECT_EQ(portions.size(), 256U);
}

} // namespace
} // namespace cascade
