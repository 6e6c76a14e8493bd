#include "engine/core/error.hpp"
#include "engine/runtime/parallel.hpp"

#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <vector>

namespace cascade {
namespace {

TEST(ParallelRegion, RunsOncePerThread) {
    for (const int threads : {0, 1, 2, 3, 8}) {
        std::vector<std::atomic<int>> runs(static_cast<std::size_t>(std::max(threads, 1)));
        parallel_region(threads, [&](int thread) { ++runs[static_cast<std::size_t>(thread)]; });
        for (const auto& count : runs)
            EXPECT_EQ(count.load(), 1) << threads << " threads";
    }
}

TEST(ParallelRegion, AnExceptionComesOutOnceTheOthersAreDone) {
    for (const int threads : {1, 2, 8}) {
        std::atomic<int> finished{0};
        try {
            parallel_region(threads, [&](int thread) {
                if (thread == threads - 1)
                    throw InputError("thread {}", thread);
                ++finished;
            });
            FAIL() << threads << " threads";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::bad_input);
            EXPECT_EQ(error.what(), fmt::format("thread {}", threads - 1));
        }
        EXPECT_EQ(finished.load(), threads - 1);
    }
}

TEST(ParallelRegion, EveryThreadMayThrow) {
    EXPECT_THROW(parallel_region(8, [](int) { throw std::bad_alloc(); }), std::bad_alloc);
}

using Pieces = std::set<std::pair<std::size_t, std::size_t>>;

TEST(ParallelFor, CutsTheSamePiecesWithAnyNumberOfThreads) {
    for (const std::size_t count :
         {std::size_t{0}, std::size_t{1}, std::size_t{10}, std::size_t{1000}, std::size_t{1001}})
        for (const std::size_t grain :
             {std::size_t{0}, std::size_t{1}, std::size_t{10}, std::size_t{1000}, std::size_t{5000}}) {
            const std::size_t step = std::max<std::size_t>(grain, 1);
            Pieces expected;
            for (std::size_t begin = 0; begin < count; begin += step)
                expected.insert({begin, std::min(count, begin + step)});
            for (const int threads : {1, 2, 3, 8}) {
                Pieces pieces;
                std::size_t calls = 0;
                std::mutex guard;
                parallel_for(threads, count, grain, [&](std::size_t begin, std::size_t end, int thread) {
                    const std::lock_guard lock(guard);
                    ++calls;
                    pieces.insert({begin, end});
                    EXPECT_GE(thread, 0);
                    EXPECT_LT(thread, threads);
                });
                EXPECT_EQ(pieces, expected) << count << " by " << grain << " on " << threads << " threads";
                EXPECT_EQ(calls, expected.size());
            }
        }
}

TEST(ParallelFor, AnExceptionComesOut) {
    for (const int threads : {1, 2, 8})
        EXPECT_THROW(parallel_for(threads, 100, 3,
                                  [](std::size_t begin, std::size_t end, int) {
                                      if (begin <= 50 && 50 < end)
                                          throw InputError("piece {}", begin);
                                  }),
                     Error);
}

} // namespace
} // namespace cascade
