#pragma once
// Manual pages, cascade(1) and one a verb such as cascade-select(1), in the man macros of troff. They hold no date, so
// that building twice gives the same bytes; what is beyond ASCII is written by its number, \[u2026] for an ellipsis.

#include "jobs/common/verb.hpp"

namespace cascade {

/// cascade(1)
std::string program_manual_page(VerbTable table);

/// cascade-<verb>(1)
std::string verb_manual_page(const Verb& verb);

/// Text for troff: backslashes, hyphens, letters beyond ASCII, and a dot or quote at the beginning of a line.
std::string troff_text(std::string_view text);

} // namespace cascade
