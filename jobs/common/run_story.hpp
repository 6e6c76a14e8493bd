#pragma once
// What the events of a job amount to so far: whose run, which attempt, in which phase, how fast, how sure.
//
// Events come one by one, of all attempts in turn; `begin` opens an attempt. Rates are those of the current phase in
// this attempt, over the last half of it that is known, so that neither a slow start nor samples of an earlier round
// count. Nothing here looks at a clock: times are those of the events.

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cascade {

/// An answer as it stood after some samples or worlds.
struct KnownInterval {
    double samples = 0;
    double low = 0, high = 0;
    std::optional<double> mean; ///< a certificate has none
};

class RunStory {
public:
    void hear(const nlohmann::ordered_json& event);

    std::string verb, job_id;
    std::uint64_t ranks = 0, threads = 0;
    std::uint64_t attempts = 0;
    double now = 0;                        ///< of the last event, seconds since its attempt began
    std::string phase;                     ///< empty: between phases
    std::uint64_t done = 0, total = 0;     ///< in that phase; total 0: unknown
    std::string unit;                      ///< what progress calls the phase
    std::vector<KnownInterval> intervals;  ///< what convergence is judged by, in order of samples
    std::string intervals_of;              ///< "certificate", or what the interval is of
    std::uint64_t checkpoints = 0;         ///< made by this attempt
    std::uint64_t checkpoint_bytes = 0;    ///< of the last one
    std::optional<double> checkpoint_unix; ///< when the last one was made, by any attempt; nothing: none, or unknown
    std::string stopped;                   ///< why the attempt ended early; empty: it did not
    std::string exit_reason;               ///< empty: the job has not ended

    /// Units a second in the current phase; 0: unknown.
    double rate() const;
    /// Seconds until the phase is through; nothing where that is unknown.
    std::optional<double> rest() const;

private:
    struct Point {
        double t;
        std::uint64_t done;
    };
    void begin(const nlohmann::ordered_json& event);
    void progress(const nlohmann::ordered_json& event);
    void interval(const std::string& of, const KnownInterval& known);

    std::optional<double> began_unix_;
    std::vector<std::string> phases_; ///< open ones, the innermost last
    std::vector<Point> points_;       ///< progress of this phase in this attempt
};

} // namespace cascade
