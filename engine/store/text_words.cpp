#include "engine/store/text_words.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>

namespace cascade {

void fail_text(std::uint64_t offset, std::string message) {
    throw TextFailure{offset, std::move(message)};
}

std::string shown_word(std::string_view word) {
    std::string text;
    for (char c : word.substr(0, 40)) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            text += fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        else
            text += c;
    }
    return word.size() > 40 ? text + "…" : text;
}

std::string lower_case(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return result;
}

void split_blanks(std::string_view line, std::vector<std::string_view>& words) {
    constexpr std::string_view kBlanks = " \t";
    words.clear();
    for (std::size_t at = line.find_first_not_of(kBlanks); at != std::string_view::npos;
         at = line.find_first_not_of(kBlanks, at)) {
        const std::size_t end = std::min(line.find_first_of(kBlanks, at), line.size());
        words.push_back(line.substr(at, end - at));
        at = end;
    }
}

bool parse_count(std::string_view word, std::uint64_t& count) {
    const auto [end, code] = std::from_chars(word.data(), word.data() + word.size(), count);
    return code == std::errc{} && end == word.data() + word.size() &&
           count <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
}

std::string_view without_mark(std::string_view line, std::uint64_t offset) {
    if (offset == 0 && line.starts_with(kByteOrderMark))
        line.remove_prefix(kByteOrderMark.size());
    return line;
}

} // namespace cascade
