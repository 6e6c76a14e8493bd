#include "engine/store/csv.hpp"

#include <charconv>

namespace cascade {
namespace {

template <class T>
void append_number(std::string& line, T value) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof(digits), value);
    line.append(digits, end.ptr);
}

} // namespace

std::string csv_field(std::string_view text) {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
    const bool odd_ends = !text.empty() && (is_blank(text.front()) || is_blank(text.back()) || text.front() == '#' ||
                                            text.front() == '%');
    if (!odd_ends && text.find_first_of(",\"\r\n") == std::string_view::npos)
        return std::string(text);
    std::string quoted = "\"";
    for (char c : text) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

void write_csv(std::span<const Column* const> columns, const std::function<void(std::string_view)>& write) {
    std::string line;
    for (const Column* column : columns) {
        line += line.empty() ? "" : ",";
        line += csv_field(column->name);
    }
    write(line + "\n");
    const std::size_t rows = columns.empty() ? 0 : columns.front()->size();
    for (std::size_t row = 0; row < rows; ++row) {
        line.clear();
        for (const Column* column : columns) {
            if (column->labels.empty())
                std::visit([&](const auto& values) { append_number(line, values[row]); }, column->values);
            else
                line += csv_field(column->labels[row]);
            line += ',';
        }
        line.back() = '\n';
        write(line);
    }
}

} // namespace cascade
