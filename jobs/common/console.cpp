#include "jobs/common/console.hpp"

#include "jobs/common/machine.hpp"
#include "jobs/common/quantity.hpp"
#include "jobs/common/resources.hpp"

#include "cascade/version.hpp"
#include <fmt/ranges.h>

namespace cascade {
namespace {

constexpr std::chrono::milliseconds kTerminalInterval{200};
constexpr std::chrono::seconds kLogInterval{30};

std::string text_of(const std::variant<std::uint64_t, double, std::string>& value) {
    return std::visit([](const auto& x) { return fmt::format("{}", x); }, value);
}

} // namespace

Console::Console(bool active, Loudness loudness, bool terminal, std::FILE* stream)
    : active_(active), loudness_(loudness), terminal_(terminal), stream_(stream) {}

Console::~Console() {
    if (line_open_)
        std::fputc('\n', stream_);
}

void Console::print_line(const std::string& text) {
    if (line_open_)
        std::fputs("\r\x1b[K", stream_);
    line_open_ = false;
    fmt::print(stream_, "{}\n", text);
    std::fflush(stream_);
}

void Console::say(const std::string& text) {
    if (active_ && loudness_ != Loudness::quiet)
        print_line(text);
}

void Console::tell(const std::string& text) {
    if (active_ && loudness_ == Loudness::verbose)
        print_line(text);
}

void Console::warn(const std::string& text) {
    if (!active_)
        return;
    warnings_.push_back(text);
    print_line("warning: " + text);
}

void Console::saved() {
    saved_ = Clock::now();
}

void Console::progress(std::string_view phase, std::uint64_t done, std::uint64_t total) {
    if (!active_ || loudness_ == Loudness::quiet)
        return;
    const Clock::time_point now = Clock::now();
    if (phase != phase_ || done < phase_from_) {
        phase_ = phase;
        phase_from_ = done;
        phase_began_ = now;
        printed_ = now;
        return;
    }
    if (now - printed_ < (terminal_ ? Clock::duration(kTerminalInterval) : Clock::duration(kLogInterval)))
        return;
    printed_ = now;
    const auto seconds_since = [&](Clock::time_point then) {
        return std::chrono::duration<double>(now - then).count();
    };
    std::string text = progress_text(phase, done, total, seconds_since(phase_began_), phase_from_);
    if (saved_)
        text += fmt::format(", saved {} ago", format_duration(seconds_since(*saved_)));
    if (!terminal_)
        return print_line(text);
    fmt::print(stream_, "\r{}\x1b[K", text);
    std::fflush(stream_);
    line_open_ = true;
}

std::string progress_text(std::string_view phase, std::uint64_t done, std::uint64_t total, double seconds,
                          std::uint64_t from) {
    std::string text = fmt::format("{} {}", phase, format_count(done));
    if (total > 0)
        text += fmt::format(" of {} ({:.0f} %)", format_count(total),
                            100.0 * static_cast<double>(done) / static_cast<double>(total));
    if (seconds <= 0 || done <= from)
        return text;
    const double rate = static_cast<double>(done - from) / seconds;
    text += rate < 1e15 ? fmt::format(", {}/s", rate < 100 ? fmt::format("{:.3g}", rate)
                                                           : format_count(static_cast<std::uint64_t>(rate)))
                        : "";
    if (total > done)
        text += fmt::format(", {} left", format_duration(static_cast<double>(total - done) / rate));
    return text;
}

void say_banner(const Job& job) {
    const Context& context = job.context;
    const auto plural = [](std::size_t n) { return n == 1 ? "" : "s"; };
    const auto ranks = static_cast<std::size_t>(context.world.size());
    const auto threads = static_cast<std::size_t>(context.threads);
    const std::vector<std::string>& hosts = job.facts.hosts;
    say(job, "cascade {} ({}) {}: {} rank{} x {} thread{} on {} host{} ({}{})", kVersion, kCommit, job.verb, ranks,
        plural(ranks), threads, plural(threads), hosts.size(), plural(hosts.size()),
        fmt::join(hosts.begin(), hosts.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(hosts.size(), 4)),
                  ", "),
        hosts.size() > 4 ? ", ..." : "");
    say(job, "pages {}; memory a rank {}", page_description(),
        context.memory_per_rank == 0 ? "unlimited" : format_bytes(context.memory_per_rank));
}

void say_graph(const Job& job, const GraphFile& file, Layout layout) {
    const GraphInfo& info = file.info;
    const std::size_t digits = info.digest.find(' ') + 1; // behind the name of the hash
    say(job, "graph {}: {} vertices, {} arcs, {}, {}, digest {}", file.path, format_count(info.vertices),
        format_count(info.edges), info.symmetric ? "symmetric" : "directed", info.weighted ? "weighted" : "no weights",
        info.digest.substr(0, digits + 12));
    say(job, "layout {} (shards x groups)", layout.text());
}

void say_timers(const Job& job) {
    const std::vector<TimerLine> lines = job.context.timers.summarise(job.context.world);
    if (lines.empty())
        return;
    say(job, "{:<40}{:>8}{:>10}{:>10}{:>10}{:>10}", "seconds", "calls", "wall min", "mean", "max", "CPU");
    for (const TimerLine& line : lines) {
        const std::string name =
            std::string(static_cast<std::size_t>(2 * line.depth), ' ') + line.path.substr(line.path.rfind('/') + 1);
        say(job, "{:<40}{:>8}{:>10.3f}{:>10.3f}{:>10.3f}{:>10.3f}", name, line.calls, line.wall_min, line.wall_mean,
            line.wall_max, line.cpu_sum);
    }
    const ExchangeTotals exchanged = exchange_totals(job.context);
    if (exchanged.crossings > 0)
        say(job, "exchange  {} in {} messages; {} memberships crossed between shards", format_bytes(exchanged.sent.bytes),
            format_count(exchanged.sent.messages), format_count(exchanged.crossings));
}

std::string result_line(const Job& job, std::initializer_list<EventField> fields, double seconds) {
    std::string line = fmt::format("RESULT verb={}", job.verb);
    for (const EventField& field : fields)
        line += fmt::format(" {}={}", field.name, text_of(field.value));
    return line +
           fmt::format(" seconds={:.3f} ranks={} threads={}", seconds, job.context.world.size(), job.context.threads);
}

void print_result_line(const Job& job, std::initializer_list<EventField> fields) {
    if (!job.context.world.is_root())
        return;
    fmt::print("{}\n", result_line(job, fields, job.context.timers.elapsed()));
    std::fflush(stdout);
}

} // namespace cascade
