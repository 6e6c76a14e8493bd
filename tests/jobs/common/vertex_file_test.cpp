#include "jobs/common/vertex_file.hpp"
#include "tests/jobs/common/dummy_verb.hpp"
#include "tests/support/graphs.hpp"
#include "tests/support/world.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace cascade::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string input_error(std::string_view text) {
    try {
        parse_vertex_list(text, "s.txt");
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

TEST(VertexFile, OneIdALine) {
    EXPECT_THAT(parse_vertex_list("# seeds\r\n\r\n 7 \r\n-3\n9223372036854775807 # the last\n7", "s.txt"),
                ElementsAre(7, -3, 9223372036854775807, 7));
    EXPECT_TRUE(parse_vertex_list("", "s.txt").empty());
    EXPECT_TRUE(parse_vertex_list("\n# nothing\n", "s.txt").empty());
}

TEST(VertexFile, ACsvWithAColumnOfThatName) {
    EXPECT_THAT(parse_vertex_list("rank,vertex,gain\n1,42,3.5\n2,-1,2.5\r\n", "s.csv"), ElementsAre(42, -1));
    EXPECT_THAT(parse_vertex_list("vertex\n5\n", "s.csv"), ElementsAre(5));
    EXPECT_THAT(parse_vertex_list("\xEF\xBB\xBF\"name\",\"vertex\"\n\"a, \"\"b\"\"\",\"8\"\n", "s.csv"),
                ElementsAre(8));
}

TEST(VertexFile, ErrorsNameTheLine) {
    EXPECT_THAT(input_error("1\ntwo\n3\n4.5\n"),
                ::testing::AllOf(HasSubstr("s.txt:2: 'two'"), HasSubstr("s.txt:4: '4.5'")));
    EXPECT_THAT(input_error("9223372036854775808\n"), HasSubstr("s.txt:1:"));
    EXPECT_THAT(input_error("rank,node\n1,2\n3,4\n"),
                ::testing::AllOf(HasSubstr("s.txt:1: 'rank,node'"), Not(HasSubstr("s.txt:2"))));
    EXPECT_THAT(input_error("rank,vertex\n1\n"), HasSubstr("s.txt:2: 1 columns"));
    EXPECT_THAT(input_error("rank,vertex\n1,\n"), HasSubstr("s.txt:2: ''"));
    EXPECT_THAT(input_error("1\na\nb\nc\nd\ne\nf\ng\n"), HasSubstr("2 more lines"));
}

/// A job that runs nothing on the ranks of the test.
struct IdleJob {
    Options options = parsed({});
    Context context{.world = world()};
    Job job{context, options, std::nullopt, "dummy"};
};

TEST(VertexFile, EveryRankGetsTheDistinctIds) {
    const std::string path =
        std::filesystem::temp_directory_path() / ("cascade_seeds_" + std::to_string(world().size()) + ".txt");
    if (world().is_root())
        std::ofstream(path) << "5\n3\n5\n1\n3\n";
    world().barrier();
    EXPECT_THAT(read_vertex_file(IdleJob().job, path), ElementsAre(5, 3, 1));
    world().barrier();
    if (world().is_root())
        std::filesystem::remove(path);
}

TEST(VertexFile, AMissingFileIsToldToAll) {
    try {
        read_vertex_file(IdleJob().job, "/nonexistent/seeds.txt");
        FAIL() << "an absent file was read";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::missing_input);
        EXPECT_TRUE(error.agreed());
    }
}

TEST(VertexFile, ResolvesOrNamesTheStrangers) {
    const PartitionedGraph graph = partitioned(world(), path(5));
    const std::vector<OriginalId> known = {4, 0, 2};
    EXPECT_THAT(resolve_vertices(IdleJob().job, graph, known, "seeds", "s.txt"), ElementsAre(4u, 0u, 2u));
    EXPECT_TRUE(resolve_vertices(IdleJob().job, graph, {}, "seeds", "s.txt").empty());
    const std::vector<OriginalId> strange = {4, 5, -1};
    try {
        resolve_vertices(IdleJob().job, graph, strange, "seeds", "s.txt");
        FAIL() << "vertices 5 and -1 were found";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::bad_input);
        EXPECT_TRUE(error.agreed());
        EXPECT_THAT(error.what(), HasSubstr("--seeds s.txt: 2 of 3 vertices are not in the graph: 5, -1"));
    }
}

} // namespace
} // namespace cascade::testing
