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

std::vector<OriginalId> ids_in(std::string_view text) {
    return parse_vertex_list(text, "s.txt").ids;
}

std::vector<std::string> labels_in(std::string_view text) {
    const NamedVertices vertices = parse_vertex_list(text, "s.txt", true);
    std::vector<std::string> labels;
    for (std::size_t i = 0; i < vertices.size(); ++i)
        labels.emplace_back(vertices.labels[i]);
    return labels;
}

std::string input_error(std::string_view text, bool labelled = false) {
    try {
        parse_vertex_list(text, "s.txt", labelled);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

TEST(VertexFile, OneIdALine) {
    EXPECT_THAT(ids_in("# seeds\r\n\r\n 7 \r\n-3\n9223372036854775807 # the last\n7"),
                ElementsAre(7, -3, 9223372036854775807, 7));
    EXPECT_TRUE(ids_in("").empty());
    EXPECT_TRUE(ids_in("\n# nothing\n").empty());
}

TEST(VertexFile, ACsvWithAColumnOfThatName) {
    EXPECT_THAT(ids_in("rank,vertex,gain\n1,42,3.5\n2,-1,2.5\r\n"), ElementsAre(42, -1));
    EXPECT_THAT(ids_in("vertex\n5\n"), ElementsAre(5));
    EXPECT_THAT(ids_in("\xEF\xBB\xBF\"name\",\"vertex\"\n\"a, \"\"b\"\"\",\"8\"\n"), ElementsAre(8));
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

TEST(VertexFile, LabelsAreLinesOrFields) {
    EXPECT_THAT(labels_in("# note\n ann lee \r\n\na,\"b\"\n小米 #1\n7"),
                ElementsAre("ann lee", "a,\"b\"", "小米 #1", "7"));
    EXPECT_THAT(labels_in("rank,vertex\n1,\"two\nlines\"\n2,\"a,\"\"b\"\"\"\n3,\" #x \"\n# end\n4, 😀"),
                ElementsAre("two\nlines", "a,\"b\"", " #x ", "😀"));
    EXPECT_THAT(input_error("a\n\xff\n", true), HasSubstr("s.txt:2: the label is not UTF-8"));
    EXPECT_THAT(input_error("vertex,x\n\"a\nb\",1\n,2\n", true), HasSubstr("s.txt:4: the vertex is empty"));
    EXPECT_THAT(input_error("vertex\n\"a\nb\n", true), HasSubstr("s.txt:2: a quoted field is not closed"));
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
    EXPECT_THAT(read_vertex_file(IdleJob().job, path).ids, ElementsAre(5, 3, 1));
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
    const NamedVertices known{.labelled = false, .ids = {4, 0, 2}, .labels = {}};
    EXPECT_THAT(resolve_vertices(IdleJob().job, graph, known, "seeds", "s.txt"), ElementsAre(4u, 0u, 2u));
    EXPECT_TRUE(resolve_vertices(IdleJob().job, graph, {}, "seeds", "s.txt").empty());
    const NamedVertices strange{.labelled = false, .ids = {4, 5, -1}, .labels = {}};
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
