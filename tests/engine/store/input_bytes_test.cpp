#include "engine/store/input_bytes.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace cascade {
namespace {

using testing::code_of;
using testing::Scratch;

TEST(InputBytes, ReadsAnyRangeInPieces) {
    const Scratch scratch;
    std::string content;
    for (int i = 0; i < 1000; ++i)
        content += std::to_string(i);
    testing::put(scratch / "file", content);
    const InputBytes file(scratch / "file", 7); // the cutting path
    EXPECT_EQ(file.size(), content.size());
    for (const std::size_t bytes : {0, 1, 6, 7, 8, 14, 1000}) {
        std::string read(bytes, '?');
        file.read(33, read.data(), bytes, 2);
        EXPECT_EQ(read, content.substr(33, bytes));
    }
}

TEST(InputBytes, RefusesWhatCannotBeRead) {
    const Scratch scratch;
    testing::put(scratch / "file", "short");
    const InputBytes file(scratch / "file");
    std::string read(6, '?');
    EXPECT_EQ(code_of([&] { file.read(0, read.data(), 6); }), 65);
    EXPECT_EQ(code_of([&] { file.read(99, read.data(), 1); }), 65);
    EXPECT_EQ(code_of([&] { InputBytes(scratch / "missing"); }), 66);
    EXPECT_EQ(code_of([&] { InputBytes(scratch / ""); }), 66);
    ::mkfifo((scratch / "fifo").c_str(), 0600);
    EXPECT_EQ(code_of([&] { InputBytes(scratch / "fifo"); }), 65);
}

} // namespace
} // namespace cascade
