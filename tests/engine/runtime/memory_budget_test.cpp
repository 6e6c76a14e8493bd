#include "engine/core/big_array.hpp"
#include "engine/runtime/memory_budget.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::world;

TEST(MemoryBudget, ResidentMemoryGrowsWithWhatIsTouched) {
    const std::uint64_t before = resident_bytes();
    ASSERT_GT(before, 0U);
    BigArray<std::uint8_t> array(std::size_t{64} << 20);
    for (std::size_t i = 0; i < array.size(); i += 4096)
        array[i] = 1;
    EXPECT_GE(resident_bytes(), before + (std::uint64_t{60} << 20));
}

TEST(MemoryBudget, OneRankOverItsBudgetIsTheFailureOfAll) {
    Context context{world()};
    EXPECT_NO_THROW(require_budget(context)) << "0 is no limit";
    context.memory_per_rank = std::uint64_t{1} << 50;
    EXPECT_NO_THROW(require_budget(context));
    if (world().rank() == world().size() - 1)
        context.memory_per_rank = 1000;
    try {
        require_budget(context);
        FAIL() << "nothing thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::out_of_memory);
        EXPECT_TRUE(error.agreed());
        EXPECT_NE(std::string(error.what()).find("--memory-per-rank allows 1000"), std::string::npos) << error.what();
    }
}

} // namespace
} // namespace cascade
