#include "jobs/common/quantity.hpp"
#include "jobs/common/vertex_table.hpp"

#include <gmock/gmock.h>

namespace cascade {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

double number(std::string_view field) {
    const auto value = parse_real(field);
    if (!value)
        throw InputError("'{}' is no number", field);
    return *value;
}

std::vector<std::pair<OriginalId, double>> parse(std::string_view text) {
    std::vector<std::pair<OriginalId, double>> rows;
    const VertexValues table = parse_vertex_table(text, "t.csv", "score", number);
    for (std::size_t i = 0; i < table.values.size(); ++i)
        rows.emplace_back(table.vertices.ids[i], table.values[i]);
    return rows;
}

std::string complaint(std::string_view text) {
    try {
        parse(text);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

TEST(VertexTable, ReadsTwoColumnsWhereverTheyStand) {
    const std::vector<std::pair<OriginalId, double>> rows = {{5, 0.25}, {-3, 1}};
    EXPECT_EQ(parse("vertex,score\n5,0.25\n-3,1\n"), rows);
    EXPECT_EQ(parse("\xEF\xBB\xBF# about\r\nname, score ,vertex\r\n\"a, b\",0.25,5\r\n\r\nc,1,-3"), rows);
    EXPECT_EQ(parse("vertex,score\n5,0.25\n5,0.25\n-3,1\n"), rows);
    EXPECT_TRUE(parse("vertex,score\n").empty());
}

TEST(VertexTable, LabelsMayHoldLineEnds) {
    const VertexValues table =
        parse_vertex_table("score,vertex\n1,\"two\nlines\"\n2,\"a,\"\"b\"\"\"\n", "t.csv", "score", number, true);
    ASSERT_EQ(table.vertices.size(), 2u);
    EXPECT_EQ(table.vertices.labels[0], "two\nlines");
    EXPECT_EQ(table.vertices.labels[1], "a,\"b\"");
    try {
        parse_vertex_table("vertex,score\n\"a\nb\",1\nc,x\n\"a\nb\",2\n", "t.csv", "score", number, true);
        FAIL() << "accepted";
    } catch (const InputError& error) {
        EXPECT_THAT(error.what(), AllOf(HasSubstr("t.csv:4: 'x'"), HasSubstr("t.csv:5: vertex 'a\\x0ab' has another")));
    }
}

TEST(VertexTable, NamesWhatIsWrongAndWhere) {
    EXPECT_THAT(complaint(""), HasSubstr("t.csv: is empty"));
    EXPECT_THAT(complaint("5,0.25\n"), AllOf(HasSubstr("t.csv:1"), HasSubstr("'vertex'")));
    EXPECT_THAT(complaint("vertex,other\n1,2\n"), AllOf(HasSubstr("t.csv:1"), HasSubstr("'score'")));
    EXPECT_THAT(complaint("vertex,score\nx,1\n1\n2,y\n3,1\n3,2\n"),
                AllOf(HasSubstr("t.csv:2: 'x'"), HasSubstr("t.csv:3: 1 columns"), HasSubstr("t.csv:4: 'y'"),
                      HasSubstr("t.csv:6: vertex 3")));
}

} // namespace
} // namespace cascade
