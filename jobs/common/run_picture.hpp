#pragma once
// A terminal picture of a running job: whose it is, how far, and how its bounds or its interval close in.
//
// Each column of the plot is a number of samples, on a scale of doublings; its bar reaches from the lower to the upper
// end of what was known then. Plain text without colours, so that it can be looked at in a log, too.

#include "jobs/common/run_story.hpp"

#include <string>

namespace cascade {

struct PictureSize {
    int columns = 80;
    int rows = 24;
};

/// `silence`: seconds since the last event; `unix_now`: seconds since 1970. Lines end with a newline.
std::string run_picture(const RunStory& story, double silence, double unix_now, PictureSize size);

/// The plot of the intervals alone: `rows` lines and the scale below. Empty where fewer than two are known.
std::string interval_plot(const RunStory& story, int columns, int rows);

} // namespace cascade
