#include "jobs/common/run_picture.hpp"

#include "jobs/common/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cascade {
namespace {

constexpr int kLeastPlotRows = 5;
constexpr int kMostPlotRows = 16;
constexpr int kTextLines = 7; ///< of the picture besides the plot
constexpr double kLongSilence = 60;

std::string tick(double value) {
    if (std::abs(value) >= 1000)
        return fmt::format("{}{}", value < 0 ? "-" : "",
                           format_count(static_cast<std::uint64_t>(std::min(std::abs(value), 1e18))));
    return fmt::format("{:.4g}", value);
}

std::string head(const RunStory& story) {
    std::string text =
        fmt::format("{} on {} rank{} x {} thread{}", story.verb.empty() ? "a job" : story.verb, story.ranks,
                    story.ranks == 1 ? "" : "s", story.threads, story.threads == 1 ? "" : "s");
    if (!story.job_id.empty())
        text += ", job " + story.job_id;
    if (story.attempts > 1)
        text += fmt::format(", attempt {}", story.attempts);
    return text;
}

std::string state_line(const RunStory& story, double silence) {
    if (!story.exit_reason.empty())
        return fmt::format("ended     {} after {}", story.exit_reason, format_duration(story.now));
    if (!story.stopped.empty())
        return fmt::format("stopped   {} after {}; the same command goes on from its checkpoint", story.stopped,
                           format_duration(story.now));
    std::string text = fmt::format("running   {}", format_duration(story.now + silence));
    if (silence > kLongSilence)
        text += fmt::format("; nothing heard for {}", format_duration(silence));
    return text;
}

std::string phase_line(const RunStory& story) {
    if (story.phase.empty() && story.unit.empty())
        return "";
    std::string text = fmt::format("phase     {}", story.phase.empty() ? story.unit : story.phase);
    if (story.unit.empty())
        return text + "\n";
    text += fmt::format("{}: {}", story.phase == story.unit || story.phase.empty() ? "" : ", " + story.unit,
                        format_count(story.done));
    if (story.total > 0)
        text += fmt::format(" of {} ({:.0f} %)", format_count(story.total),
                            100 * static_cast<double>(story.done) / static_cast<double>(story.total));
    if (const double rate = story.rate(); rate > 0)
        text += fmt::format(", {}/s", rate < 100 ? fmt::format("{:.3g}", rate)
                                                 : format_count(static_cast<std::uint64_t>(std::min(rate, 1e18))));
    if (const auto rest = story.rest())
        text += fmt::format(", {} left", format_duration(*rest));
    return text + "\n";
}

std::string saved_line(const RunStory& story, double unix_now) {
    if (story.checkpoint_bytes == 0 && !story.checkpoint_unix)
        return "";
    std::string text = fmt::format("saved     {}", format_bytes(story.checkpoint_bytes));
    if (story.checkpoint_unix)
        text += fmt::format(", {} ago", format_duration(std::max(0.0, unix_now - *story.checkpoint_unix)));
    return text + "\n";
}

std::string answer_line(const RunStory& story) {
    if (story.intervals.empty())
        return "";
    const KnownInterval& last = story.intervals.back();
    const std::string samples = format_count(static_cast<std::uint64_t>(last.samples));
    if (story.intervals_of == "certificate")
        return fmt::format("certified at least {}, at most {} ({:.1f} % of it) from {} samples\n", tick(last.low),
                           tick(last.high), last.high > 0 ? 100 * last.low / last.high : 0.0, samples);
    return fmt::format("{:<9} {}, between {} and {} (95 %) from {} samples\n", story.intervals_of,
                       tick(last.mean.value_or(0)), tick(last.low), tick(last.high), samples);
}

/// The characters of a plot, each a column wide.
class Canvas {
public:
    Canvas(int columns, int rows) : columns_(columns), cells_(static_cast<std::size_t>(columns * rows), " ") {}
    void put(int column, int row, std::string_view mark) {
        cells_[static_cast<std::size_t>(row * columns_ + column)] = mark;
    }
    std::string line(int row) const {
        std::string text;
        for (int column = 0; column < columns_; ++column)
            text += cells_[static_cast<std::size_t>(row * columns_ + column)];
        return text.erase(text.find_last_not_of(' ') + 1);
    }

private:
    int columns_;
    std::vector<std::string> cells_;
};

} // namespace

std::string interval_plot(const RunStory& story, int columns, int rows) {
    const std::vector<KnownInterval>& known = story.intervals;
    constexpr int kMargin = 14;
    const int width = columns - kMargin;
    if (known.size() < 2 || width < 8 || rows < 2)
        return "";
    double low = known.front().low, high = known.front().high;
    for (const KnownInterval& one : known) {
        low = std::min(low, one.low);
        high = std::max(high, one.high);
    }
    if (!(high > low) || !(known.front().samples > 0) || !std::isfinite(high - low))
        return "";
    const double first = std::log2(known.front().samples);
    const double span = std::log2(known.back().samples) - first;
    const auto row_of = [&](double value) {
        return std::clamp(static_cast<int>(std::lround((high - value) / (high - low) * (rows - 1))), 0, rows - 1);
    };
    Canvas canvas(width, rows);
    for (const KnownInterval& one : known) {
        const int column =
            span > 0 ? static_cast<int>(std::lround((std::log2(one.samples) - first) / span * (width - 1))) : 0;
        for (int row = row_of(one.high); row <= row_of(one.low); ++row)
            canvas.put(column, row, "│");
        canvas.put(column, row_of(one.high), "┬");
        canvas.put(column, row_of(one.low), row_of(one.low) == row_of(one.high) ? "─" : "┴");
        if (one.mean && row_of(one.low) - row_of(one.high) > 1)
            canvas.put(column, row_of(*one.mean), "●");
    }
    std::string text;
    for (int row = 0; row < rows; ++row) {
        const bool labelled = row == 0 || row == rows - 1 || row == rows / 2;
        const double value = high - (high - low) * row / (rows - 1);
        text += fmt::format("{:>12} {}{}\n", labelled ? tick(value) : "", labelled ? "┤" : "│", canvas.line(row));
    }
    const std::string left = format_count(static_cast<std::uint64_t>(known.front().samples));
    const std::string right = format_count(static_cast<std::uint64_t>(known.back().samples)) + " samples";
    const int gap = std::max(1, width - static_cast<int>(left.size() + right.size()));
    return text + std::string(kMargin, ' ') + left + std::string(static_cast<std::size_t>(gap), ' ') + right + "\n";
}

std::string run_picture(const RunStory& story, double silence, double unix_now, PictureSize size) {
    std::string text = head(story) + "\n" + state_line(story, silence) + "\n";
    if (story.exit_reason.empty() && story.stopped.empty())
        text += phase_line(story);
    text += saved_line(story, unix_now) + answer_line(story);
    const int rows = std::clamp(size.rows - kTextLines, kLeastPlotRows, kMostPlotRows);
    const std::string plot = interval_plot(story, size.columns, rows);
    return plot.empty() ? text : text + "\n" + plot;
}

} // namespace cascade
