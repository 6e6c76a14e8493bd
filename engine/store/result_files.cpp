#include "engine/store/result_files.hpp"

#include "engine/core/error.hpp"
#include "engine/store/durable_file.hpp"
#include "engine/store/manifest.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

namespace cascade {
namespace {

namespace fs = std::filesystem;

std::string path_in(const std::string& directory, const std::string& name) {
    return (fs::path(directory) / name).string();
}

std::string aside(const std::string& path) {
    return path + ".previous";
}

bool is_there(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0;
}

/// Renames a file that may be absent.
void move(const std::string& from, const std::string& to) {
    if (std::rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT)
        throw_write_error(from, errno);
}

/// The files of `directory` that the manifest of that name lists.
std::vector<std::string> listed_in(const std::string& directory, const std::string& manifest) {
    std::vector<std::string> names = read_manifest_names(directory, manifest);
    std::erase_if(names, [](const std::string& name) { return name != fs::path(name).filename(); });
    return names;
}

void move_aside(const std::string& directory, const std::vector<std::string>& old) {
    const std::string manifest = path_in(directory, kManifestName);
    move(manifest, aside(manifest));
    for (const std::string& name : old)
        move(path_in(directory, name), aside(path_in(directory, name)));
    sync_directory(directory);
}

/// The files `old` and their manifest, wherever they are moved aside: back to their names, or away where a new result is
/// complete.
void settle(const std::string& directory, const std::vector<std::string>& old) {
    const std::string manifest = path_in(directory, kManifestName);
    const std::string previous = aside(manifest);
    if (!is_there(previous))
        return;
    const bool complete = is_there(manifest);
    bool done = true;
    for (const std::string& name : old) {
        const std::string path = path_in(directory, name);
        if (complete)
            done = (::unlink(aside(path).c_str()) == 0 || errno == ENOENT) && done;
        else
            move(aside(path), path);
    }
    if (!complete)
        move(previous, manifest);
    else if (done) // what cannot be removed is tried again by the next run
        ::unlink(previous.c_str());
    sync_directory(directory);
}

/// The directory as it was; where even that fails, it is left to the next run.
void take_back(const std::string& directory, const std::vector<std::string>& names,
               const std::vector<std::string>& old) noexcept {
    try {
        if (!is_there(
                path_in(directory, kManifestName))) // otherwise the failure came after the new result was complete
            for (const std::string& name : names)
                ::unlink(path_in(directory, name).c_str());
        settle(directory, old);
    } catch (...) { // the first failure is the one to tell of
        return;
    }
}

} // namespace

void publish_result(const std::string& directory, const std::vector<std::string>& names,
                    const std::vector<std::string>& others) {
    std::vector<std::string> done, old;
    try {
        if (is_there(path_in(directory, kManifestName))) {
            old = listed_in(directory, kManifestName);
            move_aside(directory, old);
        }
        for (const std::string& name : names) {
            publish(path_in(directory, name));
            done.push_back(name);
        }
        std::vector<std::string> all = names;
        all.insert(all.end(), others.begin(), others.end());
        sync_directory(directory);
        write_manifest(directory, all);
        settle(directory, old);
    } catch (...) {
        for (const std::string& name : names)
            ::unlink(partial_name(path_in(directory, name)).c_str());
        take_back(directory, done, old);
        throw;
    }
}

void settle_result(const std::string& directory) {
    settle(directory, listed_in(directory, aside(kManifestName)));
}

} // namespace cascade
