#include "engine/store/probe_text.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cascade {
namespace {

TEST(ProbeText, DescriptionsComeBackWhole) {
    GraphFile file;
    file.path = "odd \xff name";
    file.bytes = std::uint64_t{1} << 60;
    file.schema_version = 1;
    file.source = "edges.txt";
    file.created_by = "cascade";
    file.self_loops_removed = 7;
    file.duplicates_merged = 8;
    file.info.vertices = 5;
    file.info.edges = std::uint64_t{1} << 63;
    file.info.directed = false;
    file.info.symmetric = true;
    file.info.weighted = true;
    file.info.identity_ids = false;
    file.info.order = "degree";
    file.info.digest = "xxh3-128";
    file.in_indices = {1, 2, 4, "e000"};
    file.ids = {9, 8, 8, "f000"};
    const std::string text = to_text(file);
    const GraphFile back = std::get<GraphFile>(outcome_from_text(text));
    EXPECT_EQ(to_text(back), text);
    EXPECT_EQ(back.path, file.path);
    EXPECT_EQ(back.info.edges, file.info.edges);
    EXPECT_EQ(back.in_indices.count, 2U);
    EXPECT_EQ(back.ids.digest, "f000");
    EXPECT_FALSE(back.info.identity_ids);
}

TEST(ProbeText, ErrorsKeepTheirCode) {
    const auto back =
        std::get<Error>(outcome_from_text(to_text(Error(ExitCode::missing_input, "g.h5: \xc3\x28 no such file"))));
    EXPECT_EQ(back.code(), ExitCode::missing_input);
    EXPECT_STREQ(back.what(), "g.h5: \xc3\x28 no such file");
}

TEST(ProbeText, NonsenseThrows) {
    EXPECT_THROW(outcome_from_text(""), nlohmann::json::exception);
    EXPECT_THROW(outcome_from_text("{}"), nlohmann::json::exception);
}

} // namespace
} // namespace cascade
