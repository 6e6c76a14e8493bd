#include "engine/store/directory_lock.hpp"

#include "engine/core/error.hpp"
#include "engine/store/input_bytes.hpp"
#include "engine/store/json_text.hpp"
#include "engine/store/process_mark.hpp"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <thread>

namespace cascade {
namespace {

using nlohmann::ordered_json;

std::string new_token() {
    std::uint64_t number = 0;
    if (::getrandom(&number, sizeof number, 0) != sizeof number)
        number = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
    return fmt::format("{:016x}", number);
}

std::string to_text(const LockOwner& owner) {
    const ordered_json json = {{"schema", "cascade-lock"}, {"host", owner.host}, {"process", owner.process},
                               {"started", owner.started}, {"job", owner.job},   {"attempt", owner.attempt}};
    return json_text(json) + "\n";
}

/// Empty when there is none.
std::string lock_text(const std::string& path) {
    try {
        const InputBytes file(path);
        std::string text(file.size(), '\0');
        file.read(0, text.data(), text.size());
        return text;
    } catch (const MissingInputError&) {
        return "";
    }
}

/// What is wrong with DIR/LOCK as it is seen from here, if anything.
std::optional<Error> unlike(const std::string& directory, const std::string& attempt) {
    try {
        const std::optional<LockOwner> owner = read_lock(directory + "/" + kLockName);
        if (owner && owner->attempt == attempt)
            return std::nullopt;
        if (owner && is_alive(*owner))
            return CreateError("{}: another attempt has taken over: {}; this one ends", directory, told_owner(*owner));
    } catch (const Error& error) {
        return error;
    }
    return CreateError("{}: host {} does not see in it what rank 0 wrote there; --checkpoint needs a directory "
                       "that all hosts share",
                       directory, this_process().host);
}

/// Held while a lock is looked at and taken, so that of several that start together one gets it. Given by the kernel for as
/// long as the directory is open; where it gives none, we go on without.
class OneAtATime {
public:
    explicit OneAtATime(const std::string& directory)
        : descriptor_(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
        if (descriptor_ < 0)
            throw_read_error(directory, errno);
        constexpr int kTries = 100;
        for (int i = 0; i < kTries && ::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    ~OneAtATime() { ::close(descriptor_); }
    OneAtATime(const OneAtATime&) = delete;
    OneAtATime& operator=(const OneAtATime&) = delete;

private:
    int descriptor_;
};

} // namespace

std::optional<LockOwner> read_lock(const std::string& path) {
    const std::string text = lock_text(path);
    if (text.empty())
        return std::nullopt;
    try {
        const ordered_json json = parse_json(text);
        if (json.at("schema") == "cascade-lock")
            return LockOwner{json.at("host").get<std::string>(), json.at("process").get<std::int64_t>(),
                             json.at("started").get<std::uint64_t>(), json.at("job").get<std::string>(),
                             json.at("attempt").get<std::string>()};
    } catch (const ordered_json::exception&) { // refused below
    }
    throw CreateError("{}: is not a lock that cascade wrote; give another directory, or remove that file", path);
}

bool is_alive(const LockOwner& owner) {
    return is_alive(ProcessMark{owner.host, owner.process, owner.started});
}

std::string told_owner(const LockOwner& owner) {
    return fmt::format("process {} on host {}{}", owner.process, owner.host,
                       owner.job.empty() ? "" : fmt::format(" (job {})", owner.job));
}

DirectoryLock::DirectoryLock(std::string directory, const std::string& name, std::string_view option,
                             const std::string& job)
    : directory_(std::move(directory)), path_(directory_ + "/" + name) {
    const OneAtATime guard(directory_);
    const std::optional<LockOwner> other = read_lock(path_);
    if (other && is_alive(*other))
        throw CreateError("{}: is in use by {}; wait until it ends, or give another {}", directory_, told_owner(*other),
                          option);
    const ProcessMark mark = this_process();
    owner_ = {mark.host, mark.process, mark.started, job, new_token()};
    // Under a name of its own until it is whole: another attempt may be about to do the same.
    const std::string own = path_ + "-" + owner_.attempt;
    DurableFile file(own);
    file.write(to_text(owner_));
    file.complete();
    if (std::rename(partial_name(own).c_str(), path_.c_str()) != 0) {
        const int failure = errno;
        ::unlink(partial_name(own).c_str());
        throw_write_error(path_, failure);
    }
    mark_ = file.mark();
    try {
        sync_directory(directory_);
    } catch (...) {
        mark_.remove(path_);
        throw;
    }
}

DirectoryLock::~DirectoryLock() {
    try {
        const std::optional<LockOwner> owner = read_lock(path_);
        if (!owner || owner->attempt != owner_.attempt)
            return;
    } catch (...) { // cannot be read now: which file it is must do
    }
    mark_.remove(path_);
}

void DirectoryLock::check() const {
    const std::optional<LockOwner> owner = read_lock(path_);
    if (owner && owner->attempt == owner_.attempt)
        return;
    throw CreateError("{}: another attempt has taken over{}; nothing was saved, and this one ends", directory_,
                      owner ? fmt::format(": {}", told_owner(*owner)) : std::string(" (its lock is gone)"));
}

void check_sees_lock(const std::string& directory, const std::string& attempt, double patience) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(patience);
    while (const std::optional<Error> wrong = unlike(directory, attempt)) {
        if (std::chrono::steady_clock::now() >= until)
            throw *wrong;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

} // namespace cascade
