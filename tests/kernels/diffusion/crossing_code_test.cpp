#include "kernels/diffusion/crossing_code.hpp"

#include <gtest/gtest.h>

#include <random>

namespace cascade {
namespace {

/// Packs and reads again; the bytes it took, without the slack.
std::size_t expect_same_again(VertexId vertices, std::uint32_t first_slot, const std::vector<Crossing>& list) {
    const CrossingCode code(vertices);
    PackedCrossings packed;
    packed.begin(first_slot);
    for (const Crossing& crossing : list)
        packed.push(code, crossing);
    std::vector<char> bytes(packed.data(), packed.data() + packed.size()); // exactly as many, and what may be touched
    bytes.resize(bytes.size() + CrossingCode::kSlack, '\xff');
    std::vector<Crossing> again;
    code.read(bytes.data(), bytes.data() + packed.size(), first_slot,
              [&](const Crossing& crossing) { again.push_back(crossing); });
    EXPECT_EQ(again, list) << vertices << " vertices";
    return packed.size();
}

TEST(CrossingCode, KeepsSlotsAndVertices) {
    for (const VertexId vertices : {VertexId{1}, VertexId{2}, VertexId{63}, VertexId{64}, VertexId{1} << 22,
                                    (VertexId{1} << 22) + 1, VertexId{1} << 30, (VertexId{1} << 32) - 1}) {
        const auto last = static_cast<LocalVertex>(vertices - 1);
        expect_same_again(vertices, 0, {});
        expect_same_again(vertices, 7, {{7, 0}, {7, last}, {7, last}});
        expect_same_again(vertices, 0,
                          {{0, last}, {1, 0}, {3, last}, {6, 0}, {66, 0}, {193, last}, {16577, 0}, {65535, last}});
        expect_same_again(vertices, 0, {{4294967295U, last}, {4294967295U, 0}});
    }
}

TEST(CrossingCode, KeepsWhateverComes) {
    std::mt19937_64 words{7};
    for (int round = 0; round < 300; ++round) {
        const VertexId vertices = 1 + words() % (VertexId{1} << (words() % 33));
        const std::uint32_t step = 1U << (words() % 18);
        std::vector<Crossing> list;
        std::uint32_t slot = 0;
        for (std::size_t i = words() % 400; i > 0; --i) {
            slot += static_cast<std::uint32_t>(words() % step);
            list.push_back({slot, static_cast<LocalVertex>(words() % vertices)});
        }
        expect_same_again(vertices, 0, list);
    }
}

TEST(CrossingCode, TakesThreeBytesWhereSlotsAreNear) {
    std::vector<Crossing> list;
    for (std::uint32_t i = 0; i < 1000; ++i)
        list.push_back({i / 2, i * 2000});
    EXPECT_EQ(expect_same_again(VertexId{1} << 21, 0, list), 3000U);
    EXPECT_EQ(expect_same_again((VertexId{1} << 22) - 1, 0, list), 3000U);
    EXPECT_EQ(expect_same_again(VertexId{1} << 22, 0, list), 4000U);
}

} // namespace
} // namespace cascade
