#include "jobs/common/verb.hpp"
#include "jobs/dictionary/dictionary.hpp"
#include "tests/jobs/dictionary/small_dictionary.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <set>

namespace cascade::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;

TEST(Dictionary, APlaceOfTwoSectionsHasTheFieldsOfBoth) {
    const std::vector<OutputSpec> outputs = outputs_of("dummy", small_dictionary());
    ASSERT_EQ(outputs.size(), 5u);
    EXPECT_EQ(outputs[0].place, "summary.json");
    EXPECT_EQ(outputs[0].fields.size(), 6u);
    EXPECT_EQ(outputs[0].meaning, "The headline.");
    EXPECT_EQ(outputs_of("other", small_dictionary()).size(), 3u);
    EXPECT_THAT(verbs_with_outputs(small_dictionary()), ElementsAre("dummy"));
}

TEST(Dictionary, EveryVerbThatWritesResultsHasASection) {
    std::vector<std::string_view> writers;
    for (const Verb* verb : verbs())
        if (verb->writes_results)
            writers.push_back(verb->name);
    EXPECT_THAT(verbs_with_outputs(), ::testing::UnorderedElementsAreArray(writers));
}

TEST(Dictionary, RowsAreWellFormed) {
    for (const DictionarySection* section : dictionary())
        for (const OutputSpec& output : section->outputs) {
            std::set<std::string> names;
            for (const FieldSpec& field : output.fields) {
                const std::string where = fmt::format("{} of {}", field.name, output.place);
                EXPECT_TRUE(names.insert(field.name).second) << where << " is declared twice";
                EXPECT_THAT(kUnits, Contains(field.unit)) << where;
                EXPECT_THAT(field.meaning, EndsWith(".")) << where;
                EXPECT_FALSE(field.when.ends_with('.')) << where;
                const bool counts = field.type != ValueType::text && field.type != ValueType::option;
                EXPECT_TRUE(counts || field.unit.empty()) << where << " is a text with a unit";
            }
        }
}

TEST(Dictionary, NoKeyIsDeclaredForEveryVerbAndAgainForOne) {
    for (std::string_view verb : verbs_with_outputs())
        for (const OutputSpec& output : outputs_of(verb)) {
            std::set<std::string> names;
            for (const FieldSpec& field : output.fields)
                EXPECT_TRUE(names.insert(field.name).second) << field.name << " of " << output.place;
        }
}

} // namespace
} // namespace cascade::testing
