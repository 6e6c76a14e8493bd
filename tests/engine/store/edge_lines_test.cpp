#include "engine/random/draw.hpp"
#include "engine/store/edge_lines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cascade {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Pairs = std::vector<std::pair<OriginalId, OriginalId>>;

constexpr std::uint64_t kAll = ~std::uint64_t{0};

struct Parsed {
    Pairs pairs;
    std::vector<float> weights;
    std::vector<OriginalId> members;
};

Parsed parse(const std::string& text, const LineFormat& format = {}, std::uint64_t end = kAll) {
    EdgeCollector edges(format.weight != LineFormat::kNone);
    Parsed result;
    parse_lines(text, 0, end, format, {edges, result.members});
    for (const EdgeBlock& block : edges.take()) {
        for (const NarrowPair& pair : block.narrow)
            result.pairs.emplace_back(block.base + pair.u, block.base + pair.v);
        for (const WidePair& pair : block.wide)
            result.pairs.emplace_back(pair.u, pair.v);
        result.weights.insert(result.weights.end(), block.weights.begin(), block.weights.end());
    }
    return result;
}

std::string failure_of(const std::string& text, const LineFormat& format = {}) {
    try {
        parse(text, format);
    } catch (const TextFailure& failure) {
        return failure.message + " @" + std::to_string(failure.offset);
    }
    return "";
}

TEST(EdgeLines, SeparatorsCommentsBlanksAndLineEnds) {
    EXPECT_THAT(parse("# c\n1 2\n\n3\t4\r\n% c\n 5,6 \n7;8\n-1 ,\t-2 1357 text\n \r\n").pairs,
                ElementsAre(std::pair(1, 2), std::pair(3, 4), std::pair(5, 6), std::pair(7, 8), std::pair(-1, -2)));
}

TEST(EdgeLines, WholeRangeOfIdsAndNotOneMore) {
    EXPECT_THAT(parse("9223372036854775807 -9223372036854775808\n").pairs,
                ElementsAre(std::pair(std::numeric_limits<OriginalId>::max(), std::numeric_limits<OriginalId>::min())));
    EXPECT_THAT(failure_of("0 1\n9223372036854775808 1\n"), HasSubstr("'9223372036854775808' does not fit in 64 bits"));
    EXPECT_THAT(failure_of("0 1\n1 -9223372036854775809\n"), HasSubstr(" @4"));
}

TEST(EdgeLines, FailuresNameTheTokenAndTheCure) {
    EXPECT_THAT(failure_of("1 x\n"), HasSubstr("'x' is not an integer id"));
    EXPECT_THAT(failure_of("1 2\n1.5 2\n"), HasSubstr("'1.5'"));
    EXPECT_THAT(failure_of("1 2x\n"), HasSubstr("'2x'"));
    EXPECT_THAT(failure_of("5\n"), HasSubstr("no target in column 2, the line has one column ('5')"));
    EXPECT_THAT(failure_of(std::string("1\0 2\n", 5)), HasSubstr("NUL byte in '1\\x00'"));
    EXPECT_THAT(failure_of("1 2\r3 4\n"), HasSubstr("carriage return"));
    EXPECT_THAT(failure_of("1 2 x\r3 4\n"), HasSubstr("carriage return"));
    EXPECT_THAT(failure_of("1 2" + std::string(LineReader::kLongestLine, ' ') + "\n"), HasSubstr("1 MiB"));
}

TEST(EdgeLines, ColumnsWeightsAndReverse) {
    LineFormat format{.source = 2, .target = 0, .weight = 3};
    const Parsed parsed = parse("1 x 2 0.5\n3 y 4 -1e-3\n5 z 6 -0\n", format);
    EXPECT_THAT(parsed.pairs, ElementsAre(std::pair(2, 1), std::pair(4, 3), std::pair(6, 5)));
    EXPECT_THAT(parsed.weights, ElementsAre(0.5F, -0.001F, 0.0F));
    EXPECT_FALSE(std::signbit(parsed.weights[2]));
    format.reverse = true;
    EXPECT_THAT(parse("1 x 2 0.5\n", format).pairs, ElementsAre(std::pair(1, 2)));
    EXPECT_THAT(parse("1 2\n", {.reverse = true}).pairs, ElementsAre(std::pair(2, 1)));
    for (const char* bad : {"nan", "inf", "1e60", "0.5x", "x"})
        EXPECT_THAT(failure_of("1 x 2 " + std::string(bad) + "\n", format), HasSubstr("not a finite number")) << bad;
    EXPECT_THAT(failure_of("1 x 2\n", format), HasSubstr("no weight in column 4, the line has 3 columns"));
    format.probabilities = true;
    EXPECT_THAT(failure_of("1 x 2 1.5\n", format), HasSubstr("outside [0, 1]"));
}

TEST(EdgeLines, WeightsInTheThirdColumnAreReadTheQuickWay) {
    const LineFormat format{.weight = 2};
    const Parsed parsed = parse("1 2 0.5\n3,4;\t-1e-3 more\r\n5 6 -0\n", format);
    EXPECT_THAT(parsed.pairs, ElementsAre(std::pair(1, 2), std::pair(3, 4), std::pair(5, 6)));
    EXPECT_THAT(parsed.weights, ElementsAre(0.5F, -0.001F, 0.0F));
    EXPECT_FALSE(std::signbit(parsed.weights[2]));
    for (const char* bad : {"nan", "inf", "1e60", "0.5x", "x"})
        EXPECT_THAT(failure_of("1 2 " + std::string(bad) + "\n", format), HasSubstr("not a finite number")) << bad;
    for (const char* missing : {"1 2\n", "1 2 \n", "1 2\r\n"})
        EXPECT_THAT(failure_of(missing, format), HasSubstr("no weight in column 3, the line has 2 columns")) << missing;
    EXPECT_THAT(failure_of("1 2 0.5\r7\n", format), HasSubstr("carriage return"));
    EXPECT_THAT(failure_of("1 2 x\r7\n", format), HasSubstr("carriage return"));
    EXPECT_THAT(failure_of("1 2 1.5\n", {.weight = 2, .probabilities = true}), HasSubstr("outside [0, 1]"));
}

TEST(EdgeLines, CsvKeepsEmptyFieldsAndTakesQuotes) {
    const LineFormat format{.source = 0, .target = 2, .delimiter = ','};
    EXPECT_THAT(parse("1,,2\n\"3\",\"a, b\",\"4\"\n 5 , x , 6 \n", format).pairs,
                ElementsAre(std::pair(1, 2), std::pair(3, 4), std::pair(5, 6)));
    EXPECT_THAT(failure_of("1,2,\n", format), HasSubstr("'' is not an integer id"));
}

TEST(EdgeLines, GroupsBecomeAllPairs) {
    const LineFormat format{.cliques = true};
    const Parsed parsed = parse("3 1 2 1\n9\n# c\n4 5\r\n", format);
    EXPECT_THAT(parsed.pairs, ElementsAre(std::pair(1, 2), std::pair(1, 3), std::pair(2, 3), std::pair(4, 5)));
    EXPECT_THAT(parsed.members, ElementsAre(9));
    EXPECT_THAT(failure_of("1 2\n1 b\n", format), HasSubstr("'b'"));
}

TEST(EdgeLines, StopsAtTheFirstLineThatBeginsAtTheEnd) {
    EXPECT_THAT(parse("1 2\n3 4\n", {}, 4).pairs, ElementsAre(std::pair(1, 2)));
    EXPECT_EQ(parse("1 2\n3 4\n", {}, 5).pairs.size(), 2);
    EXPECT_THAT(parse("1 2\n", {}, 0).pairs, IsEmpty());
}

TEST(EdgeLines, RandomBytesEitherParseOrFailAndNeverCrash) {
    const RandomKey key{11, Domain::testing};
    const std::string alphabet("0123456789-+ \t,;\r\n#%\"x.e\0\xff", 27);
    std::size_t good = 0;
    std::size_t bad = 0;
    for (std::uint64_t trial = 0; trial < 20'000; ++trial) {
        DrawStream draws(key, trial, 0);
        std::string text(below(draws.next(), 24), ' ');
        for (char& c : text)
            c = alphabet[below(draws.next(), alphabet.size())];
        text += '\n';
        const LineFormat formats[] = {{}, {.weight = 2}, {.delimiter = ','}, {.cliques = true}};
        const std::string failure = failure_of(text, formats[trial % 4]);
        ++(failure.empty() ? good : bad);
        for (const std::size_t weight : {LineFormat::kNone, std::size_t{2}}) {
            const LineFormat quick{.weight = weight};
            const LineFormat split{.source = 1, .target = 0, .weight = weight, .reverse = true}; // no quick way for it
            const bool fails = !failure_of(text, quick).empty();
            ASSERT_EQ(fails, !failure_of(text, split).empty()) << text;
            if (fails)
                continue;
            EXPECT_EQ(parse(text, quick).pairs, parse(text, split).pairs) << text;
            EXPECT_EQ(parse(text, quick).weights, parse(text, split).weights) << text;
        }
    }
    EXPECT_GT(good, 1000);
    EXPECT_GT(bad, 1000);
}

} // namespace
} // namespace cascade
