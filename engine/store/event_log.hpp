#pragma once
// events.jsonl: one flat JSON object a line, `{"t": seconds since start, "event": name, …}`, each line written in one
// call so that a running job can be followed. Numbers that are not finite become null.
//
// Events come from inside kernels, on rank 0 alone, where nothing may be thrown: a failed write is kept and thrown by
// `check`, from a place all ranks pass.

#include "engine/core/error.hpp"
#include "engine/runtime/context.hpp"
#include "engine/store/written.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace cascade {

class EventLog {
public:
    /// Opens `path`, adding to the lines of an earlier run when `append`.
    EventLog(const std::string& path, bool append);
    ~EventLog();
    EventLog(const EventLog&) = delete;
    EventLog& operator=(const EventLog&) = delete;

    void write(std::string_view event, std::initializer_list<EventField> fields) noexcept;
    /// The events so far and their fields, but for `t` and `event`.
    const std::vector<WrittenPlace>& written() const { return written_; }
    /// Throws what went wrong so far.
    void check() const;
    /// Puts everything on disk and closes; later events are dropped.
    void close();

private:
    std::string path_;
    int descriptor_ = -1;
    std::optional<Error> failure_;
    std::vector<WrittenPlace> written_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

} // namespace cascade
