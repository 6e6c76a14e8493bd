#include "jobs/common/vertex_file.hpp"

#include "engine/comm/agree.hpp"
#include "engine/core/utf8.hpp"
#include "engine/store/csv_record.hpp"
#include "jobs/common/config_file.hpp"
#include "jobs/common/console.hpp"
#include "jobs/common/line_complaints.hpp"

#include <algorithm>
#include <charconv>

namespace cascade {
namespace {

constexpr CsvDialect kVertexCsv{.delimiter = ',', .comments = "#"};

std::optional<OriginalId> parse_id(std::string_view text) {
    OriginalId id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(id) : std::nullopt;
}

/// Reads the file line by line, remembering which of the two forms it has.
class VertexListParser {
public:
    VertexListParser(const std::string& path, bool labelled) : complaints_(path) { vertices_.labelled = labelled; }

    /// Takes what `text` begins with, a line or a record, from line `number` on; returns its length.
    std::size_t take(std::string_view text, std::size_t number) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        const std::string_view line = trimmed(text.substr(0, text.find('\n')));
        if (line.empty() || line.starts_with('#'))
            return end;
        try {
            if (form_ == Form::unknown && decide(line))
                return end;
            if (form_ == Form::csv)
                return take_record(text);
            if (form_ == Form::plain)
                add_vertex(vertices_.labelled ? line : trimmed(line.substr(0, line.find('#'))), vertices_);
        } catch (const InputError& error) {
            complaints_.add(number, error.what());
        } catch (const TextFailure& failure) {
            complaints_.add(number, failure.message);
            return text.size(); // what follows an open quote is not worth looking at
        }
        return end;
    }

    NamedVertices finish() {
        complaints_.throw_if_any();
        return std::move(vertices_);
    }

private:
    enum class Form { unknown, plain, csv, neither };

    /// Settles the form by the first line; true when the line was a header and is used up.
    bool decide(std::string_view line) {
        split_record(line, ',', 0, fields_);
        const auto at = std::find(fields_.begin(), fields_.end(), "vertex");
        if (at != fields_.end()) {
            form_ = Form::csv;
            column_ = static_cast<std::size_t>(at - fields_.begin());
            return true;
        }
        if (fields_.size() == 1 || vertices_.labelled) {
            form_ = Form::plain;
            return false;
        }
        form_ = Form::neither;
        throw InputError("'{}' is neither a vertex id nor a CSV header with a column 'vertex'", line);
    }

    std::size_t take_record(std::string_view text) {
        const std::size_t length = std::min(record_end(text, kVertexCsv), text.size());
        split_record(text.substr(0, length), kVertexCsv.delimiter, 0, fields_);
        if (fields_.size() <= column_)
            throw InputError("{} columns where the header has 'vertex' as column {}", fields_.size(), column_ + 1);
        add_vertex(fields_[column_], vertices_);
        return length;
    }

    Form form_ = Form::unknown;
    std::size_t column_ = 0;
    LineComplaints complaints_;
    std::vector<std::string> fields_;
    NamedVertices vertices_;
};

} // namespace

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r";
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

void add_vertex(std::string_view field, NamedVertices& vertices) {
    if (!vertices.labelled) {
        const auto id = parse_id(field);
        if (!id)
            throw InputError("'{}' is not a vertex id; a whole number is needed", field);
        vertices.ids.push_back(*id);
        return;
    }
    if (field.empty())
        throw InputError("the vertex is empty; the label of a vertex is needed");
    if (!is_utf8(field))
        throw InputError("the label is not UTF-8; convert the file first, e.g. iconv -f latin1 -t utf-8");
    vertices.labels.push_back(field);
}

NamedVertices parse_vertex_list(std::string_view text, const std::string& path, bool labelled) {
    VertexListParser parser(path, labelled);
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    std::size_t number = 1;
    while (!text.empty()) {
        const std::size_t length = parser.take(text, number);
        number += static_cast<std::size_t>(
            std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length), '\n'));
        text.remove_prefix(length);
    }
    return parser.finish();
}

NamedVertices read_vertex_file(const Job& job, const std::string& path) {
    const Communicator& world = job.context.world;
    NamedVertices all;
    agree_at_root(world, [&] { all = parse_vertex_list(read_text_file(path) + "\n", path, job.labelled); });
    broadcast(world, all);
    NamedVertices once = distinct(all);
    if (once.size() < all.size())
        warn(job, "{}: {} repeated vertices are kept once", path, all.size() - once.size());
    return once;
}

NamedVertices read_seed_file(const Job& job, const std::string& path) {
    NamedVertices seeds = read_vertex_file(job, path);
    if (seeds.empty())
        throw Error(
            ExitCode::bad_input,
            fmt::format("{}: names no vertex; one {} a line is needed", path, job.labelled ? "label" : "original id"),
            true);
    return seeds;
}

std::vector<VertexId> resolve_vertices(const Job& job, const PartitionedGraph& graph, const NamedVertices& named,
                                       std::string_view option, const std::string& path) {
    std::vector<VertexId> vertices = find_vertices(job.context.world, graph, named);
    std::string absent;
    std::size_t count = 0;
    for (std::size_t i = 0; i < named.size(); ++i)
        if (vertices[i] == kNoVertex && ++count <= LineComplaints::kTold)
            absent += fmt::format("{}{}", absent.empty() ? "" : ", ", named.shown(i));
    if (count == 0)
        return vertices;
    throw Error(ExitCode::bad_input,
                fmt::format("--{} {}: {} of {} vertices are not in the graph: {}{}; {} are needed", option, path, count,
                            named.size(), absent, count > LineComplaints::kTold ? ", ..." : "",
                            named.labelled ? "its labels" : "original ids"),
                true);
}

} // namespace cascade
