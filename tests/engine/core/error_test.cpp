#include "engine/core/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

namespace cascade {
namespace {

template <class F>
Error caught(F&& throwing) {
    try {
        throwing();
    } catch (const Error& error) {
        return error;
    }
    return Error(ExitCode::done, "nothing was thrown");
}

TEST(Error, CarriesItsExitCodeAndFormattedText) {
    const auto code_of = [](const Error& error) { return static_cast<int>(error.code()); };
    EXPECT_EQ(code_of(UsageError("x")), 2);
    EXPECT_EQ(code_of(InputError("x")), 65);
    EXPECT_EQ(code_of(MissingInputError("x")), 66);
    EXPECT_EQ(code_of(InternalError("x")), 70);
    EXPECT_EQ(code_of(MemoryError("x")), 71);
    EXPECT_EQ(code_of(CreateError("x")), 73);
    EXPECT_EQ(code_of(IoError("x")), 74);
    EXPECT_EQ(code_of(PermissionError("x")), 77);
    EXPECT_STREQ(InputError("{}:{}: '{}' is not a number", "a.txt", 7, "{}").what(), "a.txt:7: '{}' is not a number");
    EXPECT_FALSE(InputError("x").agreed());
}

TEST(Error, ReadingFailuresTellAbsentFromForbiddenFromBroken) {
    const auto reading = [](int code) { return caught([&] { throw_read_error("dir/g.h5", code); }); };
    EXPECT_EQ(reading(ENOENT).code(), ExitCode::missing_input);
    EXPECT_EQ(reading(ENOTDIR).code(), ExitCode::missing_input);
    EXPECT_EQ(reading(EISDIR).code(), ExitCode::missing_input);
    EXPECT_EQ(reading(EACCES).code(), ExitCode::permission);
    EXPECT_EQ(reading(EIO).code(), ExitCode::io);
    for (const int code : {ENOENT, EISDIR, EACCES, EIO})
        EXPECT_THAT(reading(code).what(), ::testing::StartsWith("dir/g.h5: "));
    EXPECT_THAT(reading(ENOENT).what(), ::testing::HasSubstr(system_message(ENOENT)));
}

TEST(Error, WritingFailuresTellFullFromForbiddenFromImpossible) {
    const auto writing = [](int code) { return caught([&] { throw_write_error("out/result.h5", code); }); };
    EXPECT_EQ(writing(ENOSPC).code(), ExitCode::io);
    EXPECT_EQ(writing(EDQUOT).code(), ExitCode::io);
    EXPECT_EQ(writing(EACCES).code(), ExitCode::permission);
    EXPECT_EQ(writing(ENOENT).code(), ExitCode::cannot_create);
    EXPECT_EQ(writing(EEXIST).code(), ExitCode::cannot_create);
    EXPECT_THAT(writing(ENOSPC).what(), ::testing::StartsWith("out/result.h5: "));
    EXPECT_THAT(writing(ENOSPC).what(), ::testing::HasSubstr(system_message(ENOSPC)));
}

TEST(Error, FullDiskTellsWhatIsFreeAndWhatIsNeeded) {
    const auto full = [](const std::string& path, int code, std::uint64_t needed) {
        return std::string(caught([&] { throw_write_error(path, code, needed); }).what());
    };
    for (const int code : {ENOSPC, EDQUOT}) {
        EXPECT_THAT(full("/tmp/absent.h5", code, 0), ::testing::ContainsRegex("[0-9]+ bytes are free"));
        EXPECT_THAT(full("absent.h5", code, 12345), ::testing::HasSubstr("12345 bytes are needed, "));
    }
    EXPECT_THAT(full("/no/such/place/x", ENOSPC, 0), ::testing::HasSubstr("nobody can tell"));
    EXPECT_TRUE(free_bytes("/tmp").has_value());
    EXPECT_FALSE(free_bytes("/proc").has_value()); // has no size, so it is not full
    EXPECT_FALSE(free_bytes("/no/such/place/x").has_value());
}

} // namespace
} // namespace cascade
