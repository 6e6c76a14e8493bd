#pragma once
// Columns as CSV by RFC 4180: a header, commas, fields in quotes where they hold a comma, a quote or a line end, UTF-8; also
// where they have blanks at their ends or begin as a comment does, which our own readers would pass over.
// Lines end in a bare line feed, which every reader of the format takes and `cut` and `awk` need. A double is written
// with the fewest digits that read back to the same bits (std::to_chars); "nan" and "inf" for the others.

#include "engine/store/result_writer.hpp"

#include <functional>

namespace cascade {

/// A header or text as one CSV field.
std::string csv_field(std::string_view text);

/// Hands the file's bytes to `write` in pieces; all columns have the same length.
void write_csv(std::span<const Column* const> columns, const std::function<void(std::string_view)>& write);

} // namespace cascade
