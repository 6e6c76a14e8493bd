#include "engine/core/error.hpp"
#include "engine/store/digest.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

TEST(Digest, KnownAnswers) {
    // The empty input under XXH3-128 without seed, as `xxhsum -H2` prints it.
    EXPECT_EQ(digest_of({}).hex(), "99aa06d3014798d86001c324468d497f");
    const std::string text = "cascade";
    EXPECT_EQ(digest_of(std::as_bytes(std::span(text))).hex().size(), 32U);
    EXPECT_NE(digest_of(std::as_bytes(std::span(text))), digest_of({}));
}

TEST(Digest, PiecesAndFilesEqualTheWhole) {
    const testing::Scratch scratch;
    std::string content(9'000'000, 'a');
    for (std::size_t i = 0; i < content.size(); i += 7)
        content[i] = static_cast<char>(i % 127);
    const Digest whole = digest_of(std::as_bytes(std::span(content)));
    DigestStream stream;
    for (std::size_t at = 0; at < content.size(); at += 12'345)
        stream.add(content.data() + at, std::min<std::size_t>(12'345, content.size() - at));
    EXPECT_EQ(stream.finish(), whole);
    testing::put(scratch / "file", content);
    EXPECT_EQ(digest_of_file(scratch / "file"), whole);
    EXPECT_EQ(testing::code_of([&] { digest_of_file(scratch / "missing"); }), 66);
}

} // namespace
} // namespace cascade
