#include "engine/store/block_file.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/engine/store/sealed_file.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <thread>

namespace cascade {
namespace {

using testing::code_of;
using testing::content_of;
using testing::put;
using testing::Scratch;
using Sizes = std::vector<std::size_t>;

const BlockLabel kLabel{.owner = {{1, 2, 3}}, .generation = 7, .section = "rows-a", .first = 10, .end = 20};

std::string payload_of(std::size_t bytes, std::size_t salt) {
    std::string text;
    for (std::size_t i = 0; i < bytes; ++i)
        text += static_cast<char>(i * 7 + i / 16 + salt);
    return text;
}

std::vector<std::string> blocks_of(const Sizes& sizes) {
    std::vector<std::string> blocks;
    for (const std::size_t size : sizes)
        blocks.push_back(payload_of(size, blocks.size()));
    return blocks;
}

std::uint64_t bytes_of(const Sizes& sizes) {
    return block_file_bytes(std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0}), sizes.size());
}

void write_file(const std::string& path, const BlockLabel& label, const Sizes& sizes) {
    BlockWriter file(path, label, sizes.at(0), bytes_of(sizes));
    for (const std::string& block : blocks_of(sizes)) {
        const std::size_t step = std::max<std::size_t>(5, block.size() / 3);
        for (std::size_t at = 0; at < block.size(); at += step)
            file.write(block.data() + at, std::min(step, block.size() - at));
        file.end_block();
    }
    file.finish();
    file.keep();
    EXPECT_EQ(file.bytes(), std::filesystem::file_size(path));
}

std::vector<BlockPlace> places_of(const BlockReader& file, const Sizes& sizes) {
    std::vector<BlockPlace> places = {file.first_block()};
    for (std::size_t i = 1; i < sizes.size(); ++i)
        places.push_back(places.back().next(sizes[i]));
    return places;
}

std::vector<std::string> read_file(const std::string& path, std::uint64_t bytes, const Sizes& sizes,
                                   const BlockLabel& label = kLabel) {
    const BlockReader file(path, label, bytes);
    std::vector<std::string> blocks;
    for (const BlockPlace& place : places_of(file, sizes)) {
        blocks.emplace_back(place.bytes, ' ');
        file.read(place, blocks.back().data());
        file.check(place);
    }
    return blocks;
}

TEST(BlockFile, ComesBackWhole) {
    const Scratch scratch;
    for (const Sizes& sizes : std::vector<Sizes>{
             {0}, {1}, {5, 0, 7}, {100}, {3, 1'000'000, 2}, {262'144, 262'145, 524'288, 4}, {9'000'000, 1}}) {
        const std::string path = scratch / "f";
        write_file(path, kLabel, sizes);
        EXPECT_TRUE(read_file(path, bytes_of(sizes), sizes) == blocks_of(sizes)) << sizes.size() << " of " << sizes[0];
        EXPECT_TRUE(content_of(path) == testing::sealed(blocks_of(sizes), kLabel));
        EXPECT_EQ(code_of([&] { BlockReader(path, kLabel, bytes_of(sizes)).expect_one_block(); }),
                  sizes.size() == 1 ? 0 : 65);
        std::filesystem::remove(path);
    }
}

TEST(BlockFile, EveryBitCounts) {
    const Scratch scratch;
    const std::string path = scratch / "f";
    const Sizes sizes = {20, 0, 30};
    write_file(path, kLabel, sizes);
    const std::string sound = content_of(path);
    for (std::size_t bit = 0; bit < sound.size() * 8; ++bit) {
        std::string bytes = sound;
        bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
        put(path, bytes);
        ASSERT_EQ(code_of([&] { read_file(path, sound.size(), sizes); }), 65) << bit;
    }
    for (std::size_t size = 0; size < sound.size(); ++size) {
        put(path, sound.substr(0, size));
        ASSERT_EQ(code_of([&] { read_file(path, sound.size(), sizes); }), 65) << size;
        ASSERT_EQ(code_of([&] { read_file(path, size, sizes); }), 65) << size; // even if its size were expected
    }
    put(path, sound + "x");
    EXPECT_EQ(code_of([&] { read_file(path, sound.size(), sizes); }), 65);
}

TEST(BlockFile, OtherLabelsAreRefused) {
    const Scratch scratch;
    const Sizes sizes = {50};
    write_file(scratch / "f", kLabel, sizes);
    std::vector<BlockLabel> others(5, kLabel);
    others[0].owner.bytes[15] = 1;
    others[1].generation = 8;
    others[2].section = "rows-b";
    others[3].first = 11;
    others[4].end = 21;
    for (const BlockLabel& other : others)
        EXPECT_EQ(code_of([&] { read_file(scratch / "f", bytes_of(sizes), sizes, other); }), 65);
    EXPECT_EQ(code_of([&] { read_file(scratch / "absent", bytes_of(sizes), sizes); }), 66);
}

TEST(BlockFile, BlocksThatMovedAreFound) {
    const Scratch scratch;
    BlockLabel other = kLabel;
    other.generation = 8;
    const Sizes sizes = {16, 16, 16};
    write_file(scratch / "a", kLabel, sizes);
    write_file(scratch / "b", other, sizes);
    const std::string a = content_of(scratch / "a"), b = content_of(scratch / "b");
    constexpr std::size_t kBlock = 16 + 8;
    std::string swapped = a;
    swapped.replace(64, kBlock, a.substr(64 + kBlock, kBlock));
    swapped.replace(64 + kBlock, kBlock, a.substr(64, kBlock));
    put(scratch / "a", swapped);
    EXPECT_EQ(code_of([&] { read_file(scratch / "a", a.size(), sizes); }), 65);
    std::string mixed = a;
    mixed.replace(64, kBlock, b.substr(64, kBlock)); // the same content, of another generation
    put(scratch / "a", mixed);
    EXPECT_EQ(code_of([&] { read_file(scratch / "a", a.size(), sizes); }), 65);
}

TEST(BlockFile, PiecesAndThreadsDoNotShow) {
    const Scratch scratch;
    const Sizes sizes = {0, 700'000, 10, 300'000, 1'000'000};
    write_file(scratch / "f", kLabel, sizes);
    const BlockReader file(scratch / "f", kLabel, bytes_of(sizes));
    const std::vector<BlockPlace> places = places_of(file, sizes);
    const std::vector<std::string> expected = blocks_of(sizes);
    std::vector<std::string> found(sizes.size());
    std::vector<std::thread> readers;
    for (std::size_t i = 0; i < sizes.size(); ++i)
        readers.emplace_back([&, i] {
            found[i].resize(sizes[i]);
            std::vector<std::span<std::byte>> pieces;
            const std::span<std::byte> whole = std::as_writable_bytes(std::span(found[i]));
            for (std::size_t at = 0, step = 1; at < sizes[i]; at += step, step = 2 * step + 1) {
                step = std::min(step, sizes[i] - at);
                pieces.push_back(whole.subspan(at, step));
                pieces.push_back({});
            }
            file.read(places[i], pieces);
        });
    for (std::thread& reader : readers)
        reader.join();
    EXPECT_TRUE(found == expected);
}

TEST(BlockFile, ReadsOnlyWhatIsAskedFor) {
    const Scratch scratch;
    const Sizes sizes = {16, 16, 16};
    write_file(scratch / "f", kLabel, sizes);
    std::string bytes = content_of(scratch / "f");
    bytes[64 + 16 + 8] ^= 1; // in the second block
    put(scratch / "f", bytes);
    const BlockReader file(scratch / "f", kLabel, bytes.size());
    const std::vector<BlockPlace> places = places_of(file, sizes);
    std::string text(16, ' ');
    file.read(places[2], text.data());
    EXPECT_EQ(text, payload_of(16, 2));
    EXPECT_EQ(code_of([&] { file.read(places[1], text.data()); }), 65);
    EXPECT_EQ(code_of([&] { file.check(places[1]); }), 65);
    for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0} - 7}) // beyond the end
        EXPECT_EQ(code_of([&] { file.check(places[2].next(size)); }), 65) << size;
}

TEST(BlockFile, UnlessKeptItGoes) {
    const Scratch scratch;
    const std::uint64_t bytes = bytes_of({4});
    {
        BlockWriter file(scratch / "f", kLabel, 4, bytes);
        EXPECT_EQ(std::filesystem::file_size(scratch / "f"), bytes);                   // its space is there
        EXPECT_EQ(code_of([&] { BlockWriter(scratch / "f", kLabel, 4, bytes); }), 73); // never over another
        EXPECT_EQ(code_of([&] { file.write("1234567890123", 13); }), 70);
        EXPECT_EQ(code_of([&] { file.finish(); }), 70);
    }
    EXPECT_FALSE(std::filesystem::exists(scratch / "f"));
    {
        BlockWriter file(scratch / "f", kLabel, 4, bytes);
        file.write("1234", 4);
        file.end_block();
        file.finish();
        EXPECT_TRUE(std::filesystem::exists(scratch / "f"));
    }
    EXPECT_FALSE(std::filesystem::exists(scratch / "f"));
}

TEST(BlockFile, AFullDiskIsMetBeforeAnythingIsWritten) {
    const Scratch scratch;
    const testing::FileSizeLimit limit(4096);
    EXPECT_EQ(code_of([&] { BlockWriter(scratch / "f", kLabel, 5000, bytes_of({5000})); }), 74);
    EXPECT_FALSE(std::filesystem::exists(scratch / "f"));
}

} // namespace
} // namespace cascade
