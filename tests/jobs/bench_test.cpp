// bench: numbers for scripts on stdout, and words it does not take.

#include "engine/store/json_text.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/jobs/shell.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace cascade {
namespace {

using ::testing::HasSubstr;
using testing::Scratch;
using testing::shell;
using testing::ShellRun;
using ::testing::StartsWith;

constexpr const char* kSmall = " --quiet --table 4M --repetitions 2 --threads 2 ";

TEST(BenchVerb, MemoryPrintsRates) {
    const ShellRun run = shell(std::string("bench memory --json") + kSmall);
    ASSERT_EQ(run.code, 0);
    const auto json = parse_json(run.printed);
    for (const char* key :
         {"random_lines_per_second_per_thread", "random_lines_per_second", "stream_bytes_per_second", "page_bytes"})
        EXPECT_GT(json.at(key).get<double>(), 0) << key;
    EXPECT_EQ(json.at("table_bytes"), 4 << 20);
    EXPECT_EQ(json.at("threads"), 2);
    EXPECT_EQ(json.at("cases").size(), 4u);
    EXPECT_THAT(shell(std::string("bench memory") + kSmall).printed,
                StartsWith("RESULT verb=bench random_lines_per_second_per_thread="));
}

TEST(BenchVerb, SamplingPrintsItsShareOfTheCeiling) {
    const Scratch scratch;
    const std::string graph = scratch / "g.h5";
    ASSERT_EQ(shell("generate --quiet --kind ring --vertices 100 --output " + graph + " >/dev/null").code, 0);
    const ShellRun run =
        shell("bench sampling --json --seconds 0.05 --probability constant:1 --graph " + graph + kSmall);
    ASSERT_EQ(run.code, 0);
    const auto json = parse_json(run.printed);
    EXPECT_EQ(json.at("memberships"), 100 * json.at("samples").get<std::uint64_t>());
    EXPECT_NEAR(json.at("share_of_ceiling").get<double>(),
                2 * json.at("memberships_per_second").get<double>() / json.at("random_lines_per_second").get<double>(),
                1e-9);
    EXPECT_GT(json.at("seconds").get<double>(), 0.05);
    EXPECT_GT(json.at("cpu_seconds").get<double>(), 0);
}

/// Words that start so many ranks; without what MPI has told this process, which would be taken for theirs.
std::string launched(int ranks) {
    return "env -i PATH=\"$PATH\" OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 "
           "OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_mpi_yield_when_idle=1 mpirun -np " +
           std::to_string(ranks);
}

TEST(BenchVerb, ExchangePrintsACostForEachSize) {
    const ShellRun run = shell("bench exchange --json --quiet --largest 4K --repetitions 1", launched(2));
    ASSERT_EQ(run.code, 0);
    const auto json = parse_json(run.printed);
    for (const char* key : {"bytes_per_second", "messages_per_second", "microseconds_per_round"})
        EXPECT_GT(json.at(key).get<double>(), 0) << key;
    EXPECT_EQ(json.at("ranks"), 2);
    EXPECT_EQ(json.at("partners"), 1);
    EXPECT_EQ(json.at("sizes").size(), 18u) << "six sizes in three ways";
    EXPECT_EQ(json.at("sizes").back().at("bytes_per_pair"), 4096);
    int taken = 0;
    for (const auto& size : json.at("sizes"))
        taken += size.at("taken").get<bool>();
    EXPECT_EQ(taken, 6) << "auto takes one at each size";
    EXPECT_EQ(shell("bench exchange 2>/dev/null").code, 2) << "alone";
}

TEST(BenchVerb, ExchangeInOneWayOverASlowNetwork) {
    const ShellRun run =
        shell("bench exchange --json --quiet --largest 8 --repetitions 1 --exchange sparse --partners 1 "
              "--latency 500",
              launched(3));
    ASSERT_EQ(run.code, 0);
    const auto json = parse_json(run.printed);
    ASSERT_EQ(json.at("sizes").size(), 1u);
    EXPECT_EQ(json.at("sizes")[0].at("exchange"), "sparse");
    EXPECT_GT(json.at("microseconds_per_round").get<double>(), 500) << "of one message at least";
    EXPECT_EQ(json.at("latency_microseconds"), 500);
}

TEST(BenchVerb, IoWritesReadsAndCleansUp) {
    const Scratch scratch;
    const std::string words = "bench io --json --quiet --size 3000001 --dir " + (scratch / "");
    for (const std::string& before : {std::string(), launched(3)}) {
        const ShellRun run = shell(words, before);
        ASSERT_EQ(run.code, 0);
        const auto json = parse_json(run.printed);
        for (const char* key : {"write_bytes_per_second", "read_bytes_per_second", "unsynced_write_bytes_per_second"})
            EXPECT_GT(json.at(key).get<double>(), 0) << key;
        EXPECT_EQ(json.at("bytes"), 3000001);
        EXPECT_EQ(json.at("page_cache_included"), true);
        EXPECT_TRUE(std::filesystem::is_empty(scratch / ""));
    }
    EXPECT_EQ(shell("bench io --quiet --size 1M --dir /no/such/directory 2>/dev/null").code, 73);
}

TEST(BenchVerb, RefusesWhatItDoesNotMeasure) {
    EXPECT_EQ(shell("bench 2>/dev/null").code, 2);
    const ShellRun tape = shell("bench tape 2>&1");
    EXPECT_EQ(tape.code, 2);
    EXPECT_THAT(tape.printed, HasSubstr("bench tape: one of memory, sampling"));
    EXPECT_THAT(shell("bench sampling 2>&1").printed, HasSubstr("--graph FILE is needed"));
    EXPECT_THAT(shell("bench memory --model lt 2>&1").printed, HasSubstr("--model: only bench sampling"));
    EXPECT_THAT(shell("bench io --table 1M 2>&1").printed, HasSubstr("--table: only bench memory, sampling takes it"));
    EXPECT_THAT(shell("bench memory --largest 1M 2>&1").printed, HasSubstr("--largest: only bench exchange"));
    EXPECT_THAT(shell("bench io --size 0 2>&1").printed, HasSubstr("--size 0"));
    EXPECT_THAT(shell("bench memory --table 0 2>&1").printed, HasSubstr("--table 0"));
    EXPECT_EQ(shell("bench sampling --graph /no/such/file 2>/dev/null").code, 66);
    EXPECT_EQ(shell("bench memory --memory-per-rank 64M --table 1G 2>/dev/null").code, 71);
}

} // namespace
} // namespace cascade
