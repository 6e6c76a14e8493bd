// inspect: what a sound file holds, and that a damaged or foreign one is refused.

#include "engine/store/json_text.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/jobs/shell.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace cascade {
namespace {

using testing::content_of;
using ::testing::HasSubstr;
using testing::put;
using testing::Scratch;
using testing::shell;

TEST(InspectVerb, DescribesAGraph) {
    const Scratch scratch;
    const std::string path = scratch / "g.h5";
    ASSERT_EQ(shell("generate --quiet --kind star --vertices 5 --output " + path + " >/dev/null").code, 0);
    const auto json = parse_json(shell("inspect --quiet --json " + path).printed);
    EXPECT_EQ(json["kind"], "graph");
    EXPECT_EQ(json["vertices"], 5);
    EXPECT_EQ(json["edges"], 8);
    EXPECT_EQ(json["symmetric"], true);
    EXPECT_EQ(json["valid"], true);
    EXPECT_THAT(shell("inspect --quiet " + path).printed, HasSubstr("graph file, valid"));
}

TEST(InspectVerb, RefusesDamageAndOtherFiles) {
    const Scratch scratch;
    const std::string path = scratch / "g.h5";
    ASSERT_EQ(shell("generate --quiet --kind complete --vertices 40 --output " + path + " >/dev/null").code, 0);
    std::string bytes = content_of(path);
    bytes[bytes.size() - 100] = static_cast<char>(bytes[bytes.size() - 100] ^ 1);
    put(path, bytes);
    EXPECT_EQ(shell("inspect " + path + " >/dev/null 2>&1").code, 65);
    put(scratch / "text", "1 2\n");
    EXPECT_EQ(shell("inspect " + (scratch / "text") + " >/dev/null 2>&1").code, 65);
    EXPECT_EQ(shell("inspect /no/such/file >/dev/null 2>&1").code, 66);
    EXPECT_EQ(shell("inspect >/dev/null 2>&1").code, 2);
    EXPECT_EQ(shell("inspect " + (scratch / "") + " >/dev/null 2>&1").code, 65);
}

TEST(InspectVerb, ComparesAResultDirectoryWithItsManifest) {
    const Scratch scratch;
    const std::string graph = scratch / "g.h5", out = scratch / "out";
    ASSERT_EQ(shell("generate --quiet --kind star --vertices 9 --output " + graph + " >/dev/null").code, 0);
    ASSERT_EQ(shell("select --quiet --graph " + graph + " --k 1 --out " + out + " >/dev/null").code, 0);
    auto json = parse_json(shell("inspect --quiet --json " + out).printed);
    EXPECT_EQ(json["kind"], "result");
    EXPECT_EQ(json["valid"], true);
    EXPECT_EQ(json["verb"], "select");
    EXPECT_THAT(shell("inspect --quiet " + out).printed, HasSubstr("every file as its manifest says"));
    put(out + "/seeds.csv", content_of(out + "/seeds.csv") + " ");
    std::filesystem::remove(out + "/summary.json");
    const auto run = shell("inspect --quiet --json " + out + " 2>&1 >/dev/null");
    EXPECT_EQ(run.code, 65);
    EXPECT_THAT(run.printed, HasSubstr("seeds.csv: has"));
    EXPECT_THAT(run.printed, HasSubstr("summary.json: is listed and missing"));
    json = parse_json(shell("inspect --quiet --json " + out + " 2>/dev/null").printed);
    EXPECT_EQ(json["valid"], false);
}

TEST(InspectVerb, ADirectoryHeldAsACheckpointWithNothingInItIsBadInput) {
    const Scratch scratch;
    std::filesystem::create_directories(scratch / "c/generation-000001");
    const auto run = shell("inspect --quiet " + (scratch / "c") + " 2>&1");
    EXPECT_EQ(run.code, 65);
    EXPECT_THAT(run.printed, HasSubstr("holds no generation of a checkpoint that is complete"));
}

} // namespace
} // namespace cascade
