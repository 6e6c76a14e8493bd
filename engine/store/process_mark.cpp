#include "engine/store/process_mark.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

namespace cascade {
namespace {

namespace fs = std::filesystem;

std::string host_name() {
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1);
    return name.data();
}

/// When the process was started; nothing if there is none, or only its exit code is left.
std::optional<std::uint64_t> start_time(std::int64_t process) {
    std::ifstream in(fmt::format("/proc/{}/stat", process));
    std::string text;
    std::getline(in, text);
    std::istringstream fields(text.substr(std::min(text.rfind(')') + 1, text.size()))); // names may hold anything
    std::string state, skipped;
    fields >> state;
    for (int i = 4; i < 22; ++i)
        fields >> skipped;
    std::uint64_t ticks = 0;
    if (!(fields >> ticks) || state == "Z" || state == "X")
        return std::nullopt;
    return ticks;
}

/// What stands before the process in the names of this host's temporary files for `path`.
std::string temporary_prefix(const std::string& path) {
    return fmt::format("{}.tmp.{}.", path, host_name());
}

/// "12.345": the process and when it was started.
std::optional<ProcessMark> parse(std::string_view text) {
    ProcessMark mark{.host = host_name()};
    const char* const end = text.data() + text.size();
    const auto process = std::from_chars(text.data(), end, mark.process);
    if (process.ec != std::errc{} || process.ptr == end || *process.ptr != '.')
        return std::nullopt;
    const auto started = std::from_chars(process.ptr + 1, end, mark.started);
    if (started.ec != std::errc{} || started.ptr != end)
        return std::nullopt;
    return mark;
}

} // namespace

ProcessMark this_process() {
    return {host_name(), ::getpid(), start_time(::getpid()).value_or(0)};
}

bool is_alive(const ProcessMark& mark) {
    return mark.host == host_name() && start_time(mark.process) == mark.started;
}

std::string temporary_name(const std::string& path) {
    const ProcessMark mark = this_process();
    return fmt::format("{}{}.{}", temporary_prefix(path), mark.process, mark.started);
}

void remove_stale_temporaries(const std::string& path) noexcept try {
    const fs::path prefix = temporary_prefix(path);
    const std::string start = prefix.filename().string();
    const fs::path folder = prefix.has_parent_path() ? prefix.parent_path() : fs::path(".");
    std::error_code failure;
    for (fs::directory_iterator at(folder, failure), end; !failure && at != end; at.increment(failure)) {
        const std::string name = at->path().filename().string();
        if (!name.starts_with(start))
            continue;
        const std::optional<ProcessMark> mark = parse(std::string_view(name).substr(start.size()));
        if (mark && !is_alive(*mark))
            ::unlink(at->path().c_str());
    }
} catch (...) { // what is in the way of tidying is in nobody's way
}

} // namespace cascade
