#pragma once
// A directory of its own for a test, gone when the test is; and how much a process may write, for full disks.

#include "engine/comm/agree.hpp"
#include "tests/support/world.hpp"

#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace cascade::testing {

/// The same fresh directory on every rank; rank 0 makes and removes it. Collective.
class Scratch {
public:
    Scratch() {
        if (world().is_root()) {
            path_ = (std::filesystem::temp_directory_path() / "cascade-results-XXXXXX").string();
            if (::mkdtemp(path_.data()) == nullptr)
                path_.clear();
        }
        broadcast(world(), path_);
    }
    ~Scratch() {
        world().barrier();
        if (world().is_root() && !path_.empty())
            std::filesystem::remove_all(path_);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    std::string operator/(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

/// Writing beyond `bytes` in any file fails with EFBIG during its life, as a full disk would.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
};

inline std::string content_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

inline void put(const std::string& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
}

/// The exit code of the cascade error `work` throws; 0 when it throws none.
template <class F>
int code_of(F&& work) {
    try {
        work();
    } catch (const Error& error) {
        return static_cast<int>(error.code());
    }
    return 0;
}

} // namespace cascade::testing
