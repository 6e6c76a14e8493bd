#pragma once
// The dictionary for people, in Markdown: jobs/SCHEMA.md is `dictionary_page()`, and a test compares it.

#include "jobs/dictionary/dictionary.hpp"

namespace cascade {

/// The whole of jobs/SCHEMA.md.
std::string dictionary_page(Dictionary sections = dictionary());

/// What a verb writes beside what every verb does; says so where it writes no results.
std::string dictionary_page_of(std::string_view verb, Dictionary sections = dictionary());

} // namespace cascade
