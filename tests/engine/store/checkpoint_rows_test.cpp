#include "engine/store/checkpoint_rows.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/engine/store/sealed_file.hpp"

#include <gtest/gtest.h>

#include <map>

namespace cascade {
namespace {

using testing::code_of;
using testing::put;
using testing::Scratch;

/// Row v is v % 5 times the letter of v; notes what it is handed.
struct Letters final : VertexRows {
    Letters(VertexId from, std::uint64_t many) : from_(from), many_(many) {}

    VertexId first() const override { return from_; }
    std::uint64_t count() const override { return many_; }
    void lengths(std::uint64_t begin, std::span<std::uint32_t> out) const override {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = static_cast<std::uint32_t>(row(from_ + begin + i).size());
    }
    void copy(std::uint64_t begin, std::uint64_t end, std::span<std::byte> out) const override {
        std::string text;
        for (; begin < end; ++begin)
            text += row(from_ + begin);
        ASSERT_EQ(text.size(), out.size());
        std::copy_n(reinterpret_cast<const std::byte*>(text.data()), text.size(), out.begin());
    }
    void clear() override { taken.clear(); }
    void take(std::uint64_t begin, std::span<const std::uint32_t> lengths, std::span<const std::byte> bytes) override {
        for (const std::uint32_t length : lengths) {
            taken[from_ + begin++] = std::string(reinterpret_cast<const char*>(bytes.data()), length);
            bytes = bytes.subspan(length);
        }
    }
    void complete() override {}

    static std::string row(VertexId v) { return std::string(v % 5, static_cast<char>('a' + v % 26)); }

    std::map<VertexId, std::string> taken;

private:
    VertexId from_;
    std::uint64_t many_;
};

BlockLabel label(VertexId first, VertexId end) {
    return {.owner = {}, .generation = 1, .section = "rows-x", .first = first, .end = end};
}

TEST(CheckpointRows, AnyPartOfARangeComesBack) {
    const Scratch scratch;
    const VertexId first = 100, end = first + 2 * kSegmentVertices + 10;
    const Letters letters(first, end - first);
    const RowsPlan plan = plan_rows("x", letters);
    EXPECT_EQ(plan.segments.size(), 3u);
    EXPECT_EQ(plan.segments.back().count, 10u);
    {
        BlockWriter file(scratch / "f", label(first, end), plan.payload);
        write_rows(file, letters, plan);
        file.finish();
        file.keep();
    }
    BlockReader file(scratch / "f", label(first, end), block_file_bytes(plan.payload));
    const VertexId second = first + kSegmentVertices;
    for (const auto& [from, to] : std::vector<std::pair<VertexId, VertexId>>{{first, end},
                                                                             {first, first + 1},
                                                                             {end - 1, end},
                                                                             {second - 1, second + 1},
                                                                             {second, second + kSegmentVertices},
                                                                             {second + 5, end - 3}}) {
        Letters back(from, to - from);
        read_rows(file, label(first, end), from, to, back);
        ASSERT_EQ(back.taken.size(), to - from);
        for (const auto& [v, row] : back.taken)
            ASSERT_EQ(row, Letters::row(v)) << v;
    }
}

/// The content of two segments, each of one vertex with a row of two bytes, from vertex 10 on.
struct Content {
    std::uint64_t count = 2;
    RowSegment one{10, 1, 2}, two{11, 1, 2};
    std::uint32_t length_one = 2, length_two = 2;

    std::string text() const {
        std::string text;
        const auto add = [&](const auto& value) { text.append(reinterpret_cast<const char*>(&value), sizeof value); };
        add(count);
        add(one);
        add(two);
        add(length_one);
        text += "ab";
        add(length_two);
        text += "cd";
        return text;
    }
};

TEST(CheckpointRows, TablesThatMakeNoSenseAreRefused) {
    const Scratch scratch;
    const auto code_with = [&](auto&& change) {
        Content content;
        change(content);
        const std::string bytes = testing::sealed(content.text(), label(10, 12));
        put(scratch / "f", bytes);
        BlockReader file(scratch / "f", label(10, 12), bytes.size());
        Letters back(10, 2);
        const int code = code_of([&] { read_rows(file, label(10, 12), 10, 12, back); });
        if (code == 0) {
            EXPECT_EQ(back.taken, (std::map<VertexId, std::string>{{10, "ab"}, {11, "cd"}}));
        }
        return code;
    };
    EXPECT_EQ(code_with([](Content&) {}), 0);
    EXPECT_EQ(code_with([](Content& c) { c.count = 3; }), 65);
    EXPECT_EQ(code_with([](Content& c) { c.count = 1; }), 65);
    EXPECT_EQ(code_with([](Content& c) { c.count = ~std::uint64_t{0}; }), 65);
    EXPECT_EQ(code_with([](Content& c) { c.one.first = 9; }), 65);
    EXPECT_EQ(code_with([](Content& c) { c.two.first = 12; }), 65);
    EXPECT_EQ(code_with([](Content& c) { c.two.count = 2; }), 65);
    EXPECT_EQ(code_with([](Content& c) { c.two.count = 0; }), 65);
    EXPECT_EQ(code_with([](Content& c) { c.two.count = ~std::uint64_t{0}; }), 65);
    EXPECT_EQ(code_with([](Content& c) { c.one.bytes = ~std::uint64_t{0}; }), 65);
    EXPECT_EQ(code_with([](Content& c) { c.one.bytes = 1; }), 65);
    EXPECT_EQ(code_with([](Content& c) { c.length_one = 3; }), 65);
    EXPECT_EQ(code_with([](Content& c) { c.length_two = ~std::uint32_t{0}; }), 65);
}

} // namespace
} // namespace cascade
