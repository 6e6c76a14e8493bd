#include "engine/store/block_file.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::code_of;
using testing::content_of;
using testing::put;
using testing::Scratch;

constexpr std::size_t kTiny = 16; ///< bytes a block, so that the cutting is put to the test

const BlockLabel kLabel{.owner = {{1, 2, 3}}, .generation = 7, .section = "rows-a", .first = 10, .end = 20};

std::string payload_of(std::size_t bytes) {
    std::string text;
    for (std::size_t i = 0; i < bytes; ++i)
        text += static_cast<char>(i * 7 + i / 16);
    return text;
}

void write_file(const std::string& path, const BlockLabel& label, const std::string& payload,
                std::size_t block = kTiny) {
    BlockWriter file(path, label, payload.size(), block);
    for (std::size_t at = 0; at < payload.size(); at += 5)
        file.write(payload.data() + at, std::min<std::size_t>(5, payload.size() - at));
    file.finish();
    file.keep();
    EXPECT_EQ(file.bytes(), std::filesystem::file_size(path));
}

std::string read_file(const std::string& path, std::uint64_t bytes, const BlockLabel& label = kLabel,
                      std::size_t block = kTiny) {
    BlockReader file(path, label, bytes, block);
    std::string payload(file.payload(), ' ');
    file.read(payload.data(), payload.size());
    EXPECT_EQ(file.left(), 0u);
    return payload;
}

TEST(BlockFile, ComesBackWhole) {
    const Scratch scratch;
    for (const std::size_t bytes : {0, 1, 15, 16, 17, 32, 100, 1000}) {
        const std::string path = scratch / std::to_string(bytes);
        write_file(path, kLabel, payload_of(bytes));
        EXPECT_EQ(read_file(path, block_file_bytes(bytes, kTiny)), payload_of(bytes));
        EXPECT_EQ(code_of([&] { BlockReader(path, kLabel, block_file_bytes(bytes, kTiny), kTiny).verify(); }), 0);
    }
    write_file(scratch / "large", kLabel, payload_of(9'000'000), kBlockBytes);
    EXPECT_EQ(read_file(scratch / "large", block_file_bytes(9'000'000), kLabel, kBlockBytes), payload_of(9'000'000));
}

TEST(BlockFile, EveryBitCounts) {
    const Scratch scratch;
    const std::string path = scratch / "f";
    write_file(path, kLabel, payload_of(50));
    const std::string sound = content_of(path);
    for (std::size_t bit = 0; bit < sound.size() * 8; ++bit) {
        std::string bytes = sound;
        bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
        put(path, bytes);
        ASSERT_EQ(code_of([&] { read_file(path, sound.size()); }), 65) << bit;
    }
    for (std::size_t size = 0; size < sound.size(); ++size) {
        put(path, sound.substr(0, size));
        ASSERT_EQ(code_of([&] { read_file(path, sound.size()); }), 65) << size;
        ASSERT_EQ(code_of([&] { read_file(path, size); }), 65) << size; // even if its size were expected
    }
    put(path, sound + "x");
    EXPECT_EQ(code_of([&] { read_file(path, sound.size()); }), 65);
    EXPECT_EQ(code_of([&] { read_file(path, sound.size() + 1); }), 65);
}

TEST(BlockFile, OtherLabelsAreRefused) {
    const Scratch scratch;
    write_file(scratch / "f", kLabel, payload_of(50));
    const std::uint64_t bytes = block_file_bytes(50, kTiny);
    std::vector<BlockLabel> others(5, kLabel);
    others[0].owner.bytes[15] = 1;
    others[1].generation = 8;
    others[2].section = "rows-b";
    others[3].first = 11;
    others[4].end = 21;
    for (const BlockLabel& other : others)
        EXPECT_EQ(code_of([&] { read_file(scratch / "f", bytes, other); }), 65);
    EXPECT_EQ(code_of([&] { read_file(scratch / "absent", bytes); }), 66);
}

TEST(BlockFile, BlocksThatMovedAreFound) {
    const Scratch scratch;
    BlockLabel other = kLabel;
    other.generation = 8;
    write_file(scratch / "a", kLabel, payload_of(64));
    write_file(scratch / "b", other, payload_of(64));
    const std::string a = content_of(scratch / "a"), b = content_of(scratch / "b");
    const std::size_t block = kTiny + 8;
    std::string swapped = a;
    swapped.replace(64, block, a.substr(64 + block, block));
    swapped.replace(64 + block, block, a.substr(64, block));
    put(scratch / "a", swapped);
    EXPECT_EQ(code_of([&] { read_file(scratch / "a", a.size()); }), 65);
    std::string mixed = a;
    mixed.replace(64, block, b.substr(64, block)); // the same content, of another generation
    put(scratch / "a", mixed);
    EXPECT_EQ(code_of([&] { read_file(scratch / "a", a.size()); }), 65);
}

TEST(BlockFile, ViewsGoOnWhereverTheyBegin) {
    const Scratch scratch;
    const std::string payload = payload_of(1000);
    write_file(scratch / "f", kLabel, payload);
    for (const int threads : {1, 3})
        for (const std::uint64_t least : {1, 7, 16, 100, 333}) {
            BlockReader file(scratch / "f", kLabel, block_file_bytes(1000, kTiny), kTiny);
            file.use_threads(threads);
            for (const std::uint64_t begin : {0, 5, 640, 20}) {
                file.seek(begin);
                std::string text;
                while (file.left() > 0) {
                    const std::span<const std::byte> some = file.view(std::min(least, file.left()), file.left());
                    ASSERT_GE(some.size(), std::min(least, file.left()));
                    const std::size_t step = std::max(some.size() / 2, std::size_t{1}); // the rest comes again
                    text.append(reinterpret_cast<const char*>(some.data()), step);
                    file.seek(file.position() + step);
                }
                EXPECT_EQ(text, payload.substr(begin)) << least << " from " << begin;
            }
        }
}

TEST(BlockFile, ViewsAreCheckedAndGoNoFurtherThanAskedFor) {
    const Scratch scratch;
    write_file(scratch / "f", kLabel, payload_of(160));
    std::string bytes = content_of(scratch / "f");
    bytes[64 + 3 * (kTiny + 8)] ^= 1; // in the fourth block
    put(scratch / "f", bytes);
    for (const int threads : {1, 3}) {
        BlockReader file(scratch / "f", kLabel, bytes.size(), kTiny);
        file.use_threads(threads);
        EXPECT_EQ(file.view(10, 48).size(), 48u);
        EXPECT_EQ(code_of([&] { file.view(49, 49); }), 65);
        EXPECT_EQ(code_of([&] { file.view(1, 160); }), 0) << "held already";
        file.seek(40);
        EXPECT_EQ(code_of([&] { file.view(9, 9); }), 65);
        EXPECT_EQ(code_of([&] { file.view(8, 8); }), 0) << "what was good is still there";
        file.seek(64);
        EXPECT_EQ(code_of([&] { file.view(1, 96); }), 0);
        file.seek(0);
        EXPECT_EQ(code_of([&] { file.view(1, 160); }), 65) << "read ahead";
        EXPECT_EQ(code_of([&] { file.view(1, 161); }), 65) << "more than there is";
    }
}

TEST(BlockFile, ReadsOnlyWhatIsAskedFor) {
    const Scratch scratch;
    write_file(scratch / "f", kLabel, payload_of(64));
    std::string bytes = content_of(scratch / "f");
    bytes[64 + kTiny + 8] = 'x'; // in the second block
    put(scratch / "f", bytes);
    BlockReader file(scratch / "f", kLabel, bytes.size(), kTiny);
    std::string text(10, ' ');
    file.seek(40);
    file.read(text.data(), text.size());
    EXPECT_EQ(text, payload_of(64).substr(40, 10));
    file.seek(10);
    EXPECT_EQ(code_of([&] { file.read(text.data(), text.size()); }), 65);
    file.seek(60);
    EXPECT_EQ(code_of([&] { file.read(text.data(), text.size()); }), 65); // beyond the end
    EXPECT_EQ(code_of([&] { file.seek(65); }), 65);
}

TEST(BlockFile, UnlessKeptItGoes) {
    const Scratch scratch;
    {
        BlockWriter file(scratch / "f", kLabel, 4, kTiny);
        EXPECT_EQ(std::filesystem::file_size(scratch / "f"), block_file_bytes(4, kTiny)); // its space is there
        EXPECT_EQ(code_of([&] { BlockWriter(scratch / "f", kLabel, 4, kTiny); }), 73);    // never over another
        EXPECT_EQ(code_of([&] { file.write("12345", 5); }), 70);
        EXPECT_EQ(code_of([&] { file.finish(); }), 70);
        file.write("1234", 4);
        file.finish();
        EXPECT_TRUE(std::filesystem::exists(scratch / "f"));
    }
    EXPECT_FALSE(std::filesystem::exists(scratch / "f"));
}

TEST(BlockFile, AFullDiskIsMetBeforeAnythingIsWritten) {
    const Scratch scratch;
    const testing::FileSizeLimit limit(4096);
    EXPECT_EQ(code_of([&] { BlockWriter(scratch / "f", kLabel, 5000); }), 74);
    EXPECT_FALSE(std::filesystem::exists(scratch / "f"));
}

} // namespace
} // namespace cascade
