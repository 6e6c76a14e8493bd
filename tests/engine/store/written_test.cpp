#include "engine/store/result_writer.hpp"
#include "engine/store/written.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/support/graphs.hpp"

#include <gmock/gmock.h>

namespace cascade {
namespace {

using nlohmann::ordered_json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Written, FieldsOfAPlaceComeTogether) {
    std::vector<WrittenPlace> written;
    note_written(written, "/vertices", {{"a", "f64"}});
    note_written(written, "seeds.csv", {{"rank", "u32"}});
    note_written(written, "/vertices", {{"b", "f64"}, {"a", "f64"}});
    ASSERT_EQ(written.size(), 2u);
    EXPECT_THAT(written[0].fields, ElementsAre(WrittenField{"a", "f64"}, WrittenField{"b", "f64"}));
    note_written(written, "seeds.csv", {{"rank", "u64"}});
    EXPECT_EQ(written[1].fields.size(), 2u) << "another type is another field";
}

TEST(Written, JsonIsNamedByItsPaths) {
    const ordered_json json = {{"k", 3},
                               {"net", -1},
                               {"share", 0.5},
                               {"graph", {{"digest", "ab"}}},
                               {"hops", {1.0, 2.0}},
                               {"pairs", {{{"first", 1u}}, {{"first", 2u}, {"more", true}}}},
                               {"groups", ordered_json::array()},
                               {"options", ordered_json::object()}};
    EXPECT_THAT(fields_in(json),
                ElementsAre(WrittenField{"k", "u64"}, WrittenField{"net", "i64"}, WrittenField{"share", "f64"},
                            WrittenField{"graph.digest", "text"}, WrittenField{"hops[]", "f64"},
                            WrittenField{"pairs[].first", "u64"}, WrittenField{"pairs[].more", "boolean"},
                            WrittenField{"groups", "list"}, WrittenField{"options", "object"}));
    EXPECT_THAT(fields_in(ordered_json::array({{{"calls", 1}}})), ElementsAre(WrittenField{"[].calls", "u64"}));
}

TEST(Written, AWriterNotesAllItWrites) {
    const testing::Scratch scratch;
    const PartitionedGraph graph = testing::partitioned(testing::world(), testing::path(2));
    ResultWriter writer(testing::world(), scratch / "out", false);
    if (testing::world().is_root())
        writer.event("round", {{"theta", std::uint64_t{1}}, {"lower", 0.5}, {"why", std::string("x")}});
    writer.add(Table{"seeds", {{"rank", std::vector<std::uint32_t>{1}}}, "seeds.csv"});
    writer.add(
        Series{"spread", {"k", std::vector<std::uint64_t>{1}}, {{"low", std::vector<std::int64_t>{-2}}}, "curve.csv"});
    writer.add_csv("more.csv", {{"x", std::vector<double>{}}});
    writer.add_vertices(graph, "share", std::vector<std::uint32_t>(graph.owned_count()), 1);
    writer.commit({{"verb", "x"}}, {}, {{"k", 1}});
    std::vector<std::string> places;
    for (const WrittenPlace& place : writer.written())
        places.push_back(place.place);
    if (!testing::world().is_root()) {
        EXPECT_THAT(places, IsEmpty());
        return;
    }
    EXPECT_THAT(places, ElementsAre("/results/seeds", "seeds.csv", "/series/spread", "curve.csv", "more.csv",
                                    "/vertices", "/", "/@run", "/timing", "/timing@json", "summary.json",
                                    "MANIFEST.json", "events.jsonl", "events.jsonl:round"));
    const std::vector<WrittenPlace> written = writer.written();
    EXPECT_THAT(written[2].fields, ElementsAre(WrittenField{"k", "u64"}, WrittenField{"low", "i64"}));
    EXPECT_THAT(written[9].fields, ElementsAre(WrittenField{"", "list"}));
    EXPECT_THAT(written.back().fields,
                ElementsAre(WrittenField{"theta", "u64"}, WrittenField{"lower", "f64"}, WrittenField{"why", "text"}));
}

} // namespace
} // namespace cascade
