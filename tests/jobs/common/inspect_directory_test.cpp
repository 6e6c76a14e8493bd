#include "engine/store/checkpoint.hpp"
#include "engine/store/generation_directories.hpp"
#include "engine/store/json_text.hpp"
#include "engine/store/manifest.hpp"
#include "jobs/common/inspect_directory.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/engine/store/toy_job.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::code_of;
using ::testing::HasSubstr;
using testing::put;
using testing::Scratch;
using testing::world;

TEST(InspectDirectory, ACheckpointIsAsGoodAsItsNewestGeneration) {
    const Scratch scratch;
    const std::string place = scratch / "c";
    {
        CheckpointStore store(world(), place, {"select", "0.1", "abc", {{"k", "5"}}}, false);
        testing::ToyJob job(30, world(), 3);
        for (int i = 0; i < 2; ++i)
            store.save(job, {.restarts = 1, .samples_drawn = 10, .seconds = 2});
    }
    if (!world().is_root())
        return; // it is a serial affair; the others wait where the scratch directory goes
    DirectoryReport report = inspect_directory(place);
    EXPECT_EQ(report.complaints, "");
    EXPECT_EQ(report.json["kind"], "checkpoint");
    EXPECT_EQ(report.json["valid"], true);
    EXPECT_EQ(report.json["generations"].size(), 2u);
    EXPECT_EQ(report.json["generations"][0]["generation"], 2);
    EXPECT_EQ(report.json["generations"][0]["options"]["k"], "5");
    EXPECT_EQ(report.json["generations"][0]["samples_drawn"], 10);
    EXPECT_THAT(report.text, HasSubstr("--k 5"));
    put(generation_manifest_path(place, 1), "{}"); // the older one
    report = inspect_directory(place);
    EXPECT_EQ(report.complaints, "");
    EXPECT_EQ(report.json["generations"][1]["valid"], false);
    put(generation_manifest_path(place, 2), "{}");
    report = inspect_directory(place);
    EXPECT_THAT(report.complaints, HasSubstr("generation-000002"));
    EXPECT_EQ(report.json["valid"], false);
    for (const std::uint64_t number : {1, 2})
        remove_generation(place, number);
    make_generation(place, 3);
    EXPECT_THAT(inspect_directory(place).complaints, HasSubstr("no generation"));
}

TEST(InspectDirectory, AResultIsWhatItsManifestSays) {
    const Scratch scratch;
    if (!world().is_root())
        return;
    EXPECT_EQ(code_of([&] { inspect_directory(scratch / ""); }), 65);
    put(scratch / "a.csv", "1\n");
    write_manifest(scratch / "", {"a.csv"});
    put(scratch / "b.csv", "2\n");
    const DirectoryReport report = inspect_directory(scratch / "");
    EXPECT_EQ(report.json["kind"], "result");
    EXPECT_EQ(report.json["valid"], true) << "somebody's own file is no damage";
    EXPECT_EQ(json_text(report.json["unlisted"]), R"(["b.csv"])");
    EXPECT_THAT(report.text, HasSubstr("b.csv is not part of it"));
    put(scratch / "a.csv", "3\n");
    EXPECT_THAT(inspect_directory(scratch / "").complaints, HasSubstr("a.csv"));
}

} // namespace
} // namespace cascade
