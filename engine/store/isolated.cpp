#include "engine/store/isolated.hpp"

#include "engine/core/error.hpp"

#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>

namespace cascade {
namespace {

constexpr rlim_t kMemory = rlim_t{4} << 30;
constexpr rlim_t kCpuSeconds = 60;
constexpr int kWallMilliseconds = 300'000;
constexpr std::size_t kAnswerLimit = std::size_t{16} << 20;

void limit(int resource, rlim_t value) {
    const rlimit both{value, value};
    ::setrlimit(static_cast<__rlimit_resource_t>(resource), &both);
}

/// Address space in use: what a sanitizer or a large parent has mapped already must not count.
rlim_t address_space_now() {
    std::uint64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE));
}

[[noreturn]] void be_the_child(int out, const std::function<std::string()>& work) {
    for (int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTERM, SIGINT})
        ::signal(signal, SIG_DFL);
    for (int signal : {SIGUSR1, SIGUSR2}) // launchers send them to the whole process group; they mean the parent
        ::signal(signal, SIG_IGN);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, kCpuSeconds);
    limit(RLIMIT_AS, address_space_now() + kMemory);
    int status = 1;
    try {
        const std::string text = work();
        std::size_t sent = 0;
        while (sent < text.size()) {
            const ssize_t wrote = ::write(out, text.data() + sent, text.size() - sent);
            if (wrote < 0 && errno != EINTR)
                ::_exit(1);
            sent += wrote > 0 ? static_cast<std::size_t>(wrote) : 0;
        }
        status = 0;
    } catch (...) {
        status = 1;
    }
    ::_exit(status);
}

/// Everything the child says until it closes the pipe; false when it says too much or takes too long.
bool listen_to(int in, std::string& text) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::milliseconds(kWallMilliseconds);
    std::array<char, 65536> buffer{};
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
        pollfd wait{in, POLLIN, 0};
        if (left <= 0 || text.size() > kAnswerLimit)
            return false;
        if (::poll(&wait, 1, static_cast<int>(left)) <= 0)
            continue;
        const ssize_t got = ::read(in, buffer.data(), buffer.size());
        if (got == 0)
            return true;
        if (got > 0)
            text.append(buffer.data(), static_cast<std::size_t>(got));
        else if (errno != EINTR)
            return false;
    }
}

} // namespace

std::string run_isolated(const std::string& path, const std::function<std::string()>& work) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0)
        throw IoError("cannot make a pipe: {}", system_message(errno));
    const pid_t child = ::fork();
    if (child < 0) {
        const int code = errno;
        ::close(ends[0]);
        ::close(ends[1]);
        throw IoError("cannot start a process to look into {}: {}", path, system_message(code));
    }
    if (child == 0) {
        ::close(ends[0]);
        be_the_child(ends[1], work);
    }
    ::close(ends[1]);
    std::string text;
    const bool heard = listen_to(ends[0], text);
    ::close(ends[0]);
    if (!heard)
        ::kill(child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!heard || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throw InputError("{}: is damaged: reading its structure {}; restore it or make it again with `cascade import`",
                         path, heard && WIFSIGNALED(status) ? "crashed the HDF5 library" : "did not come to an end");
    return text;
}

} // namespace cascade
