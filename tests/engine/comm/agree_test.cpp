#include "engine/comm/agree.hpp"
#include "tests/support/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

namespace cascade {
namespace {

using testing::world;

/// The error `work` ends in on this rank; code `done` when there is none.
template <class F>
Error agreed_error(F&& work) {
    try {
        agree(world(), work);
    } catch (const Error& error) {
        return error;
    }
    return Error(ExitCode::done, "no error");
}

TEST(Agree, HandsBackWhatTheWorkReturns) {
    EXPECT_EQ(agree(world(), [] { return world().rank() * 3; }), world().rank() * 3);
    EXPECT_EQ(*agree(world(), [] { return std::make_unique<int>(world().rank()); }), world().rank());
    bool ran = false;
    agree(world(), [&] { ran = true; });
    EXPECT_TRUE(ran);
}

TEST(Agree, AnErrorOnAnyOneRankReachesAll) {
    for (int failing = 0; failing < world().size(); ++failing) {
        const Error error = agreed_error([&] {
            if (world().rank() == failing)
                throw InputError("a.txt:{}: 'x' is not a number", failing);
        });
        EXPECT_EQ(error.code(), ExitCode::bad_input);
        EXPECT_EQ(error.what(), fmt::format("a.txt:{}: 'x' is not a number", failing));
        EXPECT_TRUE(error.agreed());
    }
}

TEST(Agree, ThrowsInsteadOfReturningAValue) {
    const auto work = [] {
        if (world().rank() == world().size() - 1)
            throw MissingInputError("gone");
        return 1;
    };
    EXPECT_THROW(agree(world(), work), Error);
}

TEST(Agree, TheLowestFailingRankSpeaks) {
    const int first = world().size() / 2;
    const Error error = agreed_error([&] {
        if (world().rank() >= first)
            throw IoError("disk of rank {}", world().rank());
    });
    EXPECT_EQ(error.code(), ExitCode::io);
    EXPECT_EQ(error.what(), fmt::format("disk of rank {}", first));
}

TEST(Agree, LongAndEmptyMessagesArrive) {
    const std::string text(100'000, 'm');
    const bool last = world().rank() == world().size() - 1;
    EXPECT_EQ(agreed_error([&] {
                  if (last)
                      throw InputError("{}", text);
              }).what(),
              text);
    EXPECT_STREQ(agreed_error([&] {
                     if (last)
                         throw InputError("{}", "");
                 }).what(),
                 "");
}

TEST(Agree, ForeignExceptionsGetACode) {
    const bool last = world().rank() == world().size() - 1;
    const Error memory = agreed_error([&] {
        if (last)
            throw std::bad_alloc();
    });
    EXPECT_EQ(memory.code(), ExitCode::out_of_memory);
    const Error known = agreed_error([&] {
        if (last)
            throw std::runtime_error("surprise");
    });
    EXPECT_EQ(known.code(), ExitCode::internal);
    EXPECT_THAT(known.what(), ::testing::HasSubstr("surprise"));
    const Error unknown = agreed_error([&] {
        if (last)
            throw 42;
    });
    EXPECT_EQ(unknown.code(), ExitCode::internal);
    EXPECT_TRUE(unknown.agreed());
}

TEST(Agree, WorldGoesOnAfterAnError) {
    EXPECT_EQ(agreed_error([] { throw UsageError("everybody"); }).code(), ExitCode::usage);
    EXPECT_EQ(all_reduce_sum(world(), std::int32_t{1}), world().size());
}

TEST(AgreeAtRoot, RunsOnceAndTellsEverybody) {
    std::int32_t runs = 0;
    agree_at_root(world(), [&] { ++runs; });
    EXPECT_EQ(all_reduce_sum(world(), runs), 1);
    EXPECT_EQ(runs, world().is_root() ? 1 : 0);
    try {
        agree_at_root(world(), [] { throw CreateError("out: exists; add --force"); });
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::cannot_create);
        EXPECT_STREQ(error.what(), "out: exists; add --force");
    }
}

TEST(AgreeOn, NothingToSayIsNoError) {
    EXPECT_NO_THROW(agree_on(world(), std::nullopt));
}

} // namespace
} // namespace cascade
