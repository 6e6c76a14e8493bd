#pragma once
// The program as a shell meets it: its words, what it prints, its exit code.

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

namespace cascade::testing {

struct ShellRun {
    std::string printed; ///< on stdout, and on whatever the words redirect there
    int code = -1;       ///< 128 + the signal that ended it, as a shell tells it
};

/// Runs `<before> cascade <words>`; words may hold redirections.
inline ShellRun shell(const std::string& words, const std::string& before = "") {
    ShellRun run;
    std::FILE* pipe = ::popen((before + " " CASCADE_PROGRAM " " + words).c_str(), "r");
    std::array<char, 4096> buffer{};
    while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe))
        run.printed.append(buffer.data(), got);
    const int status = ::pclose(pipe);
    run.code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return run;
}

} // namespace cascade::testing
