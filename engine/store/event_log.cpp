#include "engine/store/event_log.hpp"

#include "engine/comm/agree.hpp"
#include "engine/store/durable_file.hpp"
#include "engine/store/json_text.hpp"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <cerrno>
#include <cmath>

namespace cascade {
namespace {

/// Whether the file's last line was cut off when its writer was killed.
bool ends_inside_a_line(int descriptor) {
    char last = '\n';
    const off_t size = ::lseek(descriptor, 0, SEEK_END);
    return size > 0 && ::pread(descriptor, &last, 1, size - 1) == 1 && last != '\n';
}

/// By the alternatives of EventField::value.
std::string_view type_name(const EventField& field) {
    constexpr std::string_view kNames[] = {"u64", "f64", "text"};
    static_assert(std::variant_size_v<decltype(field.value)> == std::size(kNames));
    return kNames[field.value.index()];
}

} // namespace

EventLog::EventLog(const std::string& path, bool append) : path_(path) {
    do
        descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | (append ? 0 : O_TRUNC), 0666);
    while (descriptor_ < 0 && errno == EINTR);
    if (descriptor_ < 0)
        throw_write_error(path, errno);
    if (ends_inside_a_line(descriptor_))
        write_all(descriptor_, "\n", path_);
}

EventLog::~EventLog() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

void EventLog::write(std::string_view event, std::initializer_list<EventField> fields) noexcept {
    if (descriptor_ < 0 || failure_)
        return;
    try {
        const std::chrono::duration<double> since = std::chrono::steady_clock::now() - began_;
        nlohmann::ordered_json line = {{"t", std::round(since.count() * 1e6) / 1e6}, {"event", event}};
        std::vector<WrittenField> kinds;
        for (const EventField& field : fields) {
            std::visit([&](const auto& value) { line[std::string(field.name)] = value; }, field.value);
            kinds.push_back({std::string(field.name), type_name(field)});
        }
        note_written(written_, "events.jsonl", {{"t", "f64"}, {"event", "text"}});
        note_written(written_, fmt::format("events.jsonl:{}", event), kinds);
        write_all(descriptor_, json_text(line) + "\n", path_);
    } catch (...) {
        failure_ = current_error();
    }
}

void EventLog::check() const {
    if (failure_)
        throw *failure_;
}

void EventLog::close() {
    check();
    sync_and_close(std::exchange(descriptor_, -1), path_);
}

} // namespace cascade
