#include "engine/store/matrix_market.hpp"

#include "engine/store/text_words.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstring>

namespace cascade {
namespace {

constexpr std::string_view kBlanks = " \t";

/// A line that holds nothing, or a comment.
bool is_empty(std::string_view line) {
    const std::size_t at = line.find_first_not_of(kBlanks);
    return at == std::string_view::npos || line[at] == '%';
}

/// Fills in what the banner says, or throws what is wrong with it.
void take_banner(std::string_view line, MatrixHeading& matrix) {
    std::vector<std::string_view> words;
    split_blanks(line, words);
    if (words.size() != 5 || lower_case(words[1]) != "matrix")
        fail_text(0,
                  fmt::format("the banner '{}' is not \"%%MatrixMarket matrix coordinate FIELD SYMMETRY\", FIELD being "
                              "pattern, integer or real, SYMMETRY general or symmetric",
                              shown_word(line)));
    const std::string layout = lower_case(words[2]), field = lower_case(words[3]), symmetry = lower_case(words[4]);
    if (layout != "coordinate")
        fail_text(0, fmt::format("the matrix is '{}'; a graph is a sparse one, \"coordinate\"", shown_word(words[2])));
    matrix.pattern = field == "pattern";
    matrix.whole = field == "integer";
    if (!matrix.pattern && !matrix.whole && field != "real")
        fail_text(
            0, fmt::format("the values are '{}'; edges may have pattern, integer or real ones", shown_word(words[3])));
    matrix.symmetric = symmetry == "symmetric";
    if (!matrix.symmetric && symmetry != "general")
        fail_text(0, fmt::format("the matrix is '{}'; a graph is general (an entry is an arc) or symmetric (an "
                                 "undirected edge); write it as a general one, each entry for itself",
                                 shown_word(words[4])));
}

void take_sizes(std::string_view line, std::uint64_t offset, MatrixHeading& matrix) {
    std::vector<std::string_view> words;
    split_blanks(line, words);
    std::uint64_t sizes[3] = {};
    bool good = words.size() == 3;
    for (std::size_t i = 0; good && i < 3; ++i)
        good = parse_count(words[i], sizes[i]);
    if (!good)
        fail_text(offset,
                  fmt::format("'{}' should be the sizes of the matrix, \"rows columns entries\"", shown_word(line)));
    if (sizes[0] != sizes[1])
        fail_text(offset,
                  fmt::format("{} rows and {} columns; the matrix of a graph is square, rows and columns are the "
                              "same vertices",
                              sizes[0], sizes[1]));
    matrix.vertices = sizes[0];
    matrix.entries = sizes[2];
    matrix.line = offset;
}

OriginalId parse_vertex(std::string_view token, std::uint64_t offset, const MatrixHeading& matrix) {
    std::uint64_t vertex = 0;
    if (!parse_count(token, vertex) || vertex == 0 || vertex > matrix.vertices)
        fail_text(offset, fmt::format("'{}' is not a row or column of the matrix; they are numbered from 1 to {}",
                                      shown_word(token), matrix.vertices));
    return static_cast<OriginalId>(vertex);
}

/// The value of an entry, which is looked at in any case and kept where it is a weight.
float parse_value(std::string_view token, std::uint64_t offset, const MatrixHeading& matrix, const LineFormat& format) {
    double value = 0;
    const auto [end, code] = std::from_chars(token.data(), token.data() + token.size(), value);
    std::uint64_t count = 0;
    const std::string_view digits = token.starts_with('-') ? token.substr(1) : token;
    if (code == std::errc::invalid_argument || end != token.data() + token.size() ||
        (matrix.whole && !parse_count(digits, count)))
        fail_text(offset, fmt::format("the value '{}' is not {}", shown_word(token),
                                      matrix.whole ? "a whole number, as the banner says" : "a number"));
    return format.weight == LineFormat::kNone ? 0 : parse_weight(token, format.probabilities, offset);
}

/// One entry, by its words.
void add_entry(std::string_view line, std::uint64_t offset, const MatrixHeading& matrix, const LineFormat& format,
               std::vector<std::string_view>& words, const EdgeSink& sink) {
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    if (is_empty(line))
        return;
    split_blanks(line, words);
    const std::size_t expected = matrix.pattern ? 2 : 3;
    if (words.size() != expected)
        fail_text(offset, fmt::format("an entry of this matrix is \"{}\", and the line has {}",
                                      matrix.pattern ? "row column" : "row column value",
                                      words.size() == 1 ? "one word" : fmt::format("{} words", words.size())));
    const OriginalId source = parse_vertex(words[0], offset, matrix);
    const OriginalId target = parse_vertex(words[1], offset, matrix);
    const float weight = matrix.pattern ? 0 : parse_value(words[2], offset, matrix, format);
    add_edge(source, target, weight, offset, format, sink);
}

/// A row or column at the front of `at`, which a blank or a line end follows; false when it is anything else.
bool parse_number(const char*& at, const char* end, std::uint64_t& number) {
    while (*at == ' ' || *at == '\t')
        ++at;
    const auto [after, code] = std::from_chars(at, end, number);
    at = after;
    return code == std::errc{} && (*at == ' ' || *at == '\t' || *at == '\n');
}

} // namespace

bool has_matrix_banner(std::string_view head) {
    return lower_case(head.substr(0, kMatrixBanner.size())) == lower_case(kMatrixBanner);
}

MatrixHeading read_matrix_heading(LineReader& reader, bool weights) {
    MatrixHeading matrix;
    bool banner = false;
    for_each_line(reader, [&](std::string_view line, std::uint64_t offset, std::uint64_t next) {
        line = without_mark(line, offset);
        if (!banner) {
            if (!has_matrix_banner(line))
                fail_text(offset, "the banner is missing: a Matrix Market file begins with \"%%MatrixMarket matrix "
                                  "coordinate …\" (--format edges --header-lines N reads a list without one)");
            take_banner(line, matrix);
            banner = true;
            return true;
        }
        if (is_empty(line))
            return true;
        take_sizes(line, offset, matrix);
        matrix.begin = next;
        return false;
    });
    if (!banner || matrix.begin == 0)
        fail_text(0, banner ? "the file ends before the sizes of the matrix, \"rows columns entries\""
                            : "the file is empty; a Matrix Market file begins with \"%%MatrixMarket\"");
    if (weights && matrix.pattern)
        fail_text(0, "a pattern matrix has no values; leave out --weights column");
    return matrix;
}

bool parse_entries(std::string_view block, std::uint64_t offset, std::uint64_t end, const MatrixHeading& matrix,
                   const LineFormat& format, const EdgeSink& sink) {
    if (offset >= end)
        return false;
    const char* const stop = block.data() + block.size();
    const char* const limit = end - offset < block.size() ? block.data() + (end - offset) : stop;
    std::vector<std::string_view> words;
    const char* at = block.data();
    while (at < limit) {
        const std::uint64_t place = offset + static_cast<std::uint64_t>(at - block.data());
        std::uint64_t source = 0;
        std::uint64_t target = 0;
        const char* after = at;
        const bool plain = matrix.pattern && parse_number(after, stop, source) && *after != '\n' &&
                           parse_number(after, stop, target) && *after == '\n' && source - 1 < matrix.vertices &&
                           target - 1 < matrix.vertices;
        if (!plain) {
            after = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(stop - at)));
            if (static_cast<std::size_t>(after - at) > LineReader::kLongestLine)
                refuse_long_line(place);
            add_entry({at, static_cast<std::size_t>(after - at)}, place, matrix, format, words, sink);
        } else {
            add_edge(static_cast<OriginalId>(source), static_cast<OriginalId>(target), 0, place, format, sink);
        }
        at = after + 1;
    }
    return limit == stop;
}

} // namespace cascade
