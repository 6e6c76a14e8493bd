#include "engine/store/text_position.hpp"
#include "tests/engine/store/packed.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

TEST(TextPosition, LinesAreCountedInUnpackedBytes) {
    const testing::Scratch scratch;
    const std::string text = "one\ntwo\nthree\n";
    if (testing::world().is_root()) {
        testing::put(scratch / "plain", text);
        testing::put(scratch / "packed", testing::gzipped(text));
    }
    testing::world().barrier();
    for (const char* name : {"plain", "packed"}) {
        const InputBytes input(scratch / name);
        for (const auto& [offset, line] : {std::pair{0, 1}, {3, 1}, {4, 2}, {8, 3}, {99, 4}}) {
            const Error error = located(input, packing_of(input), {static_cast<std::uint64_t>(offset), "wrong"});
            EXPECT_EQ(std::string(error.what()), input.path() + ":" + std::to_string(line) + ": wrong");
        }
    }
}

} // namespace
} // namespace cascade
