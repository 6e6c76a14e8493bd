#include "engine/store/checkpoint.hpp"
#include "engine/store/checkpoint_summary.hpp"
#include "engine/store/generation_directories.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/engine/store/toy_job.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::content_of;
using ::testing::HasSubstr;
using testing::put;
using testing::Scratch;
using testing::world;

TEST(CheckpointSummary, NamesEveryGenerationAndItsDamage) {
    const Scratch scratch;
    EXPECT_FALSE(describe_checkpoint(scratch / "").has_value());
    const std::string directory = scratch / "c";
    {
        CheckpointStore store(world(), directory, {"select", "0.1", "abc", {{"k", "5"}}}, false, "99");
        EXPECT_TRUE(describe_checkpoint(directory)->generations.empty());
        testing::ToyJob job(30, world(), 3, 9 << 20);
        store.save(job, {.restarts = 1, .samples_drawn = 10, .seconds = 2});
        store.save(job, {.restarts = 2, .samples_drawn = 20, .seconds = 3});
        EXPECT_THAT(describe_checkpoint(directory)->in_use_by, HasSubstr("(job 99)"));
    }
    auto summary = describe_checkpoint(directory);
    ASSERT_TRUE(summary.has_value());
    EXPECT_EQ(summary->in_use_by, "");
    ASSERT_EQ(summary->generations.size(), 2u);
    EXPECT_EQ(summary->generations[0].number, 2u);
    EXPECT_EQ(summary->generations[0].damage, "");
    EXPECT_EQ(summary->generations[0].manifest->counts.samples_drawn, 20u);
    EXPECT_EQ(summary->generations[1].manifest->counts.restarts, 1u);

    const std::vector<CheckpointFile> files = summary->generations[1].manifest->files;
    ASSERT_EQ(files.size(), 2u);
    for (const CheckpointFile& file : files) {
        const std::string path = generation_path(directory, 1) + "/" + file.name;
        const std::string sound = content_of(path);
        std::string bytes = sound;
        bytes[bytes.size() - 1] = static_cast<char>(bytes[bytes.size() - 1] ^ 1); // in its last block
        put(path, bytes);
        summary = describe_checkpoint(directory);
        EXPECT_EQ(summary->generations[0].damage, "");
        EXPECT_THAT(summary->generations[1].damage, HasSubstr(file.name));
        put(path, sound);
    }
    put(generation_manifest_path(directory, 2), "{}");
    summary = describe_checkpoint(directory);
    EXPECT_THAT(summary->generations[0].damage, HasSubstr("MANIFEST.json"));
    EXPECT_FALSE(summary->generations[0].manifest.has_value());
    make_generation(directory, 3); // being written, or left behind
    EXPECT_EQ(describe_checkpoint(directory)->generations.size(), 2u);
}

} // namespace
} // namespace cascade
