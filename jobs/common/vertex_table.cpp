#include "jobs/common/vertex_table.hpp"

#include "engine/comm/agree.hpp"
#include "engine/store/csv_record.hpp"
#include "jobs/common/config_file.hpp"
#include "jobs/common/line_complaints.hpp"
#include "jobs/common/vertex_file.hpp"

#include <algorithm>
#include <unordered_map>

namespace cascade {
namespace {

constexpr CsvDialect kTableCsv{.delimiter = ',', .comments = "#"};

/// The positions of the two columns in the header.
struct Columns {
    std::size_t vertex, value;
};

/// Reads a table record by record.
class TableParser {
public:
    TableParser(const std::string& path, std::string_view column, const ReadValue& read, bool labelled)
        : path_(path), column_(column), read_(read), complaints_(path) {
        rows_.vertices.labelled = labelled;
    }

    void take(std::string_view record, std::size_t number) {
        if (is_passed_over(record, kTableCsv.comments))
            return;
        if (!columns_) {
            split_header(record, number);
            return;
        }
        try {
            split_record(record, kTableCsv.delimiter, 0, fields_);
            add_row();
        } catch (const InputError& error) {
            complaints_.add(number, error.what());
        } catch (const TextFailure& failure) {
            complaints_.add(number, failure.message);
        }
    }

    VertexValues finish() {
        complaints_.throw_if_any();
        if (!columns_)
            throw InputError("{}: is empty; a CSV file with the columns 'vertex' and '{}' is needed", path_, column_);
        return std::move(rows_);
    }

private:
    void split_header(std::string_view record, std::size_t number) {
        split_record(record, kTableCsv.delimiter, 0, fields_);
        const auto at = [&](std::string_view name) {
            const auto found = std::find(fields_.begin(), fields_.end(), name);
            if (found == fields_.end())
                throw InputError("{}:{}: the header has no column '{}'; a CSV file with 'vertex' and '{}' is needed",
                                 path_, number, name, column_);
            return static_cast<std::size_t>(found - fields_.begin());
        };
        columns_ = {at("vertex"), at(column_)};
    }

    void add_row() {
        if (fields_.size() <= std::max(columns_->vertex, columns_->value))
            throw InputError("{} columns, fewer than the header names", fields_.size());
        NamedVertices one{.labelled = rows_.vertices.labelled, .ids = {}, .labels = {}};
        add_vertex(fields_[columns_->vertex], one);
        const double value = read_(fields_[columns_->value]);
        const std::string key =
            one.labelled ? std::string(one.labels[0]) : fmt::format("{}", one.ids[0]); // ids have several spellings
        const auto [at, fresh] = seen_.emplace(key, value);
        if (!fresh && at->second != value)
            throw InputError("vertex {} has another {} further up", one.shown(0), column_);
        if (!fresh)
            return;
        rows_.vertices.add(one, 0);
        rows_.values.push_back(value);
    }

    const std::string& path_;
    std::string_view column_;
    const ReadValue& read_;
    std::optional<Columns> columns_;
    std::vector<std::string> fields_;
    std::unordered_map<std::string, double> seen_;
    LineComplaints complaints_;
    VertexValues rows_;
};

} // namespace

VertexValues parse_vertex_table(std::string_view text, const std::string& path, std::string_view column,
                                const ReadValue& read, bool labelled) {
    TableParser parser(path, column, read, labelled);
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    for (std::size_t number = 1; !text.empty();) {
        const std::string_view record = text.substr(0, record_end(text, kTableCsv));
        parser.take(record, number);
        number += static_cast<std::size_t>(std::count(record.begin(), record.end(), '\n'));
        text.remove_prefix(record.size());
    }
    return parser.finish();
}

void read_vertex_table(const Job& job, const PartitionedGraph& graph, std::string_view option, std::string_view column,
                       const ReadValue& read, const std::function<void(LocalVertex, double)>& keep) {
    constexpr std::size_t kPiece = 1 << 18;
    const Communicator& world = job.context.world;
    const std::string& path = job.options.text(option);
    VertexValues rows;
    agree_at_root(world, [&] { rows = parse_vertex_table(read_text_file(path), path, column, read, job.labelled); });
    const std::uint64_t count = broadcast(world, std::uint64_t{rows.values.size()});
    for (std::uint64_t at = 0; at < count; at += kPiece) {
        NamedVertices piece;
        std::vector<double> values;
        for (std::uint64_t i = at; world.is_root() && i < std::min<std::uint64_t>(count, at + kPiece); ++i) {
            piece.add(rows.vertices, i);
            values.push_back(rows.values[i]);
        }
        broadcast(world, piece);
        broadcast(world, values);
        const std::vector<VertexId> vertices = resolve_vertices(job, graph, piece, option, path);
        for (std::size_t i = 0; i < values.size(); ++i)
            if (graph.is_owned(vertices[i]))
                keep(graph.to_local(vertices[i]), values[i]);
    }
}

} // namespace cascade
