#include "engine/store/result_writer.hpp"

#include "engine/comm/receive_in_order.hpp"
#include "engine/store/csv.hpp"
#include "engine/store/directory_lock.hpp"
#include "engine/store/durable_file.hpp"
#include "engine/store/event_log.hpp"
#include "engine/store/json_text.hpp"
#include "engine/store/manifest.hpp"
#include "engine/store/result_files.hpp"
#include "engine/store/result_h5.hpp"

#include <algorithm>
#include <filesystem>

namespace cascade {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr const char* kResultName = "result.h5";
constexpr const char* kSummaryName = "summary.json";
constexpr const char* kEventsName = "events.jsonl";

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

std::vector<WrittenField> fields_of(const std::vector<const Column*>& columns) {
    std::vector<WrittenField> fields;
    for (const Column* column : columns)
        fields.push_back({column->name, column->type()});
    return fields;
}

std::vector<const Column*> pointers_to(const std::vector<Column>& columns) {
    std::vector<const Column*> pointers;
    for (const Column& column : columns)
        pointers.push_back(&column);
    return pointers;
}

/// Makes the directory.
const std::string& made(const std::string& directory) {
    std::error_code failure;
    fs::create_directories(directory, failure);
    if (failure)
        throw_write_error(directory, failure.value());
    if (!fs::is_directory(directory, failure))
        throw CreateError("{}: is not a directory; --out needs the name of a directory", directory);
    return directory;
}

/// Whether it already holds a result, which `force` allows.
bool holds_result(const std::string& directory, bool force) {
    std::error_code failure;
    settle_result(directory);
    const bool holds = fs::exists(fs::path(directory) / kManifestName, failure);
    if (holds && !force)
        throw CreateError("{}: already holds a result; choose another --out or add --force to replace it", directory);
    return holds;
}

} // namespace

std::string_view Column::type() const {
    constexpr std::string_view kNames[] = {"u32", "u64", "i64", "f64"};
    static_assert(std::variant_size_v<decltype(values)> == std::size(kNames));
    return kNames[values.index()];
}

/// What rank 0 keeps. The members that own a partial file remove it when they go.
struct ResultWriter::State {
    std::string directory;
    DirectoryLock lock; ///< before anything is looked at or touched
    bool replaces;
    ResultH5 h5;
    EventLog events;
    FileMark events_mark;
    struct Complete {
        std::string name;
        FileMark mark;
    };
    std::vector<Complete> complete; ///< exist in full under their partial name
    std::vector<WrittenPlace> written;

    State(const std::string& where, bool force)
        : directory(made(where)), lock(where, kResultLockName, "--out", ""), replaces(holds_result(where, force)),
          h5(path_of(kResultName)), events(events_path(), !replaces), events_mark(events_path()) {}

    ~State() {
        for (const auto& [name, mark] : complete)
            mark.remove(partial_name(path_of(name)));
        if (replaces)
            events_mark.remove(events_path());
    }

    std::string path_of(const std::string& name) const { return (fs::path(directory) / name).string(); }

    /// A run into an empty directory, or one that was stopped before its result, is followed under the final name.
    std::string events_path() const { return replaces ? partial_name(path_of(kEventsName)) : path_of(kEventsName); }

    void add_file(const std::string& name, const std::function<void(DurableFile&)>& fill) {
        DurableFile file(path_of(name));
        fill(file);
        file.complete();
        complete.push_back({name, file.mark()});
    }

    void add_csv(const std::string& name, const std::vector<const Column*>& columns) {
        if (name.empty())
            return;
        add_file(name,
                 [&](DurableFile& file) { write_csv(columns, [&](std::string_view bytes) { file.write(bytes); }); });
        note_written(written, name, fields_of(columns));
    }

    /// What has a fixed place in every result.
    void note_texts(const ordered_json& run, const ordered_json& timing, const ordered_json& summary) {
        note_written(written, "/", {{"schema", "text"}, {"schema_version", "i64"}, {"run", "text"}});
        note_written(written, "/@run", fields_in(run));
        note_written(written, "/timing", {{"json", "text"}});
        note_written(written, "/timing@json", fields_in(timing));
        note_written(written, kSummaryName, fields_in(summary));
        note_written(written, kManifestName, fields_in(parse_json(manifest_text({ManifestEntry{}}))));
    }

    void publish_all() {
        lock.check();
        std::vector<std::string> names, others;
        for (const Complete& file : std::exchange(complete, {}))
            names.push_back(file.name);
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
        const std::vector<const Column*> columns = pointers_to(table.columns);
        note_written(state_->written, "/results/" + table.name, fields_of(columns));
        state_->add_csv(table.csv, columns);
    });
}

void ResultWriter::add(const Series& series) {
    agree_at_root(world_, [&] {
        state_->events.check();
        state_->h5.add(series);
        std::vector<const Column*> columns = pointers_to(series.columns);
        columns.insert(columns.begin(), &series.index);
        note_written(state_->written, "/series/" + series.name, fields_of(columns));
        state_->add_csv(series.csv, columns);
    });
}

void ResultWriter::add_csv(const std::string& name, const std::vector<Column>& columns) {
    agree_at_root(world_, [&] { state_->add_csv(name, pointers_to(columns)); });
}

void ResultWriter::add_vertices(const PartitionedGraph& graph, const std::string& name,
                                std::span<const std::uint32_t> owned, std::uint64_t whole) {
    constexpr std::size_t kPiece = std::size_t{1} << 20; // vertices
    agree(world_, [&] {
        CASCADE_CHECK(owned.size() == graph.owned_count(), "{} counts for {} owned vertices", owned.size(),
                      graph.owned_count());
        if (world_.is_root()) {
            state_->h5.begin_vertices(name, graph.vertex_count());
            note_written(state_->written, "/vertices", {{name, "f64"}});
        }
    });
    const std::span<const std::uint32_t> mine = graph.group == 0 ? owned : std::span<const std::uint32_t>{};
    std::vector<double> shares;
    receive_in_order(
        world_, mine,
        [&](std::span<const std::uint32_t> counts) {
            shares.clear();
            for (const std::uint32_t count : counts)
                shares.push_back(static_cast<double>(count) / static_cast<double>(whole));
            state_->h5.append(shares);
        },
        kPiece);
}

void ResultWriter::event(std::string_view name, std::initializer_list<EventField> fields) {
    if (state_)
        state_->events.write(name, fields);
}

std::vector<WrittenPlace> ResultWriter::written() const {
    if (!state_)
        return {};
    std::vector<WrittenPlace> all = state_->written;
    const std::vector<WrittenPlace>& events = state_->events.written();
    all.insert(all.end(), events.begin(), events.end());
    return all;
}

void ResultWriter::commit(const ordered_json& provenance, const std::vector<TimerLine>& timing,
                          const ordered_json& summary) {
    agree_at_root(world_, [&] {
        state_->note_texts(provenance, timing_json(timing), summary);
        state_->h5.complete(json_text(provenance, -1), json_text(timing_json(timing), -1));
        state_->complete.insert(state_->complete.begin(), {kResultName, state_->h5.mark()});
        state_->add_file(kSummaryName, [&](DurableFile& file) { file.write(json_text(summary, 2) + "\n"); });
        state_->events.close();
        state_->publish_all();
    });
}

} // namespace cascade
