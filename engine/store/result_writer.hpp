#pragma once
// A result directory: result.h5, CSVs, summary.json, events.jsonl and, last of all, MANIFEST.json, the commit record.
//
// Kernels return plain structs; a job turns them into tables (columns with names), series (an index and its arrays) and
// per-vertex arrays, and this writes each in every format the contract names. `/results`, `/series` and `/vertices`
// hold nothing that depends on time, machine or ranks; timings and provenance go to `/timing` and root attributes.
// Rank 0 writes, serially: results are small, and per-vertex arrays arrive rank by rank in canonical order.
// Every file is written beside its name, checked call by call, fsynced and renamed.

#include "engine/graph/partitioned_graph.hpp"
#include "engine/runtime/context.hpp"
#include "engine/store/written.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace cascade {

/// One column of a table: its name and one value a row. All columns of a table have the same length.
struct Column {
    std::string name;
    std::variant<std::vector<std::uint32_t>, std::vector<std::uint64_t>, std::vector<std::int64_t>, std::vector<double>>
        values;
    std::vector<std::string> labels{}; ///< what texts show in place of the values, one a value; empty: the values

    std::size_t size() const {
        return std::visit([](const auto& column) { return column.size(); }, values);
    }
    /// u32, u64, i64 or f64.
    std::string_view type() const;
};

/// A compound table at /results/<name>, the labels of its columns at /labels/<name>/<column>; also <csv> in the directory when `csv` is not empty.
struct Table {
    std::string name;
    std::vector<Column> columns;
    std::string csv; ///< file name, e.g. "seeds.csv"
};

/// Arrays over one index, at /series/<name>/<column>, with a dimension scale; also a CSV when `csv` is not empty.
struct Series {
    std::string name;
    Column index;
    std::vector<Column> columns;
    std::string csv;
};

/// Creates and fills `--out DIR`. Methods are collective unless they say otherwise; rank 0's arguments count.
class ResultWriter {
public:
    /// Makes the directory or checks that an existing one may be replaced (73 unless `force`), and that it can be
    /// written to. An existing result is only replaced when the new one is complete. Collective.
    ResultWriter(const Communicator& world, std::string directory, bool force);
    ~ResultWriter();

    void add(const Table& table);
    void add(const Series& series);
    /// A CSV file beside result.h5, for a choice of columns that stand in a table already.
    void add_csv(const std::string& name, const std::vector<Column>& columns);
    /// /vertices/<name>: the share of `whole` that is counted at each owned vertex of group 0, in canonical order. Shares are
    /// made as they are written and never in memory together. Collective.
    void add_vertices(const PartitionedGraph& graph, const std::string& name, std::span<const std::uint32_t> owned,
                      std::uint64_t whole);
    /// One flat object of events.jsonl, written at once (a running job can be followed). Rank 0 only; not collective.
    void event(std::string_view name, std::initializer_list<EventField> fields);

    /// What stands where in the result so far, the events included; all of it after `commit`. Empty but on rank 0; not
    /// collective.
    std::vector<WrittenPlace> written() const;

    /// Writes everything, `provenance` as the root attribute `run`, `timing` under /timing, `summary` as summary.json,
    /// and MANIFEST.json last. Collective.
    void commit(const nlohmann::ordered_json& provenance, const std::vector<TimerLine>& timing,
                const nlohmann::ordered_json& summary);

private:
    struct State;
    Communicator world_;
    std::unique_ptr<State> state_;
};

} // namespace cascade
