#include "jobs/common/vertex_table.hpp"

#include "engine/comm/agree.hpp"
#include "jobs/common/config_file.hpp"
#include "jobs/common/vertex_file.hpp"

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace cascade {
namespace {

constexpr std::size_t kComplaintsTold = 5;

/// The positions of the two columns in the header.
struct Columns {
    std::size_t vertex, value;
};

Columns columns_of(std::string_view header, const std::string& path, std::size_t line, std::string_view column) {
    const std::vector<std::string> fields = csv_fields(header);
    const auto at = [&](std::string_view name) {
        const auto found =
            std::find_if(fields.begin(), fields.end(), [&](const std::string& f) { return trimmed(f) == name; });
        if (found == fields.end())
            throw InputError("{}:{}: the header has no column '{}'; a CSV file with 'vertex' and '{}' is needed", path,
                             line, name, column);
        return static_cast<std::size_t>(found - fields.begin());
    };
    return {at("vertex"), at(column)};
}

VertexValue row_of(const std::vector<std::string>& fields, const Columns& columns, const ReadValue& read) {
    if (fields.size() <= std::max(columns.vertex, columns.value))
        throw InputError("{} columns, fewer than the header names", fields.size());
    const std::string_view id = trimmed(fields[columns.vertex]);
    VertexValue row{0, 0};
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), row.vertex);
    if (error != std::errc() || end != id.data() + id.size())
        throw InputError("'{}' is not a vertex id; a whole number is needed", id);
    row.value = read(trimmed(fields[columns.value]));
    return row;
}

} // namespace

std::vector<VertexValue> parse_vertex_table(std::string_view text, const std::string& path, std::string_view column,
                                            const ReadValue& read) {
    std::vector<VertexValue> rows;
    std::unordered_map<OriginalId, double> seen;
    std::optional<Columns> columns;
    std::string complaints;
    std::size_t wrong = 0;
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = text.find('\n');
        const std::string_view line = trimmed(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        if (line.empty() || line.starts_with('#'))
            continue;
        if (!columns) {
            columns = columns_of(line, path, number, column);
            continue;
        }
        try {
            const VertexValue row = row_of(csv_fields(line), *columns, read);
            const auto [at, fresh] = seen.emplace(row.vertex, row.value);
            if (!fresh && at->second != row.value)
                throw InputError("vertex {} has another {} further up", row.vertex, column);
            if (fresh)
                rows.push_back(row);
        } catch (const InputError& error) {
            if (++wrong <= kComplaintsTold)
                complaints += fmt::format("{}{}:{}: {}", complaints.empty() ? "" : "\n", path, number, error.what());
        }
    }
    if (wrong > kComplaintsTold)
        complaints += fmt::format("\n{}: {} more lines like these", path, wrong - kComplaintsTold);
    if (wrong > 0)
        throw InputError("{}", complaints);
    if (!columns)
        throw InputError("{}: is empty; a CSV file with the columns 'vertex' and '{}' is needed", path, column);
    return rows;
}

void read_vertex_table(const Job& job, const PartitionedGraph& graph, std::string_view option, std::string_view column,
                       const ReadValue& read, const std::function<void(LocalVertex, double)>& keep) {
    constexpr std::size_t kPiece = 1 << 18;
    const Communicator& world = job.context.world;
    const std::string& path = job.options.text(option);
    std::vector<VertexValue> rows;
    agree_at_root(world, [&] { rows = parse_vertex_table(read_text_file(path), path, column, read); });
    const std::uint64_t count = broadcast(world, std::uint64_t{rows.size()});
    for (std::uint64_t at = 0; at < count; at += kPiece) {
        std::vector<VertexValue> piece;
        if (world.is_root())
            piece.assign(rows.begin() + static_cast<std::ptrdiff_t>(at),
                         rows.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(count, at + kPiece)));
        broadcast(world, piece);
        std::vector<OriginalId> ids;
        for (const VertexValue& row : piece)
            ids.push_back(row.vertex);
        const std::vector<VertexId> vertices = resolve_vertices(job, graph, ids, option, path);
        for (std::size_t i = 0; i < piece.size(); ++i)
            if (graph.is_owned(vertices[i]))
                keep(graph.to_local(vertices[i]), piece[i].value);
    }
}

} // namespace cascade
