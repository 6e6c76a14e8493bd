#pragma once
// The lines of a text that is in memory whole.

#include <string_view>
#include <vector>

namespace cascade {

/// Without their ends; a text that ends in a line end has no empty line behind it, and an empty text has none at all.
inline std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

} // namespace cascade
