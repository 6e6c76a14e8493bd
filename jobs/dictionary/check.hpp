#pragma once
// Holds what a run has written against what is declared, both ways: nothing may be written that the dictionary does not
// know, and nothing may be missing that it promises. Either is our own bug, so the message says which line to add to
// which file.

#include "engine/store/written.hpp"
#include "jobs/dictionary/dictionary.hpp"

namespace cascade {

/// What is wrong with the complete result of a verb, a line each; empty: nothing.
std::string complaints_about(std::string_view verb, std::span<const WrittenPlace> written,
                             Dictionary sections = dictionary());

} // namespace cascade
