#pragma once
// "Did you mean": the known word nearest to a mistyped one, by edit distance with swaps of neighbouring letters
// (optimal string alignment), or the only word it is the beginning of.

#include <span>
#include <string>
#include <string_view>

namespace cascade {

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The nearest of `words`; "" when none is near.
std::string_view nearest_word(std::string_view typed, std::span<const std::string_view> words);

/// " (did you mean <prefix><word>?)" for the nearest word, or "" when none is near.
std::string did_you_mean(std::string_view typed, std::span<const std::string_view> words, std::string_view prefix = "");

} // namespace cascade
