#include "engine/store/manifest.hpp"
#include "engine/store/manifest_check.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::code_of;
using testing::content_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::put;
using testing::Scratch;

TEST(ManifestCheck, NamesWhatIsChangedMissingOrExtra) {
    const Scratch scratch;
    const std::string place = scratch / std::to_string(testing::world().rank());
    std::filesystem::create_directories(place + "/folder");
    EXPECT_EQ(code_of([&] { check_against_manifest(place); }), 65);
    put(place + "/a.csv", "1,2\n");
    put(place + "/b.csv", "");
    write_manifest(place, {"a.csv", "b.csv"});
    const ManifestCheck sound = check_against_manifest(place);
    EXPECT_EQ(sound.files, 2u);
    EXPECT_EQ(sound.bytes, 4u);
    EXPECT_THAT(sound.complaints, IsEmpty());
    put(place + "/a.csv", "1,3\n");
    EXPECT_THAT(check_against_manifest(place).complaints, ElementsAre(HasSubstr("a.csv: its content")));
    put(place + "/a.csv", "1,2\n\n");
    EXPECT_THAT(check_against_manifest(place).complaints, ElementsAre(HasSubstr("a.csv: has 5 bytes instead of 4")));
    std::filesystem::remove(place + "/b.csv");
    put(place + "/c.csv", "");
    EXPECT_THAT(check_against_manifest(place).complaints,
                ElementsAre(HasSubstr("a.csv"), HasSubstr("b.csv: is listed and missing")));
    EXPECT_THAT(check_against_manifest(place).unlisted, ElementsAre("c.csv"));
    const std::string text = content_of(place + "/" + kManifestName);
    std::filesystem::rename(place + "/c.csv", place + "/b.csv");
    put(place + "/a.csv", "1,2\n");
    EXPECT_THAT(check_against_manifest(place).complaints, IsEmpty());
    for (std::size_t i = 0; i < text.size(); ++i) { // of a manifest itself no bit may change
        std::string changed = text;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        put(place + "/" + kManifestName, changed);
        bool seen = false;
        const int code = code_of([&] { seen = !check_against_manifest(place).complaints.empty(); });
        EXPECT_TRUE(seen || code == 65) << "byte " << i << ": " << changed.substr(i, 20);
    }
    for (const char* damage : {"", "[]", "{", R"({"files":[{"name":"../x","bytes":1,"xxh3_128":""}]})"}) {
        put(place + "/" + kManifestName, damage);
        EXPECT_EQ(code_of([&] { check_against_manifest(place); }), 65) << damage;
    }
}

} // namespace
} // namespace cascade
