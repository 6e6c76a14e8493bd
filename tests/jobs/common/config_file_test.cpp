#include "jobs/common/config_file.hpp"
#include "tests/jobs/common/dummy_verb.hpp"

#include <gmock/gmock.h>

namespace cascade::testing {
namespace {

using ::testing::HasSubstr;

TEST(ConfigFile, SectionsKeysCommentsAndLineEnds) {
    const auto entries = parse_config(
        "\xEF\xBB\xBFk=1\r\n# note\r\n; note\n\n[ dummy ]\n a b = c # not a comment \nq = \"x\\n\\\"y\\\\\"\nempty =",
        "f.ini");
    ASSERT_EQ(entries.size(), 4u);
    EXPECT_EQ(entries[0].section, "");
    EXPECT_EQ(entries[0].value, "1");
    EXPECT_EQ(entries[1].section, "dummy");
    EXPECT_EQ(entries[1].key, "a b");
    EXPECT_EQ(entries[1].value, "c # not a comment");
    EXPECT_EQ(entries[1].line, 6u);
    EXPECT_EQ(entries[2].value, "x\n\"y\\");
    EXPECT_EQ(entries[3].value, "");
    EXPECT_TRUE(parse_config("", "f.ini").empty());
}

TEST(ConfigFile, BadLinesAreNamedTogether) {
    const std::string message =
        usage_error([] { parse_config("word\n[open\nok = 1\n= 2\nx = \"half\ny = \"a\" b\n", "f.ini"); });
    for (const char* part : {"f.ini:1: 'word'", "f.ini:2: the ']'", "f.ini:4:", "f.ini:5: the closing quote",
                             "f.ini:6: the closing quote"})
        EXPECT_THAT(message, HasSubstr(part));
    EXPECT_THAT(message, ::testing::Not(HasSubstr("f.ini:3")));
}

TEST(ConfigFile, DumpsOwnAndSharedOptions) {
    EXPECT_EQ(dump_config(kDummyVerb, parsed({"--graph", "g.h5", "--quiet"})),
              "[dummy]\ngraph = g.h5\nk = 10\nepsilon = 0.1\nprobability = wc\n[shared]\nrandom-seed = 1\nlayout = "
              "auto\nexchange = auto\nexchange-cap = 1G\nquiet = true\n");
}

TEST(ConfigFile, AnAbsentFileIsMissingInput) {
    EXPECT_THROW(read_text_file("/nonexistent/file"), MissingInputError);
}

TEST(ConfigFile, ADirectoryIsNoFile) {
    EXPECT_THROW(read_text_file("/"), MissingInputError);
}

} // namespace
} // namespace cascade::testing
