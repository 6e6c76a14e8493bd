#pragma once
// Records of a CSV file by RFC 4180: a field in quotes may hold the delimiter, doubled quotes and line ends.
//
// A quote opens only where a field begins (blanks may stand before it); elsewhere it is a character like any other, so
// that `5" pipe` is a text and does not swallow the rest of the file. Blanks around a field without quotes do not count,
// those inside quotes do. A line that begins with one of the comment marks is a record of its own, whatever it holds.

#include "engine/store/line_reader.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cascade {

struct CsvDialect {
    char delimiter = ',';
    std::string_view comments = "#%";
};

/// Is this line empty, or does it begin with a comment mark?
bool is_passed_over(std::string_view line, std::string_view comments);

/// The byte after the line feed that ends the record at the front of `text`; npos when it does not end there.
std::size_t record_end(std::string_view text, const CsvDialect& dialect);

/// The fields of a record, which may still have its line end, without quotes. Throws TextFailure at `offset` for a quote
/// that is never closed, or closed in the middle of a field.
void split_record(std::string_view record, char delimiter, std::uint64_t offset, std::vector<std::string>& fields);

/// Throws TextFailure at `offset` for a quote in the line that is never closed, or closed in the middle of a field.
void check_quotes(std::string_view line, char delimiter, std::uint64_t offset);

/// The delimiter of a CSV line: the first of , ; tab that occurs outside of quotes, a blank where none does.
char delimiter_of(std::string_view line);

} // namespace cascade
