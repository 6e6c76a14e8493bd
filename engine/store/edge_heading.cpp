#include "engine/store/edge_heading.hpp"

#include "engine/store/csv_record.hpp"
#include "engine/store/text_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace cascade {
namespace {

/// A stream that gives back the front that was looked at.
class Looked : public ByteStream {
public:
    explicit Looked(std::unique_ptr<ByteStream> stream) : stream_(std::move(stream)) {}

    /// The first `bytes` bytes, or all there are.
    std::string_view front(std::size_t bytes) {
        while (front_.size() < bytes) {
            const std::size_t before = front_.size();
            front_.resize(bytes);
            const std::size_t got = stream_->read(front_.data() + before, bytes - before);
            front_.resize(before + got);
            if (got == 0)
                break;
        }
        return front_;
    }

    std::size_t read(char* into, std::size_t capacity) override {
        if (at_ == front_.size())
            return stream_->read(into, capacity);
        const std::size_t got = front_.copy(into, capacity, at_);
        at_ += got;
        return got;
    }

private:
    std::unique_ptr<ByteStream> stream_;
    std::string front_;
    std::size_t at_ = 0;
};

/// The format of a file called `path`, as asked or by its name and how it begins.
EdgeFormat format_of(std::string path, Looked& stream, EdgeFormat asked) {
    if (asked != EdgeFormat::automatic)
        return asked;
    for (const char* ending : {".gz", ".zst"})
        if (path.ends_with(ending))
            path.resize(path.rfind('.'));
    const std::string_view head = stream.front(kByteOrderMark.size() + kMatrixBanner.size());
    if (path.ends_with(".mtx") || has_matrix_banner(without_mark(head, 0)))
        return EdgeFormat::matrix_market;
    if (path.ends_with(".graph") || path.ends_with(".metis"))
        return EdgeFormat::metis;
    return path.ends_with(".csv") ? EdgeFormat::csv : EdgeFormat::edges;
}

/// What belongs to lists and not to files that say themselves how they are laid out.
void refuse_options_of_lists(const std::string& path, const EdgeTextOptions& options) {
    if (options.ids == IdKind::text && !options.base.empty())
        throw InputError("{}: its vertices are numbered from 1, and those of --base {} have labels", path,
                         options.base);
    const char* const option = !options.columns.empty()      ? "--columns"
                               : options.header_lines > 0    ? "--header-lines"
                               : options.ids == IdKind::text ? "--ids string"
                                                             : nullptr;
    if (option != nullptr)
        throw UsageError("{}: {} has its own heading, with vertices numbered from 1; leave the option out, or give "
                         "--format edges",
                         option, path);
}

/// What a text comes to that is a whole number from end to end: the number, or that it is too large for an id.
struct WholeNumber {
    bool is_one = false;
    std::optional<OriginalId> value; ///< nothing where it does not fit
};

WholeNumber whole_number(std::string_view text) {
    OriginalId value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code == std::errc::invalid_argument || end != text.data() + text.size())
        return {};
    return {true, code == std::errc{} ? std::optional(value) : std::nullopt};
}

bool is_whole(std::string_view text) {
    return whole_number(text).is_one;
}

/// The columns as they are without a word from the heading.
LineFormat numbered(const EdgeTextOptions& options) {
    LineFormat format;
    format.reverse = options.reverse;
    format.strict = options.strict;
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

/// Whether one of the two columns holds something that is no integer.
bool has_texts(std::string_view line, const LineFormat& format) {
    const std::vector<std::string_view> fields = split_fields(line, format.delimiter);
    const auto is_text = [&](std::size_t column) { return column < fields.size() && !is_whole(fields[column]); };
    return is_text(format.source) || is_text(format.target);
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

/// The pairs of names that two columns of ids usually have.
constexpr std::array<std::array<std::string_view, 2>, 6> kCustomaryPairs{
    {{"source", "target"}, {"from", "to"}, {"src", "dst"}, {"u", "v"}, {"id1", "id2"}, {"follower", "followee"}}};

/// Whether a line that holds texts is rather a heading than two ids.
bool is_customary(std::string_view line, const LineFormat& format) {
    const std::vector<std::string_view> fields = split_fields(line, format.delimiter);
    if (!customary_columns(line, format).empty())
        return true;
    if (std::max(format.source, format.target) >= fields.size())
        return false;
    for (const auto& [source, target] : kCustomaryPairs)
        if (lower_case(fields[format.source]) == source && lower_case(fields[format.target]) == target)
            return true;
    return false;
}

/// A line, or a record, that is no comment.
struct DataLine {
    std::string text;
    std::uint64_t offset = 0;
    std::uint64_t next = 0; ///< the byte after it
};

/// The first two, after the lines that the user says are a heading, which are noted.
std::vector<DataLine> first_lines(LineReader& reader, const EdgeTextOptions& options, bool csv, EdgeHeading& heading) {
    std::vector<DataLine> lines;
    std::uint64_t left = options.header_lines;
    bool open = false; // the last record goes on
    for_each_line(reader, [&](std::string_view line, std::uint64_t offset, std::uint64_t next) {
        if (offset == 0 && line.starts_with(kByteOrderMark)) {
            heading.begin = kByteOrderMark.size();
            line = without_mark(line, offset);
        }
        if (left > 0) {
            --left;
            heading.begin = next;
            return true;
        }
        if (!open && is_comment_or_blank(line))
            return true;
        if (open)
            lines.back() = {lines.back().text + "\n" + std::string(line), lines.back().offset, next};
        else
            lines.push_back({std::string(line), offset, next});
        const std::string& text = lines.back().text;
        open = csv && text.size() <= LineReader::kLongestLine &&
               record_end(text + "\n", {.delimiter = delimiter_of(text)}) == std::string_view::npos;
        return open || lines.size() < 2;
    });
    return lines;
}

/// Whether the first line of a file names columns.
bool names_columns(const std::vector<DataLine>& lines, EdgeFormat kind, const LineFormat& format,
                   const EdgeTextOptions& options) {
    if (any_named(options))
        return true;
    if (kind != EdgeFormat::csv || has_ids(lines[0].text, format))
        return false;
    if (options.ids == IdKind::integer ||
        (options.ids == IdKind::automatic && lines.size() > 1 && has_ids(lines[1].text, format)))
        return true;
    return is_customary(lines[0].text, format);
}

/// Fills in the columns from a line that names them.
void take_names(EdgeHeading& heading, const DataLine& line, const EdgeTextOptions& options) {
    const bool named = any_named(options);
    if (named || options.columns.empty())
        resolve(heading.format, line.text, named ? options.columns : customary_columns(line.text, heading.format),
                options.weights, line.offset);
    heading.begin = line.next;
}

/// The heading of a matrix or a METIS graph.
void take_own_heading(EdgeHeading& heading, LineReader& reader, EdgeFormat kind, const EdgeTextOptions& options) {
    heading.text_ids = false;
    if (kind == EdgeFormat::matrix_market) {
        heading.matrix = read_matrix_heading(reader, options.weights);
        heading.begin = heading.matrix->begin;
        heading.direction = heading.matrix->symmetric ? EdgeDirection::undirected : EdgeDirection::directed;
    } else {
        heading.metis = read_metis_heading(reader, options.weights);
        heading.begin = heading.metis->begin;
        heading.direction = EdgeDirection::undirected;
    }
}

bool is_group_of_ids(std::string_view line) {
    const std::vector<std::string_view> fields = split_fields(line, 0);
    return std::all_of(fields.begin(), fields.end(), is_whole);
}

/// A heading in a list of blanks would become two vertices without a word: ids of both kinds, and texts only at first.
void refuse_likely_heading(const DataLine& line, const DataLine& next, const LineFormat& format) {
    if (has_ids(next.text, format))
        throw TextFailure{line.offset,
                          fmt::format("'{}' has no integer ids and the line after it has; pass over a heading with "
                                      "--header-lines 1, or say --ids string where ids are texts",
                                      line.text.substr(0, 40))};
}

} // namespace

std::optional<std::size_t> column_number(const std::string& name) {
    std::size_t number = 0;
    const auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (code != std::errc{} || end != name.data() + name.size() || number == 0)
        return std::nullopt;
    return number - 1;
}

EdgeHeading read_heading(const std::string& path, std::unique_ptr<ByteStream> stream, const EdgeTextOptions& options) {
    auto looked = std::make_unique<Looked>(std::move(stream));
    const EdgeFormat kind = format_of(path, *looked, options.format);
    EdgeHeading heading;
    LineFormat& format = heading.format;
    format = numbered(options);
    format.cliques = kind == EdgeFormat::cliques;
    if (format.cliques)
        heading.direction = EdgeDirection::undirected;
    format.csv = kind == EdgeFormat::csv;
    LineReader reader(std::move(looked));
    if (kind == EdgeFormat::matrix_market || kind == EdgeFormat::metis) {
        refuse_options_of_lists(path, options);
        take_own_heading(heading, reader, kind, options);
        return heading;
    }
    std::vector<DataLine> lines = first_lines(reader, options, format.csv, heading);
    if (lines.empty())
        return heading;
    if (format.cliques) {
        heading.text_ids = !is_group_of_ids(lines[0].text);
        return heading;
    }
    if (format.csv) {
        format.delimiter = delimiter_of(lines[0].text);
        check_quotes(lines[0].text, format.delimiter, lines[0].offset);
    }
    const bool named = names_columns(lines, kind, format, options);
    if (named) {
        take_names(heading, lines[0], options);
        lines.erase(lines.begin());
    }
    if (lines.empty())
        return heading;
    heading.text_ids = has_texts(lines[0].text, format);
    if (*heading.text_ids && options.ids == IdKind::automatic && lines.size() > 1)
        refuse_likely_heading(lines[0], lines[1], format);
    const std::vector<std::string_view> fields = split_fields(lines[0].text, format.delimiter);
    if (!named && fields.size() == 2 && has_ids(lines[0].text, format) && options.header_lines == 0)
        heading.maybe_edge_count = whole_number(fields[1]).value;
    return heading;
}

} // namespace cascade
