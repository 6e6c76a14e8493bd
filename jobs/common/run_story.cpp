#include "jobs/common/run_story.hpp"

#include <algorithm>

namespace cascade {
namespace {

constexpr std::size_t kMostPoints = 4096;

double number_in(const nlohmann::ordered_json& event, const char* name) {
    const auto at = event.find(name);
    return at != event.end() && at->is_number() ? at->get<double>() : 0.0;
}

std::uint64_t count_in(const nlohmann::ordered_json& event, const char* name) {
    const auto at = event.find(name);
    return at != event.end() && at->is_number_unsigned() ? at->get<std::uint64_t>() : 0;
}

/// Without control characters (of one byte, and U+0080 … U+009F): the file may be anybody's, and it is shown on a terminal.
std::string text_in(const nlohmann::ordered_json& event, const char* name) {
    const auto at = event.find(name);
    std::string text = at != event.end() && at->is_string() ? at->get<std::string>() : std::string();
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
        if (byte < 0x20 || byte == 0x7f)
            text[i] = '?';
        else if (byte == 0xc2 && next >= 0x80 && next < 0xa0)
            text.replace(i, 2, "?");
    }
    return text;
}

bool holds_numbers(const nlohmann::ordered_json& event, std::initializer_list<const char*> names) {
    return std::all_of(names.begin(), names.end(),
                       [&](const char* name) { return event.contains(name) && event.at(name).is_number(); });
}

} // namespace

void RunStory::hear(const nlohmann::ordered_json& event) {
    const std::string name = text_in(event, "event");
    if (name == "begin")
        begin(event);
    now = number_in(event, "t");
    if (name == "phase_begin") {
        phases_.push_back(text_in(event, "phase"));
    } else if (name == "phase_end") {
        if (!phases_.empty())
            phases_.pop_back();
        unit.clear();
        points_.clear();
        done = total = 0;
    } else if (name == "progress") {
        progress(event);
    } else if (name == "round" && holds_numbers(event, {"theta", "lower", "upper"})) {
        interval("certificate",
                 {number_in(event, "theta"), number_in(event, "lower"), number_in(event, "upper"), std::nullopt});
    } else if (name == "interval" && holds_numbers(event, {"worlds", "low", "high"})) {
        interval(text_in(event, "of"), {number_in(event, "worlds"), number_in(event, "low"), number_in(event, "high"),
                                        number_in(event, "mean")});
    } else if (name == "checkpoint") {
        ++checkpoints;
        checkpoint_bytes = count_in(event, "bytes");
        checkpoint_unix = began_unix_ ? std::optional(*began_unix_ + now) : std::nullopt;
    } else if (name == "stopped") {
        stopped = text_in(event, "why");
    } else if (name == "end") {
        exit_reason = text_in(event, "exit_reason");
    }
    phase = phases_.empty() ? "" : phases_.back();
}

void RunStory::begin(const nlohmann::ordered_json& event) {
    verb = text_in(event, "verb");
    job_id = text_in(event, "job_id");
    ranks = count_in(event, "ranks");
    threads = count_in(event, "threads");
    ++attempts;
    checkpoints = 0;
    stopped.clear();
    exit_reason.clear();
    phases_.clear();
    points_.clear();
    unit.clear();
    done = total = 0;
    began_unix_ = event.contains("unix_time") ? std::optional(number_in(event, "unix_time")) : std::nullopt;
}

void RunStory::progress(const nlohmann::ordered_json& event) {
    const std::string what = text_in(event, "phase");
    const std::uint64_t reached = count_in(event, "done");
    if (what != unit || reached < done)
        points_.clear();
    unit = what;
    done = reached;
    total = count_in(event, "total");
    points_.push_back({number_in(event, "t"), done});
    if (points_.size() > kMostPoints)
        points_.erase(points_.begin(), points_.begin() + kMostPoints / 2);
}

/// A certificate is followed by the interval of the spread, which is another question: it begins a new list. A restart
/// repeats what it had not saved.
void RunStory::interval(const std::string& of, const KnownInterval& known) {
    if (of != intervals_of && !(intervals_of == "certificate" && intervals.size() > 1))
        intervals.clear();
    else if (of != intervals_of)
        return;
    intervals_of = of;
    std::erase_if(intervals, [&](const KnownInterval& old) { return old.samples >= known.samples; });
    intervals.push_back(known);
}

double RunStory::rate() const {
    if (points_.size() < 2)
        return 0;
    const Point& last = points_.back();
    const auto half = std::find_if(points_.begin(), points_.end(), [&](const Point& point) {
        return point.t >= points_.front().t + (last.t - points_.front().t) / 2;
    });
    const Point& first = half == points_.end() - 1 ? *(half - 1) : *half;
    return last.t > first.t ? static_cast<double>(last.done - first.done) / (last.t - first.t) : 0;
}

std::optional<double> RunStory::rest() const {
    const double speed = rate();
    if (speed <= 0 || total <= done)
        return std::nullopt;
    return static_cast<double>(total - done) / speed;
}

} // namespace cascade
