#include "engine/store/csv_record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cascade {
namespace {

using ::testing::ElementsAre;

constexpr auto kNowhere = std::string_view::npos;

std::vector<std::string> fields_of(std::string_view record, char delimiter = ',') {
    std::vector<std::string> fields{"left", "over", "of", "the", "last"};
    split_record(record, delimiter, 0, fields);
    return fields;
}

TEST(CsvRecord, EndsWhereNoQuoteIsOpen) {
    EXPECT_EQ(record_end("a,b\nc", {}), 4u);
    EXPECT_EQ(record_end("a,\"b\nc\"\nd", {}), 8u);
    EXPECT_EQ(record_end("\"a\"\"\n\"\"b\",c\r\n", {}), 13u);
    EXPECT_EQ(record_end("a,b", {}), kNowhere);
    EXPECT_EQ(record_end("a,\"b\n", {}), kNowhere);
    EXPECT_EQ(record_end("5\" pipe,b\nc", {}), 10u) << "a quote in the middle of a field is a character";
    EXPECT_EQ(record_end("# it's \"open\n1,2\n", {}), 13u) << "a comment";
    EXPECT_EQ(record_end("a; \"x\ny\"\n", {.delimiter = ';'}), 9u);
}

TEST(CsvRecord, FieldsLoseTheirQuotesAndKeepTheirContent) {
    EXPECT_THAT(fields_of("a,\"b\"\"c\"\"\",  d  ,\" e \"\r\n"), ElementsAre("a", "b\"c\"", "d", " e "));
    EXPECT_THAT(fields_of("\"a\nb\",,"), ElementsAre("a\nb", "", ""));
    EXPECT_THAT(fields_of("5\" pipe,x"), ElementsAre("5\" pipe", "x"));
    EXPECT_THAT(fields_of(""), ElementsAre(""));
    EXPECT_THAT(fields_of("\"\"\"\"", ','), ElementsAre("\""));
    EXPECT_THAT(fields_of("a\tb c", '\t'), ElementsAre("a", "b c"));
}

TEST(CsvRecord, QuotesThatAreWrongAreRefused) {
    EXPECT_THROW(fields_of("a,\"b"), TextFailure);
    EXPECT_THROW(fields_of("\"a\"b,c"), TextFailure);
}

TEST(CsvRecord, TheDelimiterIsTheFirstOutsideOfQuotes) {
    EXPECT_EQ(delimiter_of("\"a,b\";c"), ';');
    EXPECT_EQ(delimiter_of("a,b;c"), ',');
    EXPECT_EQ(delimiter_of("a\tb"), '\t');
    EXPECT_EQ(delimiter_of("a b"), ' ');
}

} // namespace
} // namespace cascade
