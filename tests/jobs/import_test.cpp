// import as a user meets it: what a file becomes, and what is said of a file that is wrong.

#include "engine/store/json_text.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/jobs/shell.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace cascade {
namespace {

using ::testing::HasSubstr;
using testing::put;
using testing::Scratch;
using testing::shell;
using testing::ShellRun;

class ImportVerb : public ::testing::Test {
protected:
    /// Imports `text`, kept under `name`; everything it says.
    ShellRun import(const std::string& text, const std::string& options, const std::string& name = "edges.txt") {
        put(scratch_ / name, text);
        return shell("import --input " + (scratch_ / name) + " --output " + graph() + " " + options + " 2>&1");
    }
    /// What inspect says of the graph made last.
    nlohmann::ordered_json made() { return parse_json(shell("inspect --json --quiet " + graph()).printed); }
    std::string graph() const { return scratch_ / "g.h5"; }
    Scratch scratch_;
};

TEST_F(ImportVerb, LoopsAndDuplicatesAreCounted) {
    ASSERT_EQ(import("# a comment\n1 2\n2 3\n2 3\n3 3\n", "--directed").code, 0);
    const auto json = made();
    EXPECT_EQ(json["vertices"], 3);
    EXPECT_EQ(json["edges"], 2);
    EXPECT_EQ(json["directed"], true);
    EXPECT_EQ(json["self_loops_removed"], 1);
    EXPECT_EQ(json["duplicates_merged"], 1);
    EXPECT_EQ(json["source"], "edges.txt");
}

TEST_F(ImportVerb, ADirectionMustBeSaid) {
    const ShellRun run = import("1 2\n", "");
    EXPECT_EQ(run.code, 2);
    EXPECT_THAT(run.printed, HasSubstr("--directed or --undirected"));
    EXPECT_EQ(import("1 2\n", "--directed --undirected").code, 2);
    ASSERT_EQ(import("1 2\n", "--undirected").code, 0);
    EXPECT_EQ(made()["edges"], 2);
}

TEST_F(ImportVerb, ABadLineIsNamed) {
    const ShellRun run = import("1 2\n3 x\n", "--directed");
    EXPECT_EQ(run.code, 65);
    EXPECT_THAT(run.printed, HasSubstr("edges.txt:2"));
}

TEST_F(ImportVerb, AbsentInputAndTakenOutput) {
    EXPECT_EQ(shell("import --directed --input /no/such --output " + graph() + " 2>/dev/null").code, 66);
    ASSERT_EQ(import("1 2\n", "--directed").code, 0);
    EXPECT_EQ(import("1 2\n", "--directed").code, 73);
    EXPECT_EQ(import("1 2\n5 6\n", "--directed --force").code, 0);
    EXPECT_EQ(made()["vertices"], 4);
}

TEST_F(ImportVerb, HeadingsNameColumnsAndWeights) {
    ASSERT_EQ(import("w,to,from\n0.5,2,1\n0.25,3,1\n", "--directed --weights column --columns from,to,w", "e.csv").code,
              0);
    EXPECT_EQ(made()["weights"], "column");
    EXPECT_EQ(made()["edges"], 2);
    EXPECT_EQ(import("1,2\n", "--directed --force --weights column --columns 1,2", "e.csv").code, 2);
}

TEST_F(ImportVerb, CliquesArePairsWithoutDirection) {
    ASSERT_EQ(import("1 2 3\n3 4\n", "--format cliques").code, 0);
    EXPECT_EQ(made()["edges"], 8);
    EXPECT_EQ(import("1 2 3\n", "--format cliques --directed --force").code, 2);
}

TEST_F(ImportVerb, EveryFormatIsTheSameGraph) {
    const auto digest = [&](const std::string& text, const std::string& options, const std::string& name) {
        const ShellRun run = import(text, "--quiet --force " + options, name);
        EXPECT_EQ(run.code, 0) << name << ": " << run.printed;
        return made()["digest"].get<std::string>();
    };
    const std::string expected = digest("1 2\n2 3\n3 1\n3 4\n", "--undirected", "edges.txt");
    EXPECT_EQ(digest("who,with\n2,1\n3,2\n1,3\n4,3\n", "--undirected --columns who,with", "edges.csv"), expected);
    EXPECT_EQ(digest("1 2 3\n3 4\n", "--format cliques", "groups"), expected);
    const std::string matrix = "%%MatrixMarket matrix coordinate pattern symmetric\n4 4 4\n2 1\n3 2\n3 1\n4 3\n";
    EXPECT_EQ(digest(matrix, "", "edges.mtx"), expected);
    EXPECT_EQ(digest(matrix, "", "by_banner"), expected);
    const std::string metis = "4 4\n2 3\n1 3\n1 2 4\n3\n";
    EXPECT_EQ(digest(metis, "", "edges.graph"), expected);
    EXPECT_EQ(digest(metis, "--format metis", "lines"), expected);
    put(scratch_ / "packed.metis", metis);
    ASSERT_EQ(std::system(("gzip " + (scratch_ / "packed.metis")).c_str()), 0);
    ASSERT_EQ(shell("import --quiet --force --input " + (scratch_ / "packed.metis.gz") + " --output " + graph() +
                    " >/dev/null")
                  .code,
              0);
    EXPECT_EQ(made()["digest"], expected);
}

TEST_F(ImportVerb, FormatsThatSayTheirDirectionAreBelieved) {
    const std::string banner = "%%MatrixMarket matrix coordinate pattern ";
    ASSERT_EQ(import(banner + "general\n3 3 1\n1 2\n", "", "a.mtx").code, 0);
    EXPECT_EQ(made()["directed"], true);
    EXPECT_EQ(made()["vertices"], 3);
    ASSERT_EQ(import(banner + "general\n3 3 1\n1 2\n", "--undirected --force", "a.mtx").code, 0);
    EXPECT_EQ(made()["edges"], 2);
    const ShellRun symmetric = import(banner + "symmetric\n3 3 1\n1 2\n", "--directed --force", "a.mtx");
    EXPECT_EQ(symmetric.code, 2);
    EXPECT_THAT(symmetric.printed, HasSubstr("a.mtx holds undirected edges"));
    EXPECT_EQ(import("2 1\n2\n1\n", "--format metis --directed --force").code, 2);
    EXPECT_EQ(import("2 1\n2\n1\n", "--format metis --columns 1,2 --force").code, 2);
    const ShellRun wrong = import("2 1\n2\n\n", "--format metis --force");
    EXPECT_EQ(wrong.code, 65);
    EXPECT_THAT(wrong.printed, HasSubstr("edges.txt:2: vertex 1 has the neighbour 2, and 2 has not"));
}

TEST_F(ImportVerb, MembersAndOrder) {
    put(scratch_ / "members.txt", "7\n8\n");
    ASSERT_EQ(import("1 2\n3 2\n", "--directed --order degree --vertices " + (scratch_ / "members.txt")).code, 0);
    EXPECT_EQ(made()["vertices"], 5);
    EXPECT_EQ(made()["order"], "degree");
    EXPECT_EQ(import("1 2\n", "--directed --force --order size").code, 2);
}

TEST_F(ImportVerb, StrictLeavesNothingOutInSilence) {
    const ShellRun loop = import("1 2\n3 3\n", "--directed --strict");
    EXPECT_EQ(loop.code, 65);
    EXPECT_THAT(loop.printed, HasSubstr("edges.txt:2: an edge from a vertex to itself"));
    EXPECT_THAT(import("a,b\n\"c\nd\",\"c\nd\"\n", "--directed --strict", "e.csv").printed,
                HasSubstr("e.csv:2: an edge from a vertex to itself"));
    const ShellRun twice = import("1 2\n2 1\n", "--undirected --strict");
    EXPECT_EQ(twice.code, 65);
    EXPECT_THAT(twice.printed, HasSubstr("the undirected edge 1 2 is given more than once"));
    EXPECT_THAT(import("a b c a\n", "--format cliques --strict").printed,
                HasSubstr("edges.txt:1: a group names a member"));
    EXPECT_EQ(import("1 2\n", "--directed --strict --duplicates sum").code, 2);
    ASSERT_EQ(import("1 2\n2 1\n", "--directed --strict").code, 0);
    EXPECT_EQ(made()["edges"], 2);
}

TEST_F(ImportVerb, LabelsAreShownByInspect) {
    ASSERT_EQ(import("ann bob\n# a comment of ann\n", "--directed").code, 0);
    EXPECT_EQ(made()["ids"], "string");
    EXPECT_THAT(shell("inspect --quiet " + graph()).printed, HasSubstr("strings, 6 bytes, ordered by id"));
    const ShellRun run = import("ann bob\n#tag ann\n", "--directed --force");
    EXPECT_EQ(run.code, 0);
    EXPECT_THAT(run.printed, HasSubstr("1 lines that begin with # or % look like edges"));
    ASSERT_EQ(import("1 2\n", "--directed --force --ids string").code, 0);
    EXPECT_EQ(made()["ids"], "string");
}

TEST_F(ImportVerb, PackedFilesAreReadAsTheyAre) {
    put(scratch_ / "packed.txt", "1 2\n2 3\n");
    ASSERT_EQ(std::system(("gzip " + (scratch_ / "packed.txt")).c_str()), 0);
    const std::string input = scratch_ / "packed.txt.gz";
    ASSERT_EQ(shell("import --quiet --directed --input " + input + " --output " + graph() + " >/dev/null").code, 0);
    EXPECT_EQ(made()["edges"], 2);
}

TEST_F(ImportVerb, ADryRunTellsTheNeedAndWritesNothing) {
    const ShellRun run = import("1 2\n", "--directed --dry-run");
    EXPECT_EQ(run.code, 0);
    EXPECT_THAT(run.printed, HasSubstr("the file will have at most"));
    EXPECT_FALSE(std::filesystem::exists(graph()));
}

} // namespace
} // namespace cascade
