#pragma once
// Completion for bash: verbs, options, the words an option takes, files and directories. One function that knows the
// rules of the command line and two lists made from the tables; it needs neither the program nor bash-completion at run
// time, and keeps to bash 4.

#include "jobs/common/verb.hpp"

namespace cascade {

/// A script to be sourced, or put where bash-completion looks for the name `cascade`.
std::string bash_completion(VerbTable table);

} // namespace cascade
