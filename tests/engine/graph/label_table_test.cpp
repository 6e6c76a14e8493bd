// A label has one number, whoever asks and however hashes fall together.

#include "engine/core/error.hpp"
#include "engine/graph/label_table.hpp"
#include "engine/runtime/parallel.hpp"

#include <gtest/gtest.h>

#include <set>

namespace cascade {
namespace {

constexpr auto kFine = [] {};

std::string label_of(std::size_t i) {
    return "user" + std::to_string(i * 7919 % 10007);
}

void expect_all_apart(LabelTable& table, std::size_t count) {
    std::vector<OriginalId> numbers(count);
    parallel_for(4, count, 16, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t i = begin; i < end; ++i)
            numbers[i] = table.number_of(label_of(i), kFine);
    });
    EXPECT_EQ(table.size(), count);
    EXPECT_EQ(std::set<OriginalId>(numbers.begin(), numbers.end()).size(), count);
    for (std::size_t i = 0; i < count; ++i) {
        EXPECT_EQ(table.number_of(label_of(i), kFine), numbers[i]);
        EXPECT_EQ(table[numbers[i]], label_of(i));
        EXPECT_LT(static_cast<std::uint64_t>(numbers[i]), table.bound());
    }
    for (int threads : {1, 3}) {
        const std::vector<OriginalId> sorted = table.numbers_by_label(threads);
        ASSERT_EQ(sorted.size(), count);
        for (std::size_t i = 1; i < count; ++i)
            EXPECT_LT(table[sorted[i - 1]], table[sorted[i]]);
    }
}

TEST(LabelTable, NumbersManyLabelsOnThreads) {
    LabelTable table;
    expect_all_apart(table, 10000);
}

TEST(LabelTable, LabelsOfOneHashStayApart) {
    LabelTable table([](std::string_view) -> std::uint64_t { return 42; });
    expect_all_apart(table, 300);
}

TEST(LabelTable, OrderIsThatOfBytesBeyondTheFirstEight) {
    LabelTable table;
    for (const char* label : {"abcdefghi", "abcdefgh", "b", "\xc3\xa9", "abcdefghh", "B", "ab"})
        table.number_of(label, kFine);
    std::vector<std::string_view> sorted;
    for (OriginalId number : table.numbers_by_label(2))
        sorted.push_back(table[number]);
    EXPECT_EQ(sorted,
              (std::vector<std::string_view>{"B", "ab", "abcdefgh", "abcdefghh", "abcdefghi", "b", "\xc3\xa9"}));
}

TEST(LabelTable, ARefusedLabelIsNotTakenIn) {
    LabelTable table;
    const auto refuse = [] { throw InputError("no"); };
    EXPECT_THROW(table.number_of("x", refuse), InputError);
    EXPECT_THROW(table.number_of("x", refuse), InputError) << "it was taken in the first time";
    table.number_of("x", kFine);
    EXPECT_NO_THROW(table.number_of("x", refuse)) << "known labels are not looked at again";
    EXPECT_EQ(table.size(), 1u);
}

} // namespace
} // namespace cascade
