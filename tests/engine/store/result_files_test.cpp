#include "engine/store/durable_file.hpp"
#include "engine/store/manifest.hpp"
#include "engine/store/result_files.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

namespace cascade {
namespace {

using testing::Scratch;

/// A directory of its own on each rank.
std::string directory_in(const Scratch& scratch) {
    const std::string directory = scratch / std::to_string(testing::world().rank());
    std::filesystem::create_directory(directory);
    return directory;
}

void put_partial(const std::string& directory, const std::string& name, const std::string& content) {
    testing::put(partial_name(directory + "/" + name), content);
}

/// Name and content of every file, but for the manifest's content.
std::map<std::string, std::string> files_in(const std::string& directory) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        files[entry.path().filename().string()] =
            entry.path().filename() == kManifestName ? "" : testing::content_of(entry.path().string());
    return files;
}

using Files = std::map<std::string, std::string>;

/// A result of the files a and b in the directory.
void publish_old(const std::string& directory) {
    put_partial(directory, "a", "old a");
    put_partial(directory, "b", "old b");
    publish_result(directory, {"a", "b"}, {});
}

TEST(ResultFiles, ANewResultReplacesAllOfTheOld) {
    const Scratch scratch;
    const std::string directory = directory_in(scratch);
    publish_old(directory);
    testing::put(directory + "/mine", "not of the result");
    testing::put(directory + "/log", "here before");
    put_partial(directory, "a", "new a");
    publish_result(directory, {"a"}, {"log"});
    EXPECT_EQ(files_in(directory),
              (Files{{"a", "new a"}, {"log", "here before"}, {"mine", "not of the result"}, {kManifestName, ""}}));
    EXPECT_EQ(read_manifest_names(directory), (std::vector<std::string>{"a", "log"}));
}

TEST(ResultFiles, AFailureBringsTheOldResultBack) {
    const Scratch scratch;
    const std::string directory = directory_in(scratch);
    publish_old(directory);
    put_partial(directory, "a", "new a"); // and nothing that could become c
    EXPECT_ANY_THROW(publish_result(directory, {"a", "c"}, {}));
    EXPECT_EQ(files_in(directory), (Files{{"a", "old a"}, {"b", "old b"}, {kManifestName, ""}}));
    EXPECT_EQ(read_manifest_names(directory), (std::vector<std::string>{"a", "b"}));
}

TEST(ResultFiles, AFailureOfAFirstResultLeavesNothing) {
    const Scratch scratch;
    const std::string directory = directory_in(scratch);
    put_partial(directory, "a", "new a");
    EXPECT_ANY_THROW(publish_result(directory, {"a", "c"}, {}));
    EXPECT_EQ(files_in(directory), Files{});
}

TEST(ResultFiles, WhatAKilledRunMovedAsideIsPutBack) {
    const Scratch scratch;
    const std::string directory = directory_in(scratch);
    publish_old(directory);
    // Killed with the manifest and a aside, and the new a in its place.
    std::filesystem::rename(directory + "/" + kManifestName, directory + "/" + kManifestName + ".previous");
    std::filesystem::rename(directory + "/a", directory + "/a.previous");
    testing::put(directory + "/a", "new a");
    settle_result(directory);
    EXPECT_EQ(files_in(directory), (Files{{"a", "old a"}, {"b", "old b"}, {kManifestName, ""}}));
}

TEST(ResultFiles, WhatAKilledRunLeftBesideItsOwnResultGoes) {
    const Scratch scratch;
    const std::string directory = directory_in(scratch);
    publish_old(directory);
    std::filesystem::copy_file(directory + "/" + kManifestName, directory + "/" + kManifestName + ".previous");
    testing::put(directory + "/a.previous", "older a");
    settle_result(directory);
    EXPECT_EQ(files_in(directory), (Files{{"a", "old a"}, {"b", "old b"}, {kManifestName, ""}}));
}

} // namespace
} // namespace cascade
