#pragma once
// Text for the cells of a Markdown table, where a bar would end the cell.

#include <string>
#include <string_view>

namespace cascade {

/// Prose for a cell: bars, angle brackets and asterisks stand for themselves.
inline std::string markdown_cell(std::string_view text) {
    std::string result;
    for (char c : text) {
        if (c == '|' || c == '<' || c == '*')
            result += '\\';
        result += c;
    }
    return result;
}

/// Code for a cell; within a table a bar is escaped even there.
inline std::string markdown_code(std::string_view text) {
    std::string result = "`";
    for (char c : text)
        result += c == '|' ? std::string("\\|") : std::string(1, c);
    return result + "`";
}

} // namespace cascade
