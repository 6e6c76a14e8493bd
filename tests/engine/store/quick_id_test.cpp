// Numbers read eight digits at a time are those that std::from_chars reads.

#include "engine/random/draw.hpp"
#include "engine/store/quick_id.hpp"

#include <gtest/gtest.h>

#include <string>

namespace cascade {
namespace {

const RandomKey kNumberKey{10, Domain::testing};

void expect_as_from_chars(const std::string& text) {
    OriginalId quick = -1, slow = -1;
    const char* const end = text.data() + text.size();
    const auto one = quick_id(text.data(), end, quick);
    const auto other = std::from_chars(text.data(), end, slow);
    EXPECT_EQ(one.ptr, other.ptr) << text;
    EXPECT_EQ(one.ec, other.ec) << text;
    EXPECT_EQ(quick, slow) << text;
}

TEST(QuickId, AllLengthsBeforeAllBytes) {
    const std::string digits = "1234567890123456789";
    for (std::size_t length = 0; length <= digits.size(); ++length)
        for (int byte = 0; byte < 256; ++byte)
            for (std::size_t more : {0, 1, 7, 8, 16, 24}) {
                expect_as_from_chars(digits.substr(0, length) + static_cast<char>(byte) + std::string(more, '9'));
                expect_as_from_chars(digits.substr(0, length) + std::string(more, static_cast<char>(byte)));
            }
}

TEST(QuickId, SignsZerosAndOverflow) {
    for (const char* text :
         {"-1", "-12345678\t1", "+7", "--1", "-", "", "0", "00000000", "000000000000000000012 and more to come",
          "9223372036854775807 and more", "9223372036854775808 and more", "-9223372036854775808 and more",
          "99999999999999999999999999999999"})
        expect_as_from_chars(text);
}

TEST(QuickId, DrawnNumbers) {
    for (std::uint64_t i = 0; i < 20'000; ++i) {
        const auto words = random_block(kNumberKey, i, 0, 0);
        const std::string first = std::to_string(words[0] >> words[1] % 64);
        expect_as_from_chars(first + (words[2] % 2 == 0 ? "\t" : " ") + std::to_string(words[3]) + "\n");
    }
}

} // namespace
} // namespace cascade
