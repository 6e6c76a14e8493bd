#include "engine/store/edge_heading.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>

namespace cascade {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

EdgeFormat format_of(std::string path, EdgeFormat asked) {
    if (asked != EdgeFormat::automatic)
        return asked;
    for (const char* ending : {".gz", ".zst"})
        if (path.ends_with(ending))
            path.resize(path.rfind('.'));
    return path.ends_with(".csv") ? EdgeFormat::csv : EdgeFormat::edges;
}

bool is_whole(std::string_view text) {
    OriginalId value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    return code != std::errc::invalid_argument && end == text.data() + text.size();
}

/// The columns as they are without a word from the heading.
LineFormat numbered(const EdgeTextOptions& options) {
    LineFormat format;
    format.reverse = options.reverse;
    format.probabilities = options.probabilities;
    if (options.weights)
        format.weight = 2;
    std::size_t* const places[] = {&format.source, &format.target, &format.weight};
    for (std::size_t i = 0; i < options.columns.size() && (i < 2 || options.weights); ++i)
        if (const auto column = column_number(options.columns[i]))
            *places[i] = *column;
    return format;
}

std::size_t find_name(const std::vector<std::string_view>& names, const std::string& name, std::uint64_t offset) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name)
            return i;
    throw TextFailure{
        offset, fmt::format("the heading has no column '{}'; it has {} (see --columns)", name, fmt::join(names, ", "))};
}

/// Fills in the columns that have names.
void resolve(LineFormat& format, std::string_view heading, const std::vector<std::string>& columns, bool weights,
             std::uint64_t offset) {
    const std::vector<std::string_view> names = split_fields(heading, format.delimiter);
    std::size_t* const places[] = {&format.source, &format.target, &format.weight};
    for (std::size_t i = 0; i < columns.size() && (i < 2 || weights); ++i)
        if (!column_number(columns[i]))
            *places[i] = find_name(names, columns[i], offset);
}

bool has_ids(std::string_view line, const LineFormat& format) {
    const std::vector<std::string_view> fields = split_fields(line, format.delimiter);
    return std::max(format.source, format.target) < fields.size() && is_whole(fields[format.source]) &&
           is_whole(fields[format.target]);
}

/// The customary names, where a heading has both and the user named none.
std::vector<std::string> customary_columns(std::string_view heading, const LineFormat& format) {
    const std::vector<std::string_view> names = split_fields(heading, format.delimiter);
    const auto has = [&](std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); };
    if (!has("source") || !has("target"))
        return {};
    return has("weight") ? std::vector<std::string>{"source", "target", "weight"}
                         : std::vector<std::string>{"source", "target"};
}

bool any_named(const EdgeTextOptions& options) {
    for (const std::string& column : options.columns)
        if (!column_number(column))
            return true;
    return false;
}

/// Looks at the first line that is data or names columns. Returns true when it is a heading.
bool take_first_line(EdgeHeading& heading, std::string_view line, std::uint64_t offset, EdgeFormat kind,
                     const EdgeTextOptions& options) {
    LineFormat& format = heading.format;
    if (kind == EdgeFormat::csv)
        format.delimiter = delimiter_of(line);
    if (any_named(options)) {
        resolve(format, line, options.columns, options.weights, offset);
        return true;
    }
    if (kind == EdgeFormat::csv && !has_ids(line, format)) {
        if (options.columns.empty())
            resolve(format, line, customary_columns(line, format), options.weights, offset);
        return true;
    }
    const std::vector<std::string_view> fields = split_fields(line, format.delimiter);
    if (fields.size() == 2 && has_ids(line, format) && options.header_lines == 0)
        heading.maybe_edge_count = parse_id(fields[1], offset);
    return false;
}

} // namespace

std::optional<std::size_t> column_number(const std::string& name) {
    std::size_t number = 0;
    const auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (code != std::errc{} || end != name.data() + name.size() || number == 0)
        return std::nullopt;
    return number - 1;
}

char delimiter_of(std::string_view line) {
    for (char c : {',', ';', '\t'})
        if (line.find(c) != std::string_view::npos)
            return c;
    return ' ';
}

EdgeHeading read_heading(const std::string& path, std::unique_ptr<ByteStream> stream, const EdgeTextOptions& options) {
    const EdgeFormat kind = format_of(path, options.format);
    EdgeHeading heading;
    heading.format = numbered(options);
    heading.format.cliques = kind == EdgeFormat::cliques;
    LineReader reader(std::move(stream));
    std::uint64_t left = options.header_lines;
    for_each_line(reader, [&](std::string_view line, std::uint64_t offset, std::uint64_t next) {
        if (offset == 0 && line.starts_with(kByteOrderMark)) {
            heading.begin = kByteOrderMark.size();
            line.remove_prefix(kByteOrderMark.size());
        }
        if (left > 0) {
            --left;
            heading.begin = next;
            return true;
        }
        if (kind == EdgeFormat::cliques)
            return false;
        if (is_comment_or_blank(line))
            return true;
        if (take_first_line(heading, line, offset, kind, options))
            heading.begin = next;
        return false;
    });
    return heading;
}

} // namespace cascade
