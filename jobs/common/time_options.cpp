#include "jobs/common/time_options.hpp"

#include "jobs/common/console.hpp"
#include "jobs/common/quantity.hpp"

namespace cascade {
namespace {

constexpr double kLatest = 1e12;
constexpr std::uint64_t kMostSteps = 1000;
constexpr std::uint32_t kDefaultSteps = 100;

/// A value is there of an option that the verb takes.
bool has(const Options& options, std::string_view name) {
    return options.declared(name) && options.has(name);
}

Ticks deadline_of(const Options& options) {
    if (!options.has("deadline") || options.text("deadline") == "inf")
        return kNoDeadline;
    const auto units = parse_real(options.text("deadline"));
    if (!units || *units < 0 || *units > kLatest)
        throw UsageError("--deadline {}: a time from 0 to {:g} is needed, or inf", options.text("deadline"), kLatest);
    return ticks_of(*units);
}

/// What --time-grid says, or hundred steps up to the deadline.
TimeGrid grid_of(const Options& options, Ticks deadline) {
    TimeGrid grid{deadline, kDefaultSteps};
    if (has(options, "time-grid")) {
        const std::string& text = options.text("time-grid");
        const std::size_t comma = text.find(',');
        const auto steps = parse_whole(std::string_view(text).substr(comma == std::string::npos ? 0 : comma + 1));
        if (!steps || *steps < 1 || *steps > kMostSteps)
            throw UsageError("--time-grid {}: a number of steps from 1 to {} is needed, after the end and a comma "
                             "where the deadline is not the end, e.g. 50 or 20,50",
                             text, kMostSteps);
        grid.steps = static_cast<std::uint32_t>(*steps);
        if (comma != std::string::npos) {
            const auto end = parse_real(std::string_view(text).substr(0, comma));
            if (!end || *end <= 0 || *end > kLatest)
                throw UsageError("--time-grid {}: '{}' is not an end; a time above 0, up to {:g}, is needed", text,
                                 std::string_view(text).substr(0, comma), kLatest);
            grid.end = ticks_of(*end);
        }
    }
    if (grid.end == kNoDeadline)
        throw UsageError("--delay {}: until when is adoption told? Give --deadline T, or --time-grid END,N",
                         options.text("delay"));
    return grid;
}

void check_company(const Options& options, const DelayLaw& law) {
    const std::string& delay = options.text("delay");
    if (options.text("model") != "ic" && options.text("model") != "lt")
        throw UsageError("--delay {}: not an option of --model {}; it is for ic and lt", delay, options.text("model"));
    for (const std::string_view option : {"max-hops", "hop-decay", "quality", "respread", "tree"})
        if (has(options, option))
            throw UsageError("--{}: goes by hops, and not with --delay, under which time says who is reached; leave "
                             "one of them out (--delay fixed:1 --deadline H is a limit of H hops)",
                             option);
    if (law.by_arc && options.text("probability") == "weights")
        throw UsageError("--delay {}: the weight column cannot be both delay and --probability; give another one of "
                         "them, e.g. --probability wc",
                         delay);
}

} // namespace

std::vector<OptionSpec> with_time_options(std::vector<OptionSpec> own) {
    own.push_back(
        {"delay", delay_spellings(), "",
         "ic, lt: influence crosses an arc after a time of this law, its weight under `weights`, which may also "
         "stand for RATE (as the mean), SCALE or D. Default: no time passes."});
    own.push_back({"deadline", "T", "",
                   "With --delay: count only who is reached by then, in the unit of the delays. Default: inf."});
    return own;
}

OptionSpec time_grid_option() {
    return {"time-grid", "N|END,N", "",
            "With --delay: tell adoption at N equal steps of time, up to --deadline or END. Default: 100 steps."};
}

std::optional<ForwardTime> time_options(const Options& options) {
    if (!options.has("delay")) {
        for (const std::string_view option : {"deadline", "time-grid"})
            if (has(options, option))
                throw UsageError("--{}: needs --delay, which says how long influence takes over an arc", option);
        return {};
    }
    ForwardTime time{parse_delay(options.text("delay")), deadline_of(options), {}};
    check_company(options, time.delay);
    if (options.declared("time-grid"))
        time.grid = grid_of(options, time.deadline);
    return time;
}

std::optional<TimeLimit> read_time_limit(Job& job, const PartitionedGraph& graph) {
    const std::optional<ForwardTime> time = time_options(job.options);
    if (!time)
        return {};
    ArcDelays delays(job.context, graph, time->delay, Direction::in);
    if (time->deadline != kNoDeadline)
        return TimeLimit{delays, time->deadline};
    say(job, "time      no deadline: delays change nothing");
    return {};
}

} // namespace cascade
