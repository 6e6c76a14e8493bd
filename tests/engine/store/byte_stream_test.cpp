#include "engine/core/error.hpp"
#include "engine/store/byte_stream.hpp"
#include "tests/engine/store/packed.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using namespace testing;

std::string unpacked(const std::string& path) {
    const InputBytes file(path);
    const std::unique_ptr<ByteStream> stream = open_stream(file, packing_of(file));
    std::string text;
    char buffer[777];
    while (const std::size_t got = stream->read(buffer, sizeof buffer))
        text.append(buffer, got);
    return text;
}

std::string long_text() {
    std::string text;
    for (std::uint64_t i = 0; i < 300'000; ++i)
        text += std::to_string(i * 7919 % 100'003) + '\n';
    return text;
}

TEST(ByteStream, GivesBackWhatWasPacked) {
    const Scratch scratch;
    const std::string mine = fmt::format("r{}", world().rank());
    for (const std::string& text : {std::string(), std::string("1 2\n"), long_text()}) {
        put(scratch / mine, text);
        EXPECT_EQ(unpacked(scratch / mine), text);
        put(scratch / mine, gzipped(text));
        EXPECT_EQ(unpacked(scratch / mine), text);
        put(scratch / mine, zstandard(text));
        EXPECT_EQ(unpacked(scratch / mine), text);
    }
}

TEST(ByteStream, ReadsMembersAndFramesOneAfterTheOther) {
    const Scratch scratch;
    const std::string mine = fmt::format("r{}", world().rank());
    put(scratch / mine, gzipped("1 2\n") + gzipped("3 4\n"));
    EXPECT_EQ(unpacked(scratch / mine), "1 2\n3 4\n");
    put(scratch / mine, zstandard("1 2\n") + zstandard("3 4\n"));
    EXPECT_EQ(unpacked(scratch / mine), "1 2\n3 4\n");
}

TEST(ByteStream, RefusesEveryTruncationAndDamage) {
    const Scratch scratch;
    const std::string mine = fmt::format("r{}", world().rank());
    for (const std::string& packed : {gzipped("1 2\n3 4\n"), zstandard("1 2\n3 4\n")}) {
        for (std::size_t size = 5; size < packed.size(); ++size) {
            put(scratch / mine, packed.substr(0, size));
            EXPECT_EQ(code_of([&] { unpacked(scratch / mine); }), 65) << size << " of " << packed.size();
        }
        put(scratch / mine, packed + "rubbish");
        EXPECT_EQ(code_of([&] { unpacked(scratch / mine); }), 65);
    }
}

} // namespace
} // namespace cascade
