#include "engine/store/h5.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::code_of;

TEST(H5, TextAttributesComeBack) {
    const testing::Scratch scratch;
    h5_start();
    H5File file(H5Fcreate((scratch / "a.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, h5_serial_access()), "create");
    h5_write_text(file, "a", "Grüße");
    h5_write_text(file, "empty", "");
    EXPECT_EQ(h5_read_text(file, "a", 100), "Grüße");
    EXPECT_EQ(h5_read_text(file, "empty", 100), "");
    h5_write_text(file, "a",
                  "GRUESSE"); // the same number of bytes: replaced in place
    EXPECT_EQ(h5_read_text(file, "a", 100), "GRUESSE");
    EXPECT_EQ(code_of([&] { h5_read_text(file, "a", 6); }), 74);
    EXPECT_EQ(code_of([&] { h5_read_text(file, "none", 6); }), 74);
    file.close("close");
}

TEST(H5, ErrorsCarryTheReason) {
    h5_start();
    try {
        const H5File file(H5Fopen("no/such/file.h5", H5F_ACC_RDONLY, h5_serial_access()), "open it");
        FAIL();
    } catch (const IoError& error) {
        EXPECT_THAT(error.what(),
                    ::testing::AllOf(::testing::HasSubstr("open it"), ::testing::HasSubstr("No such file")));
    }
}

TEST(H5, HandlesCloseOnceAndMove) {
    h5_start();
    H5Space first(H5Screate(H5S_SCALAR), "make");
    const hid_t id = first;
    H5Space second = std::move(first);
    EXPECT_EQ(static_cast<hid_t>(second), id);
    EXPECT_LT(static_cast<hid_t>(first), 0);
    EXPECT_GT(H5Iis_valid(id), 0);
    second = H5Space();
    EXPECT_EQ(H5Iis_valid(id), 0);
}

} // namespace
} // namespace cascade
