#include "engine/store/json_text.hpp"
#include "engine/store/manifest.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cascade {
namespace {

using testing::Scratch;

TEST(Manifest, ListsNameBytesAndDigest) {
    const Scratch scratch;
    const std::string directory = scratch / std::to_string(testing::world().rank());
    std::filesystem::create_directory(directory);
    testing::put(directory + "/empty", "");
    testing::put(directory + "/letter", "a");
    write_manifest(directory, {"empty", "letter"});
    const auto manifest = parse_json(testing::content_of(directory + "/MANIFEST.json"));
    // The values `xxhsum -H2` prints.
    EXPECT_EQ(manifest["files"], parse_json(R"([
        {"name": "empty", "bytes": 0, "xxh3_128": "99aa06d3014798d86001c324468d497f"},
        {"name": "letter", "bytes": 1, "xxh3_128": "a96faf705af16834e6c632b61e964e1f"}])"));
    EXPECT_EQ(read_manifest_names(directory), (std::vector<std::string>{"empty", "letter"}));
}

TEST(Manifest, DamagedOrAbsentListsNothing) {
    const Scratch scratch;
    const std::string directory = scratch / std::to_string(testing::world().rank());
    std::filesystem::create_directory(directory);
    EXPECT_TRUE(read_manifest_names(directory).empty());
    for (const char* text : {"", "{", "[1,2]", R"({"files": 3})", R"({"files": [3, {"name": 4}, {}]})"}) {
        testing::put(directory + "/MANIFEST.json", text);
        EXPECT_TRUE(read_manifest_names(directory).empty()) << text;
    }
}

} // namespace
} // namespace cascade
