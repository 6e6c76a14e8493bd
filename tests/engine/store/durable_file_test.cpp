#include "engine/store/durable_file.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::code_of;
using testing::content_of;
using testing::put;
using testing::Scratch;

/// A place of this rank's own below the scratch directory.
std::string mine(const Scratch& scratch, const std::string& name) {
    return scratch / (std::to_string(testing::world().rank()) + name);
}

TEST(DurableFile, OldContentStandsUntilPublished) {
    const Scratch scratch;
    const std::string path = mine(scratch, "a.txt");
    put(path, "old");
    {
        DurableFile file(path);
        file.write("new ");
        file.write(std::string(3 << 20, 'x'));
        file.complete();
    }
    EXPECT_EQ(content_of(path), "old");
    publish(path);
    EXPECT_EQ(content_of(path), "new " + std::string(3 << 20, 'x'));
    EXPECT_FALSE(std::filesystem::exists(partial_name(path)));
}

TEST(DurableFile, AbandonedLeavesNothing) {
    const Scratch scratch;
    const std::string path = mine(scratch, "a.txt");
    { DurableFile(path).write("half"); }
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_FALSE(std::filesystem::exists(partial_name(path)));
}

TEST(DurableFile, WhatAnotherPutsUnderTheNameIsNotTouched) {
    const Scratch scratch;
    const std::string path = mine(scratch, "a.txt");
    {
        DurableFile older(path);
        older.write("older");
        DurableFile newer(path); // as by another process
        newer.write("newer");
        { const DurableFile abandoned(path); }
        newer.complete();
        older.complete();
    }
    EXPECT_FALSE(std::filesystem::exists(partial_name(path))) << "the last one to take the name gave it up";
    {
        auto older = std::make_unique<DurableFile>(path);
        older->write("older");
        DurableFile newer(path);
        newer.write("newer");
        older.reset();
        newer.complete();
    }
    publish(path);
    EXPECT_EQ(content_of(path), "newer");
}

TEST(DurableFile, FullDiskIsAnIoErrorAndKeepsTheOldFile) {
    const Scratch scratch;
    const std::string path = mine(scratch, "a.txt");
    put(path, "old");
    {
        const testing::FileSizeLimit limit(4096);
        EXPECT_EQ(code_of([&] { write_durably(path, std::string(5000, 'x')); }), 74);
        EXPECT_EQ(code_of([&] { write_durably(path, std::string(4096, 'x')); }), 0); // the limit itself fits
    }
    EXPECT_EQ(content_of(path).size(), 4096u);
    {
        const testing::FileSizeLimit limit(4096);
        EXPECT_EQ(code_of([&] { write_durably(path, std::string(5 << 20, 'y')); }), 74);
    }
    EXPECT_EQ(content_of(path), std::string(4096, 'x'));
    EXPECT_FALSE(std::filesystem::exists(partial_name(path)));
}

TEST(DurableFile, SpaceIsAllocatedOrRefusedAtOnce) {
    const Scratch scratch;
    const std::string path = mine(scratch, "a.bin");
    const int file = create_file(path);
    allocate_file(file, 3000, path);
    EXPECT_EQ(std::filesystem::file_size(path), 3000u);
    {
        const testing::FileSizeLimit limit(4096);
        EXPECT_EQ(code_of([&] { allocate_file(file, 5000, path); }), 74);
    }
    sync_and_close(file, path);
    EXPECT_EQ(code_of([&] { create_file(path); }), 73);          // it exists
    EXPECT_EQ(code_of([&] { sync_and_close(file, path); }), 73); // closed already
}

TEST(DurableFile, NoPlaceIsACreateError) {
    EXPECT_EQ(code_of([] { write_durably("/proc/nowhere/a.txt", "x"); }), 73);
    const Scratch scratch;
    EXPECT_EQ(code_of([&] { sync_directory(scratch / "absent"); }), 73);
    EXPECT_EQ(code_of([&] { publish(scratch / "absent"); }), 73);
}

} // namespace
} // namespace cascade
