#include "jobs/common/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace cascade {

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

std::string_view nearest_word(std::string_view typed, std::span<const std::string_view> words) {
    std::string_view best;
    std::size_t nearest = std::max<std::size_t>(2, typed.size() / 3) + 1;
    std::string_view begun;
    std::size_t beginnings = 0;
    for (std::string_view word : words) {
        if (typed.size() >= 2 && word.starts_with(typed)) {
            begun = word;
            ++beginnings;
        }
        if (const std::size_t distance = edit_distance(typed, word); distance < nearest && distance < word.size()) {
            nearest = distance;
            best = word;
        }
    }
    return beginnings == 1 ? begun : best;
}

std::string did_you_mean(std::string_view typed, std::span<const std::string_view> words, std::string_view prefix) {
    const std::string_view best = nearest_word(typed, words);
    return best.empty() ? std::string() : fmt::format(" (did you mean {}{}?)", prefix, best);
}

} // namespace cascade
