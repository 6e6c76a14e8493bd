#include "jobs/common/script.hpp"

#include "engine/core/error.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

namespace cascade {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDebianPython = "/usr/bin/python3";

std::string python_of(const Options& options) {
    if (options.has("python"))
        return options.text("python");
    return ::access(kDebianPython, X_OK) == 0 ? kDebianPython : "python3";
}

} // namespace

std::string program_folder() {
    std::error_code failure;
    const fs::path program = fs::read_symlink("/proc/self/exe", failure);
    if (failure)
        throw IoError("/proc/self/exe cannot be read: {}", failure.message());
    return program.parent_path().string();
}

std::string find_script(std::string_view name, const std::string& folder) {
    const fs::path places[] = {fs::path(folder).parent_path() / "share" / "cascade" / name,
                               fs::path(folder) / "share" / "cascade" / name};
    std::error_code failure;
    for (const fs::path& place : places)
        if (fs::is_regular_file(place, failure))
            return place.string();
    throw MissingInputError("the script {} is missing: it is neither {} nor {}; install the folder share/cascade "
                            "beside the program",
                            name, places[0].string(), places[1].string());
}

void become_script(const Options& options, std::string_view name, const std::vector<std::string>& words) {
    std::string python = python_of(options);
    std::string script = find_script(name, program_folder());
    std::string no_cache = "-B"; // the folder of the scripts may be anybody's
    std::vector<char*> arguments{python.data(), no_cache.data(), script.data()};
    std::vector<std::string> copies = words;
    for (std::string& word : copies)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    std::fflush(nullptr);
    ::execvp(python.c_str(), arguments.data());
    const int reason = errno;
    if (reason == ENOENT || reason == ENOTDIR)
        throw MissingInputError("{} is missing; this verb is a Python script (Debian: python3), and --python names "
                                "another Python",
                                python);
    throw_read_error(python, reason);
}

} // namespace cascade
