#include "engine/store/json_text.hpp"
#include "jobs/common/provenance.hpp"
#include "jobs/common/resources.hpp"
#include "tests/jobs/common/dummy_verb.hpp"
#include "tests/support/world.hpp"

#include <gmock/gmock.h>

namespace cascade::testing {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> keys(const nlohmann::ordered_json& json) {
    std::vector<std::string> result;
    for (const auto& item : json.items())
        result.push_back(item.key());
    return result;
}

struct FinishedRun {
    Options options = parsed({"--input", "only one", "--graph", "g\xFF.h5", "--k", "3"});
    Context context{.world = world(), .threads = 2};
    Job job{context, options, std::nullopt, "dummy", nullptr, {.started = {}, .hosts = host_names(world())}};
    Outcome outcome{
        .graph_path = "g.h5", .graph = {.vertices = 34, .edges = 156, .digest = "ab"}, .layout = {world().size(), 1}};
};

TEST(Provenance, ExplainsTheRun) {
    FinishedRun run;
    const auto json = provenance(run.job, run.outcome);
    EXPECT_THAT(keys(json),
                ElementsAre("verb", "version", "commit", "options", "graph", "ranks", "threads", "layout", "hosts",
                            "job_id", "restarts", "started", "wall_seconds", "wall_seconds_before", "core_seconds", "exchange",
                            "peak_rss_bytes", "peak_rss_bytes_by_rank", "warnings", "exit_reason"));
    EXPECT_EQ(json["peak_rss_bytes_by_rank"].size(), static_cast<std::size_t>(world().size()));
    EXPECT_EQ(json["options"]["k"], "3");
    EXPECT_EQ(json["options"]["epsilon"], "0.1");
    EXPECT_EQ(json["options"]["input"], nlohmann::ordered_json::array({"only one"})) << "a list of one is a list";
    EXPECT_EQ(json["started"], "1970-01-01T00:00:00Z");
    EXPECT_EQ(json["ranks"], world().size());
    EXPECT_THAT(keys(json["exchange"]), ElementsAre("bytes", "messages", "crossings", "direct", "sparse", "grid"));
    EXPECT_NO_THROW(json_text(json)) << "a path need not be UTF-8, the JSON must be";
}

TEST(Provenance, SummaryHasTheSharedKeys) {
    FinishedRun run;
    const auto json = summary_base(run.job, run.outcome);
    EXPECT_THAT(keys(json), ElementsAre("schema", "schema_version", "verb", "exit_reason", "random_seed", "ranks",
                                        "threads", "layout", "seconds", "peak_rss_bytes", "graph"));
    EXPECT_EQ(json["random_seed"], 1);
    EXPECT_EQ(json_text(json["graph"]), R"({"vertices":34,"edges":156,"digest":"ab"})");
}

TEST(Provenance, NoOutNoResults) {
    FinishedRun run;
    EXPECT_EQ(open_results(run.job), nullptr);
    EXPECT_NO_THROW(commit_results(run.job, nullptr, run.outcome, {}));
}

} // namespace
} // namespace cascade::testing
