#pragma once
// The option tables of the manual, in Markdown: jobs/OPTIONS.md is `option_tables` of all verbs, and a test compares it.

#include "jobs/common/verb.hpp"

namespace cascade {

/// The whole of jobs/OPTIONS.md.
std::string option_tables(VerbTable table);

/// The section of a verb with its own options.
std::string option_table(const Verb& verb);

} // namespace cascade
