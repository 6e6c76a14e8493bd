// What `cascade export` refuses before it starts a script, and that what it accepts reaches the script as it was said.

#include "tests/engine/store/scratch.hpp"
#include "tests/jobs/shell.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace cascade {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using testing::Scratch;
using testing::shell;
using testing::ShellRun;

namespace fs = std::filesystem;

/// A graph, and a result made from it.
class Export : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(shell("generate --quiet --kind gnm --vertices 60 --edges 200 --output " + graph + " >/dev/null").code,
                  0);
        ASSERT_EQ(shell("select --quiet --graph " + graph + " --k 2 --out " + chosen + " >/dev/null").code, 0);
    }

    /// `cascade export DIR <words>`, with what it complains of.
    ShellRun run(const std::string& words) const { return shell("export " + chosen + " " + words + " 2>&1"); }

    Scratch scratch;
    std::string graph = scratch / "g.h5";
    std::string chosen = fmt::format("'{}'", scratch / "chosen result"); // a blank must reach the script as it is
};

TEST_F(Export, EachFormatSaysWhatItHasWritten) {
    for (const std::string format : {"parquet", "jsonl", "xlsx", "graphml", "gexf"}) {
        const std::string out = scratch / format;
        const bool draws = format == "graphml" || format == "gexf";
        const ShellRun done = run("--format " + format + " --output " + out + (draws ? " --graph " + graph : ""));
        EXPECT_EQ(done.code, 0) << done.printed;
        EXPECT_EQ(done.printed, out + ": chosen result\n");
        EXPECT_EQ(fs::is_directory(out), format == "parquet" || format == "jsonl");
        EXPECT_EQ(run("--format " + format + " --output " + out + (draws ? " --graph " + graph : "")).code, 73);
    }
    EXPECT_TRUE(fs::exists(scratch / "parquet/results/seeds.parquet"));
    EXPECT_TRUE(fs::exists(scratch / "jsonl/series/spread.jsonl"));
}

TEST_F(Export, SeveralResultsHaveFoldersOfTheirOwn) {
    const std::string other = scratch / "--odd"; // not to be taken for an option
    ASSERT_EQ(
        shell("estimate --quiet --graph " + graph + " --seeds " + chosen + "/seeds.csv --out " + other + " >/dev/null")
            .code,
        0);
    EXPECT_EQ(run(other + " --format parquet --output " + (scratch / "tables")).code, 0);
    EXPECT_TRUE(fs::exists(scratch / "tables/chosen result/results/seeds.parquet"));
    EXPECT_TRUE(fs::exists(scratch / "tables/--odd/results/estimate.parquet"));
    EXPECT_EQ(run(other + " --format gexf --graph " + graph + " --output " + (scratch / "pictures")).code, 0);
    EXPECT_TRUE(fs::exists(scratch / "pictures/--odd.gexf"));
}

TEST_F(Export, AnOptionOfAnotherFormatIsRefused) {
    const std::string tables = "--format jsonl --output " + (scratch / "out");
    const std::string picture = "--format gexf --graph " + graph + " --output " + (scratch / "out");
    for (const char* option : {"--hops 2", "--most 5", "--seeds x.txt", "--groups x.csv", "--compression none"}) {
        const ShellRun done = run(tables + " " + option);
        EXPECT_EQ(done.code, 2) << option;
        EXPECT_THAT(done.printed, HasSubstr(std::string(option).substr(0, 6)));
    }
    EXPECT_EQ(run(picture + " --compression gzip").code, 2);
    EXPECT_EQ(run(picture + " --hops 0").code, 2);
    EXPECT_EQ(run(picture + " --hops 256").code, 2);
    EXPECT_EQ(run(picture + " --most 0").code, 2);
    EXPECT_EQ(run("--format gexf --output " + (scratch / "out")).code, 2) << "a picture needs the graph";
    EXPECT_EQ(run(tables + " --threads 2").code, 2) << "it has no ranks and takes none of their options";
    EXPECT_EQ(shell("export " + tables + " 2>/dev/null").code, 2) << "no directory";
    EXPECT_FALSE(fs::exists(scratch / "out"));
}

TEST_F(Export, DefaultsOfADumpedConfigAreNoOptionsOfAnotherFormat) {
    const std::string config = scratch / "run.ini";
    ASSERT_EQ(run("--format jsonl --output " + (scratch / "out") + " --dump-config > " + config).code, 0);
    EXPECT_EQ(run("--config " + config).code, 0);
    EXPECT_TRUE(fs::exists(scratch / "out/run.json"));
}

TEST_F(Export, OnlyAResultAsItWasWrittenIsExported) {
    const std::string out = " --format jsonl --output " + (scratch / "out");
    std::ofstream(scratch / "chosen result/seeds.csv", std::ios::app) << "3,3,3,3,3,3\n";
    const ShellRun damaged = run(out);
    EXPECT_EQ(damaged.code, 65);
    EXPECT_THAT(damaged.printed, AllOf(HasSubstr("seeds.csv"), Not(HasSubstr("Traceback"))));
    fs::remove(scratch / "chosen result/MANIFEST.json");
    EXPECT_EQ(run(out).code, 65);
    EXPECT_EQ(shell("export " + (scratch / "nowhere") + out + " 2>/dev/null").code, 66);
    EXPECT_EQ(shell("export " + graph + out + " 2>/dev/null").code, 66);
    EXPECT_FALSE(fs::exists(scratch / "out"));
}

TEST_F(Export, ThePictureIsOfTheGraphOfTheResult) {
    const std::string picture = "--format graphml --output " + (scratch / "out") + " --graph ";
    const std::string other = scratch / "other.h5";
    ASSERT_EQ(shell("generate --quiet --kind ring --vertices 60 --output " + other + " >/dev/null").code, 0);
    const ShellRun wrong = run(picture + other);
    EXPECT_EQ(wrong.code, 65);
    EXPECT_THAT(wrong.printed, HasSubstr("is not the graph of this result"));
    EXPECT_EQ(run(picture + (scratch / "nowhere.h5")).code, 66);
    fs::resize_file(other, fs::file_size(other) - 64);
    EXPECT_EQ(run(picture + other).code, 65);
}

} // namespace
} // namespace cascade
