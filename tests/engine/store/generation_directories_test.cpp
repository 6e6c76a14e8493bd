#include "engine/store/generation_directories.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::put;
using testing::Scratch;

TEST(GenerationDirectories, AreMadeListedAndRemoved) {
    const Scratch scratch;
    EXPECT_TRUE(list_generations(scratch / "").empty());
    EXPECT_TRUE(list_generations(scratch / "absent").empty());
    EXPECT_EQ(make_generation(scratch / "", 9), 9u);
    EXPECT_EQ(make_generation(scratch / "", 9), 10u); // what exists belongs to somebody
    EXPECT_EQ(make_generation(scratch / "", 1'234'567), 1'234'567u);
    for (const char* other : {"generation-", "generation-1", "generation-00001x", "generation-0000012", "x"})
        std::filesystem::create_directory(scratch / other);
    EXPECT_EQ(list_generations(scratch / ""), (std::vector<std::uint64_t>{1'234'567, 10, 9}));
    EXPECT_FALSE(has_manifest(scratch / "", 10));
    put(generation_manifest_path(scratch / "", 10), "{}");
    EXPECT_TRUE(has_manifest(scratch / "", 10));
    std::filesystem::create_symlink("generation-000011",
                                    scratch / "generation-000011"); // nobody can tell what is in it
    EXPECT_EQ(testing::code_of([&] { static_cast<void>(has_manifest(scratch / "", 11)); }), 74);
    std::filesystem::remove(scratch / "generation-000011");
    EXPECT_FALSE(remove_generation(scratch / "", 10));
    EXPECT_FALSE(remove_generation(scratch / "", 10)); // it is gone, and that was wanted
    EXPECT_EQ(list_generations(scratch / ""), (std::vector<std::uint64_t>{1'234'567, 9}));
    EXPECT_EQ(testing::code_of([&] { make_generation(scratch / "absent", 1); }), 73);
}

} // namespace
} // namespace cascade
