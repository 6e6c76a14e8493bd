#include "engine/store/edge_lines.hpp"

#include "engine/core/utf8.hpp"
#include "engine/store/csv_record.hpp"
#include "engine/store/quick_id.hpp"
#include "engine/store/text_words.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace cascade {
namespace {

constexpr auto kSeparators = [] {
    std::array<bool, 256> table{};
    for (unsigned char c : {' ', '\t', ',', ';'})
        table[c] = true;
    return table;
}();

bool is_separator(char c) {
    return kSeparators[static_cast<unsigned char>(c)];
}

const char* skip_separators(const char* at) {
    while (is_separator(*at))
        ++at;
    return at;
}

bool ends_line(const char* at) {
    return *at == '\n' || (*at == '\r' && at[1] == '\n');
}

template <class Field>
std::string_view field_at(const std::vector<Field>& fields, std::size_t column, const char* what,
                          std::uint64_t offset) {
    if (column < fields.size())
        return fields[column];
    fail_text(
        offset,
        fmt::format(
            "no {} in column {}, the line has {} ('{}'); an edge is a line \"source target\", and a vertex without "
            "edges belongs in a file of its own (--vertices)",
            what, column + 1, fields.size() == 1 ? "one column" : fmt::format("{} columns", fields.size()),
            fields.empty() ? "" : shown_word(fields[0])));
}

using Fields = std::vector<std::string_view>; ///< kept from line to line, for its memory

/// What the edge holds for a token: the id itself, or the number of a label.
OriginalId id_of(std::string_view token, std::uint64_t offset, const LineFormat& format, const EdgeSink& sink) {
    return format.labels ? sink.labels->number_of(token, [&] { check_label(token, offset); }) : parse_id(token, offset);
}

/// Counts a comment such as "#tag,user": with labels, it may have been meant as an edge.
void look_at_comment(std::string_view line, const LineFormat& format, const EdgeSink& sink) {
    const std::size_t mark = line.find_first_not_of(" \t");
    if (!format.labels || sink.hidden == nullptr || mark == std::string_view::npos || mark + 1 >= line.size())
        return;
    const char next = line[mark + 1];
    if (next == ' ' || next == '\t' || next == '#' || next == '%' || next == '\r')
        return;
    if (std::max(format.source, format.target) < split_fields(line, format.delimiter).size())
        ++*sink.hidden;
}

template <class Field>
void add_fields(const std::vector<Field>& fields, std::uint64_t offset, const LineFormat& format,
                const EdgeSink& sink) {
    const std::string_view first = field_at(fields, format.source, "source", offset);
    const std::string_view second = field_at(fields, format.target, "target", offset);
    const OriginalId source = id_of(first, offset, format, sink);
    const OriginalId target = id_of(second, offset, format, sink);
    float weight = 0;
    if (format.weight != LineFormat::kNone)
        weight = parse_weight(field_at(fields, format.weight, "weight", offset), format.probabilities, offset);
    add_edge(source, target, weight, offset, format, sink);
}

void add_pair(std::string_view line, std::uint64_t offset, const LineFormat& format, Fields& fields,
              const EdgeSink& sink) {
    if (const std::size_t at = line.find('\r'); at != std::string_view::npos)
        fail_text(offset, "a carriage return inside the line; lines must end in LF or CRLF");
    if (format.delimiter != 0)
        check_quotes(line, format.delimiter, offset);
    split_fields(line, format.delimiter, fields);
    add_fields(fields, offset, format, sink);
}

void add_group(std::string_view line, std::uint64_t offset, const LineFormat& format, const EdgeSink& sink) {
    std::vector<OriginalId> group;
    for (std::string_view token : split_fields(line, 0))
        group.push_back(id_of(token, offset, format, sink));
    std::sort(group.begin(), group.end());
    const auto end = std::unique(group.begin(), group.end()); // named twice, still a member once
    if (format.strict && end != group.end())
        fail_text(offset, "a group names a member twice, which --strict refuses; without it the member counts once");
    group.erase(end, group.end());
    if (group.size() == 1)
        sink.members.push_back(group[0]);
    for (std::size_t i = 0; i < group.size(); ++i)
        for (std::size_t j = i + 1; j < group.size(); ++j)
            sink.edges.add(group[i], group[j]);
}

/// One line by the splitter.
void add_line(std::string_view line, std::uint64_t offset, const LineFormat& format, Fields& fields,
              const EdgeSink& sink) {
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    if (is_comment_or_blank(line))
        return look_at_comment(line, format, sink);
    if (format.cliques)
        add_group(line, offset, format, sink);
    else
        add_pair(line, offset, format, fields, sink);
}

/// Two ids at the front of the line at `at`; false when it is anything but two ids and perhaps more columns.
bool parse_pair(const char* at, const char* end, OriginalId& source, OriginalId& target, const char*& after) {
    const auto first = quick_id(skip_separators(at), end, source);
    if (first.ec != std::errc{} || !is_separator(*first.ptr))
        return false;
    const auto second = quick_id(skip_separators(first.ptr), end, target);
    after = second.ptr;
    return second.ec == std::errc{} && (ends_line(after) || is_separator(*after));
}

/// The end of the token at `at`: a separator or a line end.
const char* token_end(const char* at) {
    while (!is_separator(*at) && *at != '\n' && *at != '\r')
        ++at;
    return at;
}

/// Two labels at the front of the line at `at`; false when there are not two, or the line is a comment.
bool parse_labels(const char* at, std::uint64_t offset, const EdgeSink& sink, OriginalId& source, OriginalId& target,
                  const char*& after) {
    const char* const first = skip_separators(at);
    const char* const first_end = token_end(first);
    if (*first == '#' || *first == '%' || first_end == first || !is_separator(*first_end))
        return false;
    const char* const second = skip_separators(first_end);
    after = token_end(second);
    if (after == second || !(ends_line(after) || is_separator(*after)))
        return false;
    const auto number = [&](const char* begin, const char* end) {
        const std::string_view label(begin, static_cast<std::size_t>(end - begin));
        return sink.labels->number_of(label, [&] { check_label(label, offset); });
    };
    source = number(first, first_end);
    target = number(second, after);
    return true;
}

} // namespace

void refuse_loop(std::uint64_t line_offset) {
    fail_text(line_offset,
              "an edge from a vertex to itself, which --strict refuses; without it such edges are left out "
              "and counted");
}

std::vector<std::string_view> split_fields(std::string_view line, char delimiter) {
    std::vector<std::string_view> fields;
    split_fields(line, delimiter, fields);
    return fields;
}

void split_fields(std::string_view line, char delimiter, std::vector<std::string_view>& fields) {
    fields.clear();
    std::size_t at = 0;
    if (delimiter == 0) {
        while (at < line.size()) {
            while (at < line.size() && is_separator(line[at]))
                ++at;
            const std::size_t begin = at;
            while (at < line.size() && !is_separator(line[at]))
                ++at;
            if (at > begin)
                fields.push_back(line.substr(begin, at - begin));
        }
        return;
    }
    const auto is_blank = [&](char c) { return (c == ' ' || c == '\t') && c != delimiter; };
    for (;;) {
        while (at < line.size() && is_blank(line[at]))
            ++at;
        const bool quoted = at < line.size() && line[at] == '"';
        const std::size_t close = quoted ? line.find('"', at + 1) : std::string_view::npos;
        const std::size_t end =
            std::min(line.find(delimiter, close == std::string_view::npos ? at : close), line.size());
        std::string_view field =
            close == std::string_view::npos ? line.substr(at, end - at) : line.substr(at + 1, close - at - 1);
        while (!field.empty() && is_blank(field.back()))
            field.remove_suffix(1);
        fields.push_back(field);
        if (end == line.size())
            return;
        at = end + 1;
    }
}

bool is_comment_or_blank(std::string_view line) {
    const std::size_t at = line.find_first_not_of(" \t");
    return at == std::string_view::npos || line[at] == '#' || line[at] == '%';
}

OriginalId parse_id(std::string_view token, std::uint64_t line_offset) {
    OriginalId id = 0;
    const auto [end, code] = std::from_chars(token.data(), token.data() + token.size(), id);
    if (code == std::errc::result_out_of_range)
        fail_text(
            line_offset,
            fmt::format("the id '{}' does not fit in 64 bits; ids run from -9223372036854775808 to 9223372036854775807",
                        shown_word(token)));
    if (code == std::errc{} && end == token.data() + token.size())
        return id;
    if (token.find('\0') != std::string_view::npos)
        fail_text(line_offset,
                  fmt::format("a NUL byte in '{}'; this is not a text file in ASCII or UTF-8", shown_word(token)));
    fail_text(
        line_offset,
        fmt::format(
            "'{}' is not an integer id; edges are lines \"source target\" of whole numbers (comments begin with # or "
            "%, --header-lines N passes over a heading, --columns says where the ids are, --ids string reads ids as "
            "texts)",
            shown_word(token)));
}

float parse_weight(std::string_view token, bool probability, std::uint64_t offset) {
    double value = 0;
    const auto [end, code] = std::from_chars(token.data(), token.data() + token.size(), value);
    const auto weight = static_cast<float>(value);
    if (code != std::errc{} || end != token.data() + token.size() || !std::isfinite(weight))
        fail_text(
            offset,
            fmt::format(
                "the weight '{}' is not a finite number; 0.25 or 1e-3 would be one (--weights none ignores the column)",
                shown_word(token)));
    if (probability && !(weight >= 0 && weight <= 1))
        fail_text(offset, fmt::format("the weight '{}' is outside [0, 1]; --duplicates noisy-or merges probabilities",
                                      shown_word(token)));
    return weight + 0.0F; // no negative zero: it would compare equal and still differ
}

void check_label(std::string_view label, std::uint64_t line_offset) {
    if (label.empty())
        fail_text(line_offset, "an id is empty; every edge needs a source and a target");
    if (label.find('\0') != std::string_view::npos)
        fail_text(line_offset, fmt::format("a NUL byte in '{}'; this is not a text file in UTF-8", shown_word(label)));
    if (is_utf8(label))
        return;
    std::string bytes;
    for (char c : label.substr(0, 40))
        bytes += static_cast<unsigned char>(c) < 0x80
                     ? std::string(1, c)
                     : fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    fail_text(line_offset,
              fmt::format("the id '{}' is not UTF-8; convert the file first, e.g. iconv -f latin1 -t utf-8", bytes));
}

void parse_records(std::string_view block, std::uint64_t offset, const LineFormat& format, const EdgeSink& sink) {
    const CsvDialect dialect{.delimiter = format.delimiter};
    std::vector<std::string> fields;
    while (!block.empty()) {
        const std::size_t length = std::min(record_end(block, dialect), block.size());
        const std::string_view record = block.substr(0, length);
        if (is_passed_over(record, dialect.comments)) {
            look_at_comment(record, format, sink);
        } else {
            split_record(record, format.delimiter, offset, fields);
            add_fields(fields, offset, format, sink);
        }
        block.remove_prefix(length);
        offset += length;
    }
}

bool parse_lines(std::string_view block, std::uint64_t offset, std::uint64_t end, const LineFormat& format,
                 const EdgeSink& sink) {
    if (offset >= end)
        return false;
    const bool weighted = format.weight != LineFormat::kNone;
    const bool simple = !format.cliques && format.source == 0 && format.target == 1 &&
                        (!weighted || format.weight == 2) && format.delimiter == 0;
    const char* const stop = block.data() + block.size();
    const char* const limit = end - offset < block.size() ? block.data() + (end - offset) : stop;
    Fields fields;
    OriginalId source = 0;
    OriginalId target = 0;
    const char* at = block.data();
    while (at < limit) {
        const char* after = at;
        const std::uint64_t place = offset + static_cast<std::uint64_t>(at - block.data());
        bool plain = simple && (format.labels ? parse_labels(at, place, sink, source, target, after)
                                              : parse_pair(at, stop, source, target, after));
        std::string_view weight;
        if (plain && weighted) {
            const char* const token = skip_separators(after);
            after = token_end(token);
            weight = {token, static_cast<std::size_t>(after - token)};
            plain = !weight.empty();
        }
        const auto* const feed =
            *after == '\n' ? after
                           : static_cast<const char*>(std::memchr(after, '\n', static_cast<std::size_t>(stop - after)));
        if (static_cast<std::size_t>(feed - at) > LineReader::kLongestLine)
            refuse_long_line(place);
        if (plain && after != feed) { // more columns: nothing to us, unless they hide the end of a line
            const void* const bare = std::memchr(after, '\r', static_cast<std::size_t>(feed - after));
            plain = bare == nullptr || bare == feed - 1;
        }
        if (!plain)
            add_line({at, static_cast<std::size_t>(feed - at)}, place, format, fields, sink);
        else
            add_edge(source, target, weighted ? parse_weight(weight, format.probabilities, place) : 0, place, format,
                     sink);
        at = feed + 1;
    }
    return limit == stop;
}

} // namespace cascade
