#include "engine/store/line_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

namespace cascade {
namespace {

/// Hands out a text in bits of a given size.
class Dripping : public ByteStream {
public:
    Dripping(std::string text, std::size_t step) : text_(std::move(text)), step_(step) {}
    std::size_t read(char* into, std::size_t capacity) override {
        const std::size_t got = std::min({capacity, step_, text_.size() - at_});
        std::memcpy(into, text_.data() + at_, got);
        at_ += got;
        return got;
    }

private:
    std::string text_;
    std::size_t step_;
    std::size_t at_ = 0;
};

TEST(LineReader, BlocksAreWholeLinesWhateverTheStreamGives) {
    for (std::size_t step : {1, 2, 3, 5, 100}) {
        LineReader reader(std::make_unique<Dripping>("one\n\nthree\r\nlast", step), 10);
        std::string all;
        for (std::string_view block = reader.next(); !block.empty(); block = reader.next()) {
            EXPECT_TRUE(block.ends_with('\n'));
            EXPECT_EQ(reader.offset(), 10 + all.size());
            all += block;
        }
        EXPECT_EQ(all, "one\n\nthree\r\nlast\n");
    }
    LineReader empty(std::make_unique<Dripping>("", 1));
    EXPECT_TRUE(empty.next().empty());
}

TEST(LineReader, LinesComeWithTheirPlaces) {
    LineReader reader(std::make_unique<Dripping>("a\r\n\nbc", 2));
    std::vector<std::tuple<std::string, std::uint64_t, std::uint64_t>> lines;
    for_each_line(reader, [&](std::string_view line, std::uint64_t offset, std::uint64_t next) {
        lines.emplace_back(line, offset, next);
        return true;
    });
    EXPECT_THAT(lines, ::testing::ElementsAre(std::tuple("a", 0, 3), std::tuple("", 3, 4), std::tuple("bc", 4, 7)));
}

TEST(LineReader, RefusesALineOfMoreThanAMebibyteWhereItBegins) {
    const std::string fits(LineReader::kLongestLine, 'x');
    LineReader good(std::make_unique<Dripping>(fits + "\n", 65536));
    EXPECT_EQ(good.next().size(), fits.size() + 1);
    LineReader bad(std::make_unique<Dripping>("ab\n" + fits + fits, 65536));
    try {
        while (!bad.next().empty()) {
        }
        ADD_FAILURE() << "no failure";
    } catch (const TextFailure& failure) {
        EXPECT_EQ(failure.offset, 3);
    }
}

} // namespace
} // namespace cascade
