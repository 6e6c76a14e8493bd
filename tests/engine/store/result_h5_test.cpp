#include "engine/store/durable_file.hpp"
#include "engine/store/result_h5.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace cascade {
namespace {

using testing::Scratch;

std::string mine(const Scratch& scratch, const std::string& name) {
    return scratch / (std::to_string(testing::world().rank()) + name);
}

void fill(ResultH5& file) {
    file.add(Table{"seeds", {{"rank", std::vector<std::uint32_t>{1, 2}}, {"gain", std::vector<double>{2.5, 1}}}, ""});
    file.add(
        Series{"spread", {"k", std::vector<std::uint64_t>{1, 2}}, {{"spread", std::vector<double>{2.5, 3.5}}}, ""});
    file.begin_vertices("share", 3);
    file.append(std::vector<double>{1, 2});
    file.append(std::vector<double>{});
    file.append(std::vector<double>{3});
    file.complete("{}", "[]");
}

TEST(ResultH5, EqualContentIsEqualBytesWhateverTheTime) {
    const Scratch scratch;
    {
        ResultH5 file(mine(scratch, "a.h5"));
        fill(file);
    }
    ::usleep(1'100'000); // HDF5 keeps times in whole seconds
    {
        ResultH5 file(mine(scratch, "b.h5"));
        fill(file);
    }
    const std::string bytes = testing::content_of(partial_name(mine(scratch, "a.h5")));
    EXPECT_GT(bytes.size(), 1000u);
    EXPECT_TRUE(bytes == testing::content_of(partial_name(mine(scratch, "b.h5"))));
}

TEST(ResultH5, UnfinishedLeavesNothing) {
    const Scratch scratch;
    { ResultH5(mine(scratch, "a.h5")).add(Table{"t", {{"x", std::vector<double>{1}}}, ""}); }
    EXPECT_FALSE(std::filesystem::exists(partial_name(mine(scratch, "a.h5"))));
}

TEST(ResultH5, WrongLengthsAreOurBug) {
    const Scratch scratch;
    ResultH5 file(mine(scratch, "a.h5"));
    const Column one{"a", std::vector<double>{1}};
    const Column two{"b", std::vector<double>{1, 2}};
    EXPECT_EQ(testing::code_of([&] { file.add(Table{"t", {one, two}, ""}); }), 70);
    EXPECT_EQ(testing::code_of([&] { file.add(Table{"t", {}, ""}); }), 70);
    EXPECT_EQ(testing::code_of([&] { file.add(Series{"s", one, {two}, ""}); }), 70);
    file.begin_vertices("v", 2);
    EXPECT_EQ(testing::code_of([&] { file.append(std::vector<double>{1, 2, 3}); }), 70);
    EXPECT_EQ(testing::code_of([&] { file.complete("{}", "[]"); }), 70);
}

/// What a process ends with that writes `count` values while files may have `limit` bytes.
int code_under_limit(const std::string& path, rlim_t limit, std::uint64_t count) {
    const testing::FileSizeLimit full(limit);
    std::string message;
    try {
        ResultH5 file(path);
        file.begin_vertices("v", count);
        file.append(std::vector<double>(count));
        file.complete(std::string(100'000, 'r'), "[]");
    } catch (const Error& error) {
        const bool tells = std::string(error.what()).find("File too large") != std::string::npos;
        return tells ? static_cast<int>(error.code()) : 1;
    }
    return 0;
}

TEST(ResultH5DeathTest, FullDiskIsAnIoErrorAndDoesNotHang) {
    const Scratch scratch;
    if (!testing::world().is_root())
        return;
    const std::string path = scratch / "a.h5";
    // A child each, since the library is not to be used again after a failed write: while values are written, while the
    // file is being closed, and with room enough.
    EXPECT_EXIT(::_exit(code_under_limit(path, 50'000, 100'000)), ::testing::ExitedWithCode(74), "");
    EXPECT_EXIT(::_exit(code_under_limit(path, 50'000, 10)), ::testing::ExitedWithCode(74), "");
    EXPECT_FALSE(std::filesystem::exists(partial_name(path)));
    EXPECT_EXIT(::_exit(code_under_limit(path, 1'000'000, 10)), ::testing::ExitedWithCode(0), "");
}

} // namespace
} // namespace cascade
