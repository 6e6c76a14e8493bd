#include "jobs/common/vertex_file.hpp"

#include "engine/comm/agree.hpp"
#include "jobs/common/config_file.hpp"
#include "jobs/common/console.hpp"

#include <algorithm>
#include <charconv>
#include <unordered_set>

namespace cascade {
namespace {

constexpr std::size_t kComplaintsTold = 5;

std::optional<OriginalId> parse_id(std::string_view text) {
    OriginalId id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(id) : std::nullopt;
}

/// Reads the file line by line, remembering which of the two forms it has.
class VertexListParser {
public:
    explicit VertexListParser(const std::string& path) : path_(path) {}

    void line(std::string_view text, std::size_t number) {
        if (text.empty() || text.starts_with('#'))
            return;
        if (form_ == Form::unknown && decide(text, number))
            return;
        if (form_ == Form::csv)
            csv_line(text, number);
        else if (form_ == Form::plain)
            add(trimmed(text.substr(0, text.find('#'))), number);
    }

    std::vector<OriginalId> finish() {
        if (wrong_ > kComplaintsTold)
            complaints_ += fmt::format("\n{}: {} more lines like these", path_, wrong_ - kComplaintsTold);
        if (wrong_ > 0)
            throw InputError("{}", complaints_);
        return std::move(ids_);
    }

private:
    enum class Form { unknown, plain, csv, neither };

    /// Settles the form by the first line; true when the line was a header and is used up.
    bool decide(std::string_view text, std::size_t number) {
        const std::vector<std::string> fields = csv_fields(text);
        const auto at =
            std::find_if(fields.begin(), fields.end(), [](const std::string& f) { return trimmed(f) == "vertex"; });
        if (at != fields.end()) {
            form_ = Form::csv;
            column_ = static_cast<std::size_t>(at - fields.begin());
            return true;
        }
        if (fields.size() == 1) {
            form_ = Form::plain;
            return false;
        }
        form_ = Form::neither;
        complain(number, fmt::format("'{}' is neither a vertex id nor a CSV header with a column 'vertex'", text));
        return true;
    }

    void csv_line(std::string_view text, std::size_t number) {
        const std::vector<std::string> fields = csv_fields(text);
        if (fields.size() <= column_)
            complain(number,
                     fmt::format("{} columns where the header has 'vertex' as column {}", fields.size(), column_ + 1));
        else
            add(trimmed(fields[column_]), number);
    }

    void add(std::string_view text, std::size_t number) {
        if (const auto id = parse_id(text))
            ids_.push_back(*id);
        else
            complain(number, fmt::format("'{}' is not a vertex id; a whole number is needed", text));
    }

    void complain(std::size_t number, const std::string& what) {
        if (++wrong_ <= kComplaintsTold)
            complaints_ += fmt::format("{}{}:{}: {}", complaints_.empty() ? "" : "\n", path_, number, what);
    }

    const std::string& path_;
    Form form_ = Form::unknown;
    std::size_t column_ = 0;
    std::size_t wrong_ = 0;
    std::string complaints_;
    std::vector<OriginalId> ids_;
};

} // namespace

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r";
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::vector<std::string> csv_fields(std::string_view line) {
    std::vector<std::string> fields(1);
    bool inside = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"' && inside && i + 1 < line.size() && line[i + 1] == '"')
            fields.back() += line[i++];
        else if (line[i] == '"')
            inside = !inside;
        else if (line[i] == ',' && !inside)
            fields.emplace_back();
        else
            fields.back() += line[i];
    }
    return fields;
}

std::vector<OriginalId> parse_vertex_list(std::string_view text, const std::string& path) {
    VertexListParser parser(path);
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = text.find('\n');
        parser.line(trimmed(text.substr(0, end)), number);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return parser.finish();
}

std::vector<OriginalId> read_vertex_file(const Job& job, const std::string& path) {
    const Communicator& world = job.context.world;
    std::vector<OriginalId> ids;
    agree_at_root(world, [&] { ids = parse_vertex_list(read_text_file(path), path); });
    broadcast(world, ids);
    std::unordered_set<OriginalId> seen;
    std::vector<OriginalId> distinct;
    for (OriginalId id : ids)
        if (seen.insert(id).second)
            distinct.push_back(id);
    if (distinct.size() < ids.size())
        warn(job, "{}: {} repeated vertices are kept once", path, ids.size() - distinct.size());
    return distinct;
}

std::vector<OriginalId> read_seed_file(const Job& job, const std::string& path) {
    std::vector<OriginalId> ids = read_vertex_file(job, path);
    if (ids.empty())
        throw Error(ExitCode::bad_input, fmt::format("{}: names no vertex; one original id a line is needed", path),
                    true);
    return ids;
}

std::vector<VertexId> resolve_vertices(const Job& job, const PartitionedGraph& graph, std::span<const OriginalId> ids,
                                       std::string_view option, const std::string& path) {
    std::vector<VertexId> vertices = find_vertices(job.context.world, graph, ids);
    std::string absent;
    std::size_t count = 0;
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (vertices[i] == kNoVertex && ++count <= kComplaintsTold)
            absent += fmt::format("{}{}", absent.empty() ? "" : ", ", ids[i]);
    if (count == 0)
        return vertices;
    throw Error(ExitCode::bad_input,
                fmt::format("--{} {}: {} of {} vertices are not in the graph: {}{}; original ids are needed", option,
                            path, count, ids.size(), absent, count > kComplaintsTold ? ", ..." : ""),
                true);
}

} // namespace cascade
