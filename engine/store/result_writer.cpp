#include "engine/store/result_writer.hpp"

#include "engine/comm/receive_in_order.hpp"
#include "engine/store/csv.hpp"
#include "engine/store/durable_file.hpp"
#include "engine/store/event_log.hpp"
#include "engine/store/manifest.hpp"
#include "engine/store/result_files.hpp"
#include "engine/store/result_h5.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

namespace cascade {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr const char* kResultName = "result.h5";
constexpr const char* kSummaryName = "summary.json";
constexpr const char* kEventsName = "events.jsonl";

/// Text that HDF5 and JSON readers take: labels and host names are bytes from outside and may not be UTF-8.
std::string json_text(const ordered_json& value, int indent) {
    return value.dump(indent, ' ', false, ordered_json::error_handler_t::replace);
}

ordered_json timing_json(const std::vector<TimerLine>& timing) {
    ordered_json lines = ordered_json::array();
    for (const TimerLine& line : timing)
        lines.push_back({{"path", line.path},
                         {"depth", line.depth},
                         {"calls", line.calls},
                         {"wall_min", line.wall_min},
                         {"wall_mean", line.wall_mean},
                         {"wall_max", line.wall_max},
                         {"cpu_sum", line.cpu_sum}});
    return lines;
}

/// Makes the directory; true when it already held a result, which `force` allows.
bool prepare_directory(const std::string& directory, bool force) {
    std::error_code failure;
    fs::create_directories(directory, failure);
    if (failure)
        throw_write_error(directory, failure.value());
    if (!fs::is_directory(directory, failure))
        throw CreateError("{}: is not a directory; --out needs the name of a directory", directory);
    settle_result(directory);
    const bool holds_result = fs::exists(fs::path(directory) / kManifestName, failure);
    if (holds_result && !force)
        throw CreateError("{}: already holds a result; choose another --out or add --force to replace it", directory);
    return holds_result;
}

} // namespace

/// What rank 0 keeps. The members that own a partial file remove it when they go.
struct ResultWriter::State {
    std::string directory;
    bool replaces;
    ResultH5 h5;
    EventLog events;
    std::vector<std::string> complete; ///< names that exist in full under their partial name

    State(const std::string& where, bool force)
        : directory(where), replaces(prepare_directory(where, force)), h5(path_of(kResultName)),
          events(events_path(), !replaces) {}

    ~State() {
        for (const std::string& name : complete)
            ::unlink(partial_name(path_of(name)).c_str());
        if (replaces)
            ::unlink(partial_name(path_of(kEventsName)).c_str());
    }

    std::string path_of(const std::string& name) const { return (fs::path(directory) / name).string(); }

    /// A run into an empty directory, or one that was stopped before its result, is followed under the final name.
    std::string events_path() const { return replaces ? partial_name(path_of(kEventsName)) : path_of(kEventsName); }

    void add_file(const std::string& name, const std::function<void(DurableFile&)>& fill) {
        DurableFile file(path_of(name));
        fill(file);
        file.complete();
        complete.push_back(name);
    }

    void add_csv(const std::string& name, const std::vector<const Column*>& columns) {
        if (!name.empty())
            add_file(name, [&](DurableFile& file) {
                write_csv(columns, [&](std::string_view bytes) { file.write(bytes); });
            });
    }

    void publish_all() {
        std::vector<std::string> names = std::exchange(complete, {});
        std::vector<std::string> others;
        (replaces ? names : others).emplace_back(kEventsName);
        publish_result(directory, names, others);
    }
};

ResultWriter::ResultWriter(const Communicator& world, std::string directory, bool force) : world_(world) {
    agree_at_root(world_, [&] { state_ = std::make_unique<State>(directory, force); });
}

ResultWriter::~ResultWriter() = default;

void ResultWriter::add(const Table& table) {
    agree_at_root(world_, [&] {
        state_->events.check();
        state_->h5.add(table);
        std::vector<const Column*> columns;
        for (const Column& column : table.columns)
            columns.push_back(&column);
        state_->add_csv(table.csv, columns);
    });
}

void ResultWriter::add(const Series& series) {
    agree_at_root(world_, [&] {
        state_->events.check();
        state_->h5.add(series);
        std::vector<const Column*> columns{&series.index};
        for (const Column& column : series.columns)
            columns.push_back(&column);
        state_->add_csv(series.csv, columns);
    });
}

void ResultWriter::add_csv(const std::string& name, const std::vector<Column>& columns) {
    agree_at_root(world_, [&] {
        std::vector<const Column*> pointers;
        for (const Column& column : columns)
            pointers.push_back(&column);
        state_->add_csv(name, pointers);
    });
}

void ResultWriter::add_vertices(const PartitionedGraph& graph, const std::string& name, std::span<const double> owned) {
    agree(world_, [&] {
        CASCADE_CHECK(owned.size() == graph.owned_count(), "{} values for {} owned vertices", owned.size(),
                      graph.owned_count());
        if (world_.is_root())
            state_->h5.begin_vertices(name, graph.vertex_count());
    });
    const std::span<const double> mine = graph.group == 0 ? owned : std::span<const double>{};
    receive_in_order(world_, mine, [&](std::span<const double> values) { state_->h5.append(values); });
}

void ResultWriter::event(std::string_view name, std::initializer_list<EventField> fields) {
    if (state_)
        state_->events.write(name, fields);
}

void ResultWriter::commit(const ordered_json& provenance, const std::vector<TimerLine>& timing,
                          const ordered_json& summary) {
    agree_at_root(world_, [&] {
        state_->h5.complete(json_text(provenance, -1), json_text(timing_json(timing), -1));
        state_->complete.insert(state_->complete.begin(), kResultName);
        state_->add_file(kSummaryName, [&](DurableFile& file) { file.write(json_text(summary, 2) + "\n"); });
        state_->events.close();
        state_->publish_all();
    });
}

} // namespace cascade
