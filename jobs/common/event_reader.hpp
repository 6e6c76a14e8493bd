#pragma once
// Follows an events.jsonl that a job is writing, from another process: whole lines only, each one once.
//
// The file may not be there yet; its last line may be cut off, now or by a job that was killed in the middle of it; a
// restart goes on in the same file, and a new run may put another file in its place, which is then read from its start.
// What is no JSON object with an event's name is passed over and counted.

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <string>

namespace cascade {

class EventReader {
public:
    explicit EventReader(std::string path) : path_(std::move(path)) {}

    /// Hands over what has come since the last call; false when there is no file. `began_anew` is called first when
    /// another file lies there than before. Errors of reading as by `throw_read_error`.
    bool poll(const std::function<void(const nlohmann::ordered_json& event)>& heard, const std::function<void()>& began_anew);

    /// Seconds since the file was last written to.
    double silence() const;
    std::uint64_t damaged_lines() const { return damaged_; }

private:
    void take_lines(const std::function<void(const nlohmann::ordered_json&)>& heard);

    std::string path_;
    std::uint64_t inode_ = 0;
    std::uint64_t offset_ = 0;
    std::string rest_; ///< of a line that is not whole yet
    std::uint64_t damaged_ = 0;
    double written_ = 0; ///< when, in seconds since 1970
};

} // namespace cascade
