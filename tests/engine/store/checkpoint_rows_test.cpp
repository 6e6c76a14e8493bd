#include "engine/store/checkpoint_rows.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/engine/store/sealed_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
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
    void expect(std::uint64_t begin, std::span<const std::uint32_t> lengths) override {
        for (const std::uint32_t length : lengths)
            taken[from_ + begin++].assign(length, '?');
    }
    void prepare() override { prepared = true; }
    void rooms(std::uint64_t begin, std::uint64_t end, std::vector<std::span<std::byte>>& rooms) override {
        for (; begin < end; ++begin)
            rooms.push_back(std::as_writable_bytes(std::span(taken.at(from_ + begin))));
    }
    void take(std::uint64_t begin, std::uint64_t end) override {
        for (; begin < end; ++begin)
            EXPECT_EQ(taken.at(from_ + begin).find('?'), std::string::npos) << "not there yet";
    }
    void complete() override {}

    static std::string row(VertexId v) { return std::string(v % 5, static_cast<char>('a' + v % 26)); }

    std::map<VertexId, std::string> taken;
    bool prepared = false;

private:
    VertexId from_;
    std::uint64_t many_;
};

BlockLabel label(VertexId first, VertexId end) {
    return {.owner = {}, .generation = 1, .section = "rows-x", .first = first, .end = end};
}

void write(const std::string& path, const VertexRows& rows, const RowsPlan& plan) {
    BlockWriter file(path, label(plan.first, plan.end), plan.table_bytes(), plan.file_bytes());
    write_rows(file, rows, plan);
    file.finish();
    file.keep();
}

/// Loads the rows of [begin, end) from the file that holds [first, last).
void load(const std::string& path, VertexId first, VertexId last, VertexId begin, VertexId end, VertexRows& rows) {
    const RowsReader file(path, label(first, last), std::filesystem::file_size(path));
    rows.clear();
    for (std::size_t i = 0; i < file.segments(); ++i)
        if (file.concerns(i, begin, end))
            file.tell_lengths(i, begin, end, rows);
    rows.prepare();
    for (std::size_t i = file.segments(); i-- > 0;) // in any order
        if (file.concerns(i, begin, end))
            file.load(i, begin, end, rows);
    rows.complete();
}

TEST(CheckpointRows, AnyPartOfARangeComesBack) {
    const Scratch scratch;
    const VertexId first = 100, end = first + 2 * kSegmentVertices + 10;
    const Letters letters(first, end - first);
    const RowsPlan plan = plan_rows("x", letters);
    EXPECT_EQ(plan.segments.size(), 3u);
    EXPECT_EQ(plan.segments.back().count, 10u);
    write(scratch / "f", letters, plan);
    EXPECT_EQ(std::filesystem::file_size(scratch / "f"), plan.file_bytes());
    const VertexId second = first + kSegmentVertices;
    for (const auto& [from, to] : std::vector<std::pair<VertexId, VertexId>>{{first, end},
                                                                             {first, first + 1},
                                                                             {end - 1, end},
                                                                             {second - 1, second + 1},
                                                                             {second, second + kSegmentVertices},
                                                                             {second + 5, end - 3}}) {
        Letters back(from, to - from);
        load(scratch / "f", first, end, from, to, back);
        ASSERT_EQ(back.taken.size(), to - from);
        for (const auto& [v, row] : back.taken)
            ASSERT_EQ(row, Letters::row(v)) << v;
    }
}

/// Rows of the given lengths, all of the letter x.
struct Lengths final : VertexRows {
    explicit Lengths(std::vector<std::uint32_t> what) : of(std::move(what)) {}

    VertexId first() const override { return 0; }
    std::uint64_t count() const override { return of.size(); }
    void lengths(std::uint64_t begin, std::span<std::uint32_t> out) const override {
        std::copy_n(of.begin() + static_cast<std::ptrdiff_t>(begin), out.size(), out.begin());
    }
    void copy(std::uint64_t, std::uint64_t, std::span<std::byte> out) const override {
        std::fill(out.begin(), out.end(), std::byte{'x'});
    }
    void clear() override { told.assign(of.size(), 0); }
    void expect(std::uint64_t begin, std::span<const std::uint32_t> lengths) override {
        std::copy(lengths.begin(), lengths.end(), told.begin() + static_cast<std::ptrdiff_t>(begin));
    }
    void prepare() override {}
    void rooms(std::uint64_t begin, std::uint64_t end, std::vector<std::span<std::byte>>& rooms) override {
        for (; begin < end; ++begin)
            rooms.push_back(std::span(room[begin % 2]).first(told[begin]));
    }
    void take(std::uint64_t, std::uint64_t) override {}
    void complete() override {}

    std::vector<std::uint32_t> of, told;
    std::vector<std::byte> room[2] = {std::vector<std::byte>(9 << 20), std::vector<std::byte>(9 << 20)};
};

TEST(CheckpointRows, SegmentsAreCutByBytesAndLengthsThatAreAlikeTakeNoSpace) {
    const Scratch scratch;
    const auto bytes_of = [&](const Lengths& rows, std::size_t segments) {
        const RowsPlan plan = plan_rows("x", rows);
        EXPECT_EQ(plan.segments.size(), segments);
        const std::string path = scratch / "f";
        std::filesystem::remove(path);
        write(path, rows, plan);
        Lengths back(rows.of);
        load(path, 0, rows.count(), 0, rows.count(), back);
        EXPECT_EQ(back.told, rows.of);
        return std::filesystem::file_size(path);
    };
    constexpr std::uint64_t kFrame = 64 + 8 + 8, kOfSegment = 24 + 2 * 8; // header, count, hash | table, hashes
    EXPECT_EQ(bytes_of(Lengths(std::vector<std::uint32_t>(1000, 8)), 1), kFrame + kOfSegment + 8000);
    EXPECT_EQ(bytes_of(Lengths(std::vector<std::uint32_t>(1000, 0)), 1), kFrame + kOfSegment);
    EXPECT_EQ(bytes_of(Lengths({8, 8, 9}), 1), kFrame + kOfSegment + 12 + 25);
    // three rows of half a segment, one of nine, and what is left
    const auto half = static_cast<std::uint32_t>(kSegmentBytes / 2);
    EXPECT_EQ(bytes_of(Lengths({half, half, half, 9 << 20, 1}), 3),
              kFrame + 3 * kOfSegment + 2 * 4 + 3 * half + (9 << 20) + 1);
}

/// Two segments, each of one vertex with a row of two bytes, from vertex 10 on; the lengths of the second are stored.
struct Content {
    std::uint64_t count = 2;
    RowSegment one{.first = 10, .bytes = 2, .count = 1, .each = 2};
    RowSegment two{.first = 11, .bytes = 2, .count = 1, .each = kLengthsDiffer};
    std::string lengths_one, length_two = {2, 0, 0, 0}, row_one = "ab", row_two = "cd";

    std::vector<std::string> blocks() const {
        std::string table;
        const auto add = [&](const auto& value) { table.append(reinterpret_cast<const char*>(&value), sizeof value); };
        add(count);
        add(one);
        add(two);
        return {table, lengths_one, row_one, length_two, row_two};
    }
};

TEST(CheckpointRows, TablesThatMakeNoSenseAreRefused) {
    const Scratch scratch;
    const auto code_with = [&](auto&& change) {
        Content content;
        change(content);
        put(scratch / "f", testing::sealed(content.blocks(), label(10, 12)));
        Letters back(10, 2);
        const int code = code_of([&] { load(scratch / "f", 10, 12, 10, 12, back); });
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
    EXPECT_EQ(code_with([](Content& c) { c.two.count = ~std::uint32_t{0}; }), 65);
    EXPECT_EQ(code_with([](Content& c) { c.one.bytes = ~std::uint64_t{0}; }), 65);
    EXPECT_EQ(code_with([](Content& c) { c.two.bytes = ~std::uint64_t{0} - 7; }), 65);
    EXPECT_EQ(code_with([](Content& c) { c.one.bytes = 1; }), 65);
    EXPECT_EQ(code_with([](Content& c) { c.one.each = 1; }), 65);
    EXPECT_EQ(code_with([](Content& c) { c.one.each = kLengthsDiffer; }), 65);
    EXPECT_EQ(code_with([](Content& c) { c.length_two[0] = 3; }), 65);
    EXPECT_EQ(code_with([](Content& c) { c.length_two[3] = '\xff'; }), 65);
    EXPECT_EQ(code_with([](Content& c) { c.row_two = "cde"; }), 65);
}

} // namespace
} // namespace cascade
