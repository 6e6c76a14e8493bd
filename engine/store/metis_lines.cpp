#include "engine/store/metis_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace cascade {
namespace {

/// The word at `at`, which moves behind it and the blanks before it.
std::string_view next_word(std::string_view line, std::size_t& at) {
    while (at < line.size() && detail::is_blank(line[at]))
        ++at;
    const std::size_t begin = at;
    while (at < line.size() && !detail::is_blank(line[at]))
        ++at;
    return line.substr(begin, at - begin);
}

/// What fmt says: three digits, each 0 or 1, of which leading zeros may miss.
void take_format(std::string_view fmt, std::string_view count, std::uint64_t offset, MetisHeading& heading) {
    const auto digit = [&](std::size_t from_right) {
        return from_right < fmt.size() && fmt[fmt.size() - 1 - from_right] == '1';
    };
    if (fmt.size() > 3 || fmt.find_first_not_of("01") != std::string_view::npos)
        fail_text(offset,
                  fmt::format("fmt is '{}'; it is up to three digits, each 0 or 1: vertex sizes, vertex weights, "
                              "edge weights",
                              shown_word(fmt)));
    heading.weighted = digit(0);
    std::uint64_t weights = 1;
    if (!count.empty() && (!parse_count(count, weights) || weights > 1'000'000 || (weights > 0) != digit(1)))
        fail_text(offset, fmt::format("ncon is '{}'; it is the number of weights of a vertex, at least 1 where fmt has "
                                      "them and 0 where it has not",
                                      shown_word(count)));
    heading.numbers = (digit(1) ? weights : 0) + (digit(2) ? 1 : 0);
}

void take_heading(std::string_view line, std::uint64_t offset, MetisHeading& heading) {
    std::vector<std::string_view> words;
    split_blanks(line, words);
    if (words.size() < 2 || words.size() > 4 || !parse_count(words[0], heading.vertices) ||
        !parse_count(words[1], heading.edges))
        fail_text(offset, fmt::format("'{}' is not the heading of a METIS graph, \"vertices edges [fmt [ncon]]\"",
                                      shown_word(line)));
    heading.line = offset;
    if (words.size() > 2)
        take_format(words[2], words.size() > 3 ? words[3] : "", offset, heading);
}

} // namespace

std::size_t MetisHeading::longest_line() const {
    constexpr std::uint64_t kWord = 32; // bytes, with the blank
    const std::uint64_t words = std::min<std::uint64_t>(numbers + 2 * vertices, std::uint64_t{1} << 40);
    return std::max<std::uint64_t>(LineReader::kLongestLine, words * kWord);
}

MetisHeading read_metis_heading(LineReader& reader, bool weights) {
    MetisHeading heading;
    for_each_line(reader, [&](std::string_view line, std::uint64_t offset, std::uint64_t next) {
        line = without_mark(line, offset);
        if (line.starts_with('%'))
            return true;
        take_heading(line, offset, heading);
        heading.begin = next;
        return false;
    });
    if (heading.begin == 0)
        fail_text(0, "the heading is missing; a METIS graph begins with \"vertices edges [fmt [ncon]]\"");
    if (weights && !heading.weighted)
        fail_text(heading.line, "the edges of this graph have no weights (fmt does not end in 1); leave out --weights "
                                "column");
    return heading;
}

namespace detail {

std::size_t pass_vertex_numbers(std::string_view line, std::uint64_t offset, const MetisHeading& heading) {
    std::size_t at = 0;
    for (std::uint64_t i = 0; i < heading.numbers; ++i) {
        const std::string_view word = next_word(line, at);
        std::uint64_t number = 0;
        if (!parse_count(word, number))
            fail_text(offset,
                      fmt::format("'{}' where number {} of {} of the vertex should be, its size and weights; these "
                                  "are whole numbers",
                                  shown_word(word), i + 1, heading.numbers));
    }
    return at;
}

std::string_view next_weight(std::string_view line, std::size_t& at, std::uint64_t offset, float& value) {
    const std::string_view word = next_word(line, at);
    if (word.empty())
        fail_text(offset, "the last neighbour has no weight; with this fmt each neighbour is followed by one");
    const auto [end, code] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (code != std::errc{} || end != word.data() + word.size() || !std::isfinite(value))
        fail_text(offset, fmt::format("the weight '{}' is not a finite number", shown_word(word)));
    return word;
}

void refuse_neighbour(std::string_view line, std::size_t at, std::uint64_t offset, std::uint64_t vertex,
                      const MetisHeading& heading) {
    const std::string_view word = next_word(line, at);
    std::uint64_t neighbour = 0;
    if (parse_count(word, neighbour) && neighbour == vertex)
        fail_text(offset, fmt::format("vertex {} is its own neighbour, which a METIS graph does not allow", vertex));
    fail_text(offset, fmt::format("'{}' is no neighbour of vertex {}; vertices are numbered from 1 to {}",
                                  shown_word(word), vertex, heading.vertices));
}

void refuse_more_lines(std::uint64_t offset, const MetisHeading& heading) {
    fail_text(offset, fmt::format("a line more than the {} vertices that the heading announces", heading.vertices));
}

} // namespace detail

std::uint64_t count_vertex_lines(std::string_view block, std::uint64_t offset, std::uint64_t end) {
    std::uint64_t lines = 0;
    while (!block.empty() && offset < end) {
        lines += block.front() != '%' ? 1 : 0;
        const std::size_t length = block.find('\n') + 1;
        block.remove_prefix(length);
        offset += length;
    }
    return lines;
}

} // namespace cascade
