#include "engine/graph/partition.hpp"
#include "engine/store/dataset_digest.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::world;

TEST(DatasetDigest, HeldAndStoredBlocksAgreeWithTheDefinition) {
    const testing::Scratch scratch;
    for (const std::uint64_t count :
         {std::uint64_t{0}, std::uint64_t{1}, kDigestBlock / 8, 3 * kDigestBlock / 8 + 77}) {
        std::string content(24 + 8 * count, 'x');
        for (std::size_t i = 0; i < content.size(); ++i)
            content[i] = static_cast<char>(i * i % 251);
        world().barrier();
        if (world().is_root())
            testing::put(scratch / "bytes", content);
        world().barrier();
        const InputBytes file(scratch / "bytes");
        const DatasetPlace place{24, count, 8, {}};
        const auto data = std::as_bytes(std::span(content)).subspan(24);
        std::vector<Digest> blocks;
        for (std::uint64_t at = 0; at < data.size(); at += kDigestBlock)
            blocks.push_back(digest_of(data.subspan(at, std::min(kDigestBlock, data.size() - at))));
        const Digest expected = digest_of(std::as_bytes(std::span(blocks)));

        EXPECT_EQ(combine_block_digests(world(), stored_block_digests(file, place, world().rank(), world().size(), 2)),
                  expected);
        const Partition slabs = Partition::equal(data.size(), world().size());
        const std::uint64_t begin = slabs.begin_of(world().rank());
        const auto held = data.subspan(begin, slabs.count_of(world().rank()));
        EXPECT_EQ(combine_block_digests(world(), held_block_digests(file, place, begin, held, 2)), expected);
    }
}

} // namespace
} // namespace cascade
