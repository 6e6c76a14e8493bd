#pragma once
// Words of a line of text, for those who read formats: cut at blanks, read as counts, shown in a message.

#include "engine/store/line_reader.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cascade {

/// Throws TextFailure.
[[noreturn]] void fail_text(std::uint64_t offset, std::string message);

/// A word as it may be shown in a message: short, and without control characters.
std::string shown_word(std::string_view word);

/// ASCII letters in lower case.
std::string lower_case(std::string_view text);

/// Cuts a line at blanks and tabs.
void split_blanks(std::string_view line, std::vector<std::string_view>& words);

/// Reads digits, and nothing but digits, as a number below 2^63.
bool parse_count(std::string_view word, std::uint64_t& count);

inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// The line at byte `offset` of a file without the byte-order mark that the file may begin with.
std::string_view without_mark(std::string_view line, std::uint64_t offset);

} // namespace cascade
