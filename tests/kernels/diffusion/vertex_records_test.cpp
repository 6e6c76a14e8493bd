#include "kernels/diffusion/vertex_records.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace cascade {
namespace {

struct Masks {
    static constexpr bool kMasks = true;
    std::uint64_t first, second, third;
    bool empty() const { return (first | second) == 0; }
    bool operator==(const Masks&) const = default;
};

/// Words that are no masks: never packed.
struct Numbers {
    std::uint64_t first, second, third;
    bool empty() const { return (first | second) == 0; }
    bool operator==(const Numbers&) const = default;
};

/// Changes records of random vertices of one block as a map has them, looks at them again, and empties all.
template <class Record>
void block(VertexRecords<Record>& records, std::uint64_t worlds, LocalVertex universe, std::size_t changes,
           std::mt19937_64& words) {
    records.begin(worlds);
    std::map<LocalVertex, Record> plain;
    for (std::size_t i = 0; i < changes; ++i) {
        const auto v = static_cast<LocalVertex>(words() % universe);
        Record& record = records.at(v);
        ASSERT_EQ(record, plain[v]) << "vertex " << v;
        const Record wanted{words() & worlds, words() & worlds, words() & worlds};
        record = plain[v] = wanted;
        const auto other = static_cast<LocalVertex>(words() % universe);
        const Record* const found = records.find(other);
        ASSERT_EQ(found == nullptr ? Record{} : *found, plain.contains(other) ? plain[other] : Record{});
        ASSERT_EQ(records.at(v), wanted) << "after a look at another";
    }
    std::map<LocalVertex, Record> drained;
    records.drain([&](LocalVertex v, const Record& record) {
        ASSERT_TRUE(drained.emplace(v, record).second) << "vertex " << v << " twice";
    });
    std::erase_if(plain, [](const auto& entry) { return entry.second.empty(); });
    EXPECT_EQ(drained.size(), plain.size());
    EXPECT_TRUE(drained == plain);
}

template <class Record>
void blocks(LocalVertex universe) {
    std::mt19937_64 words(universe);
    VertexRecords<Record> records(universe);
    for (const std::uint64_t worlds : {1ULL, 1ULL, ~0ULL, 1ULL, 0xffULL, ~0ULL, 1ULL})
        for (const std::size_t changes : {0UL, 5UL, 100UL, 3000UL})
            block(records, worlds, universe, changes, words);
}

TEST(VertexRecords, AreThoseOfAMap) {
    for (const LocalVertex universe :
         {1U, 40U, 1000U, 50'000U, 10'000'000U}) { // packed at once, after some growth, never
        blocks<Masks>(universe);
        blocks<Numbers>(universe);
    }
}

} // namespace
} // namespace cascade
