#pragma once
// What a person or a script sees of a run. Rank 0 only: notes, warnings and progress on stderr, one RESULT line on stdout.
//
// On a terminal progress is one line rewritten at most five times a second, elsewhere a line every 30 s, so that a
// batch log stays readable. A note clears the progress line first.

#include "jobs/common/verb.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

namespace cascade {

/// How much rank 0 prints.
enum class Loudness { quiet, normal, verbose };

class Console {
public:
    /// Prints on `stream`; `active` is true on rank 0 alone.
    Console(bool active, Loudness loudness, bool terminal, std::FILE* stream = stderr);
    ~Console();
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;

    void say(const std::string& text);  ///< not when quiet
    void tell(const std::string& text); ///< only when verbose
    void warn(const std::string& text); ///< always, as "warning: …"; kept for the provenance
    void saved();                       ///< a checkpoint was made just now; progress tells its age from here on
    void progress(std::string_view phase, std::uint64_t done, std::uint64_t total);

    const std::vector<std::string>& warnings() const { return warnings_; }

private:
    using Clock = std::chrono::steady_clock;
    void print_line(const std::string& text);

    bool active_;
    Loudness loudness_;
    bool terminal_;
    std::FILE* stream_;
    std::string phase_;
    Clock::time_point phase_began_{};
    std::uint64_t phase_from_ = 0; ///< units done when the phase began: earlier rounds', or an earlier attempt's
    std::optional<Clock::time_point> saved_;
    std::vector<std::string> warnings_;
    Clock::time_point printed_{};
    bool line_open_ = false;
};

/// e.g. "sampling 1,000 of 4,000 (25 %), 500/s, 6.00 s left"; `from` were done before these `seconds`.
std::string progress_text(std::string_view phase, std::uint64_t done, std::uint64_t total, double seconds,
                          std::uint64_t from = 0);

/// A note on stderr, unless --quiet. Rank 0's counts.
template <class... Args>
void say(const Job& job, fmt::format_string<Args...> text, Args&&... args) {
    if (job.console != nullptr)
        job.console->say(fmt::format(text, std::forward<Args>(args)...));
}

/// A note that only --verbose shows.
template <class... Args>
void tell(const Job& job, fmt::format_string<Args...> text, Args&&... args) {
    if (job.console != nullptr)
        job.console->tell(fmt::format(text, std::forward<Args>(args)...));
}

/// A warning on stderr, --quiet or not.
template <class... Args>
void warn(const Job& job, fmt::format_string<Args...> text, Args&&... args) {
    if (job.console != nullptr)
        job.console->warn(fmt::format(text, std::forward<Args>(args)...));
}

/// The lines of the banner that every verb shares: version, ranks x threads, hosts, pages, memory.
void say_banner(const Job& job);

/// The graph and how it is held.
void say_graph(const Job& job, const GraphFile& file, Layout layout);

/// The timer tree: wall seconds min, mean, max over ranks, CPU seconds of all. Collective.
void say_timers(const Job& job);

/// `RESULT verb=… <fields> seconds=… ranks=… threads=…` on stdout; doubles in shortest round-trip form. Rank 0 prints.
void print_result_line(const Job& job, std::initializer_list<EventField> fields);

/// The text of that line, without its end.
std::string result_line(const Job& job, std::initializer_list<EventField> fields, double seconds);

} // namespace cascade
