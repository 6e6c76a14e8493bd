#include "engine/graph/arc_sort.hpp"

#include <array>
#include <bit>

namespace cascade {
namespace {

constexpr int kDigit = 11;
constexpr std::size_t kFew = 64; // below, comparing is faster

/// How keys differ.
struct Differences {
    std::uint64_t bits = 0;
    bool sorted = true, sorted_by_head = true;
};

Differences differences_of(std::span<const std::uint64_t> keys) {
    Differences found;
    std::uint64_t before = keys.front();
    for (const std::uint64_t key : keys) {
        found.bits |= key ^ keys.front();
        found.sorted = found.sorted && before <= key;
        found.sorted_by_head = found.sorted_by_head && head_of(before) <= head_of(key);
        before = key;
    }
    return found;
}

/// Puts `from` into `to` in the order of the digit at `bit`, equal ones in the order they had.
void put_by_digit(std::span<const std::uint64_t> from, std::uint64_t* to, int bit) {
    const auto digit_of = [bit](std::uint64_t key) { return key >> bit & ((1U << kDigit) - 1); };
    std::array<EdgeId, 1 << kDigit> next{};
    for (const std::uint64_t key : from)
        ++next[digit_of(key)];
    EdgeId sum = 0;
    for (EdgeId& place : next)
        sum += std::exchange(place, sum);
    for (const std::uint64_t key : from)
        to[next[digit_of(key)]++] = key;
}

} // namespace

void sort_arcs(std::span<std::uint64_t> keys, std::vector<std::uint64_t>& scratch) {
    if (keys.size() < kFew) {
        std::sort(keys.begin(), keys.end());
        return;
    }
    const Differences differences = differences_of(keys);
    if (differences.sorted)
        return;
    if (scratch.size() < keys.size())
        scratch.resize(keys.size());
    std::span<std::uint64_t> now = keys;
    std::span<std::uint64_t> other(scratch.data(), keys.size());
    for (int bit = differences.sorted_by_head ? 32 : 0; bit < 64 && differences.bits >> bit != 0; bit += kDigit) {
        bit += std::countr_zero(differences.bits >> bit);
        put_by_digit(now, other.data(), bit);
        std::swap(now, other);
    }
    if (now.data() != keys.data())
        std::copy(now.begin(), now.end(), keys.begin());
}

} // namespace cascade
