// Every arc ends up in one bucket, and buckets follow each other.

#include "engine/graph/arc_buckets.hpp"
#include "engine/random/draw.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace cascade {
namespace {

const RandomKey kBucketKey{10, Domain::testing};

/// Pieces of arcs whose tails crowd at the front of [first, first + rows), loops among them.
PieceSource<NarrowPair> drawn_pieces(VertexId first, std::size_t rows, std::size_t arcs, bool mirrored) {
    constexpr std::size_t kPiece = 10'000;
    PieceSource<NarrowPair> source{{}, mirrored};
    for (std::size_t at = 0; at < arcs; at += kPiece) {
        BigArray<NarrowPair>& piece = source.pieces.emplace_back(std::min(kPiece, arcs - at));
        for (std::size_t i = 0; i < piece.size(); ++i) {
            const auto words = random_block(kBucketKey, rows, at + i, 0);
            const std::uint64_t most = below(words[0], rows) + 1;
            piece[i] = {static_cast<std::uint32_t>(first + below(words[1], most)),
                        static_cast<std::uint32_t>(first + below(words[2], rows))};
        }
    }
    return source;
}

std::vector<std::uint64_t> keys_in(PieceSource<NarrowPair>& source) {
    std::vector<std::uint64_t> keys;
    source.visit(1, false, [&](const NarrowPair& arc, int) { keys.push_back(key_of(arc)); });
    std::sort(keys.begin(), keys.end());
    return keys;
}

TEST(ArcBuckets, HoldAllArcsInRangesOfTails) {
    for (const auto& [first, rows, arcs] :
         {std::tuple{VertexId{0}, 1, 0}, {0, 1, 5}, {7, 100, 3000}, {1'000'000, 90'000, 400'000}})
        for (bool mirrored : {false, true})
            for (int threads : {1, 3}) {
                PieceSource<NarrowPair> source =
                    drawn_pieces(first, static_cast<std::size_t>(rows), static_cast<std::size_t>(arcs), mirrored);
                const std::vector<std::uint64_t> expected = keys_in(source);
                ArcBuckets<std::uint64_t> buckets = in_buckets(threads, first, static_cast<std::size_t>(rows), source);
                std::vector<std::uint64_t> all;
                VertexId before = 0;
                for (std::size_t b = 0; b < buckets.count(); ++b) {
                    std::vector<std::uint64_t> keys(buckets.bucket(b).begin(), buckets.bucket(b).end());
                    std::sort(keys.begin(), keys.end());
                    if (keys.empty())
                        continue;
                    EXPECT_TRUE(all.empty() || tail_of(keys.front()) > before);
                    before = tail_of(keys.back());
                    all.insert(all.end(), keys.begin(), keys.end());
                }
                EXPECT_EQ(all, expected);
            }
}

TEST(ArcBuckets, AreManyWhereArcsAre) {
    PieceSource<NarrowPair> source = drawn_pieces(0, 90'000, 400'000, false);
    ArcBuckets<std::uint64_t> buckets = in_buckets(2, 0, 90'000, source);
    EXPECT_GT(buckets.count(), 10U);
    std::size_t largest = 0;
    for (std::size_t b = 0; b < buckets.count(); ++b)
        largest = std::max(largest, buckets.bucket(b).size());
    EXPECT_LT(largest, 40'000U); // no range of tails has half as many
}

} // namespace
} // namespace cascade
