#include "engine/core/error.hpp"
#include "engine/store/json_text.hpp"
#include "jobs/dictionary/json_schema.hpp"
#include "tests/jobs/dictionary/small_dictionary.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace cascade::testing {
namespace {

using nlohmann::ordered_json;

TEST(JsonSchema, OfASummary) {
    const ordered_json schema = parse_json(summary_schema(small_dictionary()));
    EXPECT_EQ(schema.at("$id"), "urn:cascade-summary:1");
    EXPECT_EQ(schema.at("oneOf"), parse_json(R"([{"$ref": "#/$defs/dummy"}])"));
    const ordered_json& dummy = schema.at("$defs").at("dummy");
    EXPECT_EQ(dummy.at("additionalProperties"), false);
    EXPECT_EQ(dummy.at("required"), parse_json(R"(["verb", "graph", "options", "seeds"])"))
        << "net and pairs may miss";
    const ordered_json& keys = dummy.at("properties");
    EXPECT_EQ(keys.at("verb"), parse_json(R"({"const": "dummy", "description": "The verb."})"));
    EXPECT_EQ(keys.at("graph").at("properties").at("edges"),
              parse_json(R"({"type": "integer", "minimum": 0, "description": "Arcs.", "unit": "arcs"})"));
    EXPECT_EQ(keys.at("graph").at("required"), parse_json(R"(["edges"])"));
    EXPECT_EQ(keys.at("seeds"),
              parse_json(R"({"type": "array", "items": {"type": "string", "description": "Ids."}})"));
    EXPECT_EQ(keys.at("net").at("description"), "Difference. Only with --quality.");
    EXPECT_EQ(keys.at("pairs").at("items").at("properties").at("first").at("type"), "integer");
    EXPECT_EQ(keys.at("options").at("additionalProperties").at("type"), parse_json(R"(["string", "array"])"));
}

TEST(JsonSchema, OfEvents) {
    const ordered_json schema = parse_json(events_schema(small_dictionary()));
    const ordered_json& round = schema.at("$defs").at("round");
    EXPECT_EQ(round.at("properties").at("event").at("const"), "round");
    EXPECT_EQ(round.at("required"), parse_json(R"(["event", "theta"])"));
    EXPECT_EQ(round.at("description"), "A round.");
}

TEST(JsonSchema, APlaceThatNobodyDeclaresIsABug) {
    EXPECT_THROW(manifest_schema(small_dictionary()), InternalError);
    EXPECT_NO_THROW(manifest_schema());
    EXPECT_NO_THROW(run_schema());
}

TEST(JsonSchema, TheDictionaryForPrograms) {
    const ordered_json all = parse_json(dictionary_json(small_dictionary()));
    EXPECT_EQ(all.at("versions").at("cascade-events"), 1);
    ASSERT_EQ(all.at("outputs").size(), 6u);
    const ordered_json& seeds = all.at("outputs").at(4);
    EXPECT_EQ(seeds.at("verb"), "dummy");
    EXPECT_EQ(seeds.at("csv"), "seeds.csv");
    EXPECT_FALSE(seeds.at("fields").at(0).contains("only_in"));
    EXPECT_EQ(seeds.at("fields").at(1).at("only_in"), "h5");
    EXPECT_EQ(seeds.at("fields").at(2).at("only_in"), "csv");
}

} // namespace
} // namespace cascade::testing
