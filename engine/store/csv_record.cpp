#include "engine/store/csv_record.hpp"

#include <algorithm>

namespace cascade {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

bool is_blank(char c, char delimiter) {
    return (c == ' ' || c == '\t') && c != delimiter;
}

std::size_t skip_blanks(std::string_view text, std::size_t at, char delimiter) {
    while (at < text.size() && is_blank(text[at], delimiter))
        ++at;
    return at;
}

/// The quote that closes a field which has content from `at` on.
std::size_t closing_quote(std::string_view text, std::size_t at) {
    for (;;) {
        at = text.find('"', at);
        if (at == kNowhere || at + 1 >= text.size() || text[at + 1] != '"')
            return at;
        at += 2;
    }
}

void unescape(std::string_view content, std::string& field) {
    field.clear();
    for (std::size_t at = 0;;) {
        const std::size_t quote = content.find('"', at);
        field += content.substr(at, quote == kNowhere ? quote : quote + 1 - at);
        if (quote == kNowhere)
            return;
        at = quote + 2;
    }
}

} // namespace

bool is_passed_over(std::string_view line, std::string_view comments) {
    const std::size_t at = line.find_first_not_of(" \t\r\n");
    return at == kNowhere || comments.find(line[at]) != kNowhere;
}

std::size_t record_end(std::string_view text, const CsvDialect& dialect) {
    const std::size_t feed = text.find('\n');
    const std::string_view line = text.substr(0, feed);
    if (feed == kNowhere)
        return kNowhere;
    if (line.find('"') == kNowhere || is_passed_over(line, dialect.comments))
        return feed + 1;
    const char stops[] = {dialect.delimiter, '\n'};
    for (std::size_t at = 0;;) {
        at = skip_blanks(text, at, dialect.delimiter);
        if (at < text.size() && text[at] == '"')
            at = closing_quote(text, at + 1);
        if (at != kNowhere)
            at = text.find_first_of(std::string_view(stops, 2), at);
        if (at == kNowhere)
            return kNowhere;
        if (text[at++] == '\n')
            return at;
    }
}

void split_record(std::string_view record, char delimiter, std::uint64_t offset, std::vector<std::string>& fields) {
    for (char end : {'\n', '\r'})
        if (record.ends_with(end))
            record.remove_suffix(1);
    std::size_t count = 0;
    for (std::size_t at = 0;; ++at) {
        if (count == fields.size())
            fields.emplace_back();
        std::string& field = fields[count++];
        at = skip_blanks(record, at, delimiter);
        std::size_t end = std::min(record.find(delimiter, at), record.size());
        if (at < record.size() && record[at] == '"') {
            const std::size_t close = closing_quote(record, at + 1);
            if (close == kNowhere)
                throw TextFailure{offset, "a quoted field is not closed; a quote inside of one is doubled, \"\""};
            end = skip_blanks(record, close + 1, delimiter);
            if (end < record.size() && record[end] != delimiter)
                throw TextFailure{offset, "text follows the closing quote of a field; a quote inside of a quoted field "
                                          "is doubled, \"\""};
            unescape(record.substr(at + 1, close - at - 1), field);
        } else {
            std::size_t last = end;
            while (last > at && is_blank(record[last - 1], delimiter))
                --last;
            field.assign(record.substr(at, last - at));
        }
        at = end;
        if (at >= record.size())
            break;
    }
    fields.resize(count);
}

void check_quotes(std::string_view line, char delimiter, std::uint64_t offset) {
    std::vector<std::string> fields;
    if (line.find('"') != kNowhere)
        split_record(line, delimiter, offset, fields);
}

char delimiter_of(std::string_view line) {
    for (char c : {',', ';', '\t'}) {
        bool inside = false;
        for (char here : line) {
            inside = inside != (here == '"');
            if (here == c && !inside)
                return c;
        }
    }
    return ' ';
}

} // namespace cascade
