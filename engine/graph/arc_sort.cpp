#include "engine/graph/arc_sort.hpp"

#include <array>
#include <bit>

namespace cascade {
namespace {

constexpr int kDigit = 11;
constexpr std::size_t kFew = 64; // below, comparing is faster

/// Tail and head as one number.
std::uint64_t ends_of(std::uint64_t key) {
    return key;
}
std::uint64_t ends_of(const NarrowWeightedArc& arc) {
    return std::uint64_t{arc.u} << 32 | arc.v;
}

/// How arcs differ in their ends.
struct Differences {
    std::uint64_t bits = 0;
    bool sorted = true, sorted_by_head = true;
};

template <class Key>
Differences differences_of(std::span<const Key> keys) {
    Differences found;
    const std::uint64_t first = ends_of(keys.front());
    std::uint64_t before = first;
    for (const Key& key : keys) {
        const std::uint64_t ends = ends_of(key);
        found.bits |= ends ^ first;
        found.sorted = found.sorted && before <= ends;
        found.sorted_by_head = found.sorted_by_head && head_of(before) <= head_of(ends);
        before = ends;
    }
    return found;
}

/// Puts `from` into `to` in the order of the digit at `bit`, equal ones in the order they had.
template <class Key>
void put_by_digit(std::span<const Key> from, Key* to, int bit) {
    const auto digit_of = [bit](const Key& key) { return ends_of(key) >> bit & ((1U << kDigit) - 1); };
    std::array<EdgeId, 1 << kDigit> next{};
    for (const Key& key : from)
        ++next[digit_of(key)];
    EdgeId sum = 0;
    for (EdgeId& place : next)
        sum += std::exchange(place, sum);
    for (const Key& key : from)
        to[next[digit_of(key)]++] = key;
}

/// By tail and head; equal ones in the order they had.
template <class Key>
void sort_by_ends(std::span<Key> keys, std::vector<Key>& scratch) {
    const Differences differences = differences_of(std::span<const Key>(keys));
    if (differences.sorted)
        return;
    if (scratch.size() < keys.size())
        scratch.resize(keys.size());
    std::span<Key> now = keys;
    std::span<Key> other(scratch.data(), keys.size());
    for (int bit = differences.sorted_by_head ? 32 : 0; bit < 64 && differences.bits >> bit != 0; bit += kDigit) {
        bit += std::countr_zero(differences.bits >> bit);
        put_by_digit(std::span<const Key>(now), other.data(), bit);
        std::swap(now, other);
    }
    if (now.data() != keys.data())
        std::copy(now.begin(), now.end(), keys.begin());
}

} // namespace

void sort_arcs(std::span<std::uint64_t> keys, std::vector<std::uint64_t>& scratch) {
    if (keys.size() < kFew)
        std::sort(keys.begin(), keys.end());
    else
        sort_by_ends(keys, scratch);
}

void sort_arcs(std::span<NarrowWeightedArc> arcs, std::vector<NarrowWeightedArc>& scratch) {
    if (arcs.size() < kFew) {
        std::sort(arcs.begin(), arcs.end(), comes_before<NarrowWeightedArc>);
        return;
    }
    sort_by_ends(arcs, scratch);
    for (std::size_t i = 0; i < arcs.size();) {
        std::size_t end = i + 1;
        while (end < arcs.size() && ends_of(arcs[end]) == ends_of(arcs[i]))
            ++end;
        if (end > i + 1)
            std::sort(&arcs[i], &arcs[i] + (end - i), comes_before<NarrowWeightedArc>);
        i = end;
    }
}

} // namespace cascade
