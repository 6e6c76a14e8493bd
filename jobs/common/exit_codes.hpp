#pragma once
// The exit codes in words, once: `cascade --help` and the manual pages read this table. The manual has causes and cures.

#include "engine/core/error.hpp"

#include <array>

namespace cascade {

struct ExitCodeMeaning {
    ExitCode code;
    std::string_view word;    ///< for a line
    std::string_view meaning; ///< for a manual page
};

inline constexpr std::array kExitCodes = {
    ExitCodeMeaning{ExitCode::done, "done", "Done."},
    ExitCodeMeaning{ExitCode::usage, "usage", "An option is unknown, missing or out of range."},
    ExitCodeMeaning{ExitCode::bad_input, "bad input",
                    "An input holds something wrong; the message names file and line, dataset or vertex."},
    ExitCodeMeaning{ExitCode::missing_input, "input missing", "An input is absent."},
    ExitCodeMeaning{ExitCode::internal, "internal error", "A bug: report the message with the command line."},
    ExitCodeMeaning{ExitCode::out_of_memory, "out of memory", "Out of memory, or the need is over --memory-per-rank."},
    ExitCodeMeaning{ExitCode::cannot_create, "cannot create output", "The output cannot be created, or exists."},
    ExitCodeMeaning{ExitCode::io, "I/O error", "Reading or writing failed; a full disk is one cause."},
    ExitCodeMeaning{ExitCode::stopped_early, "stopped early",
                    "The checkpoint is good: run the same command again to go on."},
    ExitCodeMeaning{ExitCode::permission, "permission", "A file may not be read or written by this user."},
    ExitCodeMeaning{ExitCode::interrupted, "interrupted", "Stopped by INT, with nothing saved."},
    ExitCodeMeaning{ExitCode::terminated, "terminated", "Stopped by TERM, with nothing saved."},
};

} // namespace cascade
