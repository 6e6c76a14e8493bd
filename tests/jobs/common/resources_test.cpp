#include "jobs/common/machine.hpp"
#include "jobs/common/resources.hpp"
#include "tests/jobs/common/dummy_verb.hpp"
#include "tests/support/world.hpp"

#include <gmock/gmock.h>

namespace cascade::testing {
namespace {

TEST(Resources, UnboundRanksShareTheHost) {
    const cpu_set_t cpus = allowed_cpus();
    const int fair = std::max(1, CPU_COUNT(&cpus) / world().size()); // all ranks of a test are unbound on one host
    EXPECT_EQ(choose_threads(world(), parsed({})).threads, fair);
    EXPECT_EQ(choose_threads(world(), parsed({})).fair_share, fair);
    EXPECT_EQ(choose_threads(world(), parsed({"--threads", "5"})).threads, 5);
    EXPECT_THROW(choose_threads(world(), parsed({"--threads", "0"})), UsageError);
}

TEST(Resources, MemoryIsDividedByTheRanksOfTheHost) {
    EXPECT_EQ(choose_memory(world(), parsed({})), usable_memory() / static_cast<std::uint64_t>(world().size()));
    EXPECT_EQ(choose_memory(world(), parsed({"--memory-per-rank", "3M"})), 3u << 20);
}

TEST(Resources, HostsAreNamedOnce) {
    EXPECT_THAT(host_names(world()), ::testing::ElementsAre(host_name()));
}

TEST(Resources, MoreThanAllowedIsAnErrorOfAllRanks) {
    const Options options = parsed({});
    Context context{.world = world(), .memory_per_rank = 1000};
    Job job{context, options, std::nullopt, "dummy"};
    EXPECT_NO_THROW(require_memory(job, 1000, "the samples"));
    const bool last = world().rank() == world().size() - 1;
    try {
        require_memory(job, last ? 1001 : 10, "the samples");
        FAIL() << "too much was accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::out_of_memory);
        EXPECT_TRUE(error.agreed());
        for (const char* part : {"the samples", "1001", "1000", "--memory-per-rank", "--layout"})
            EXPECT_THAT(error.what(), ::testing::HasSubstr(part));
    }
    context.memory_per_rank = 0;
    EXPECT_NO_THROW(require_memory(job, UINT64_MAX, "the samples"));
    EXPECT_GT(peak_memory(world()), 0u);
}

} // namespace
} // namespace cascade::testing
