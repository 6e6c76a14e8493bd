#include "engine/core/error.hpp"
#include "engine/store/checkpoint_manifest.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::code_of;

CheckpointManifest example() {
    CheckpointManifest manifest;
    manifest.generation = 12;
    manifest.identity = {"select", "0.1", "abc", {{"k", "5"}, {"label", "a \"b\"\n"}, {"bytes", "\xff\xfe"}}};
    manifest.job = job_digest(manifest.identity);
    manifest.attempt = "0011";
    manifest.counts = {.restarts = 2, .samples_drawn = ~std::uint64_t{0}, .seconds = 1.0 / 3};
    manifest.files = {{"values-0011-00000.bin", 100, "values", 0, 0},
                      {"rows-a-0011-00000.bin", 200, "rows-a", 0, 7},
                      {"rows-a-0011-00001.bin", 300, "rows-a", 7, 9}};
    return manifest;
}

int parsed_code(const std::string& text, std::uint64_t generation = 12) {
    return code_of([&] { parse_checkpoint_manifest(text, "M", generation); });
}

TEST(CheckpointManifest, ComesBack) {
    const CheckpointManifest back = parse_checkpoint_manifest(manifest_text(example()), "M", 12);
    EXPECT_EQ(back.counts.samples_drawn, ~std::uint64_t{0});
    EXPECT_EQ(back.counts.seconds, 1.0 / 3);
    EXPECT_EQ(back.identity.options[1].second, "a \"b\"\n");
    EXPECT_EQ(back.files.size(), 3u);
    EXPECT_EQ(back.files[2].end, 9u);
    EXPECT_EQ(checkpoint_bytes(back), 600u);
    EXPECT_EQ(owner_digest(back), owner_digest(example()));
    EXPECT_EQ(code_of([&] { check_same_job(example().identity, back, "D"); }), 0);
}

TEST(CheckpointManifest, EveryBitAndEveryLengthCounts) {
    const std::string sound = manifest_text(example());
    for (std::size_t bit = 0; bit < sound.size() * 8; ++bit) {
        std::string text = sound;
        text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << bit % 8));
        ASSERT_EQ(parsed_code(text), 65) << bit;
    }
    for (std::size_t size = 0; size < sound.size(); ++size)
        ASSERT_EQ(parsed_code(sound.substr(0, size)), 65) << size;
    EXPECT_EQ(parsed_code(sound + "\n"), 65);
    EXPECT_EQ(parsed_code(sound, 13), 65);
}

TEST(CheckpointManifest, NamesAndRangesMustMakeSense) {
    const auto code_with = [](auto&& change) {
        CheckpointManifest manifest = example();
        change(manifest);
        return parsed_code(manifest_text(manifest));
    };
    EXPECT_EQ(code_with([](auto&) {}), 0);
    EXPECT_EQ(code_with([](auto& m) { m.files[0].name = "../values"; }), 65);
    EXPECT_EQ(code_with([](auto& m) { m.files[0].name = ".."; }), 65);
    EXPECT_EQ(code_with([](auto& m) { m.files[0].name = ""; }), 65);
    EXPECT_EQ(code_with([](auto& m) { m.files[1].end = 8; }), 65);
    EXPECT_EQ(code_with([](auto& m) { m.files[1].first = 8; }), 65);
}

TEST(CheckpointManifest, TheJobIsItsIdentityWhateverTheOrderOfOptions) {
    CheckpointIdentity a{"v", "1", "g", {{"x", "1"}, {"y", "2"}}}, b{"v", "1", "g", {{"y", "2"}, {"x", "1"}}};
    EXPECT_EQ(job_digest(a), job_digest(b));
    b.options[0].second = "3";
    EXPECT_NE(job_digest(a), job_digest(b));
    const CheckpointIdentity c{"v", "1", "g", {{"x", "1y"}, {"", "2"}}}; // the same letters, cut elsewhere
    EXPECT_NE(job_digest(a), job_digest(c));
}

TEST(CheckpointManifest, ValuesThatAreNoUtf8AndLookTheSameStillDiffer) {
    CheckpointIdentity other = example().identity;
    other.options[2].second = "\xfe\xff";
    const CheckpointManifest saved = parse_checkpoint_manifest(manifest_text(example()), "M", 12);
    EXPECT_EQ(code_of([&] { check_same_job(other, saved, "D"); }), 2);
}

} // namespace
} // namespace cascade
