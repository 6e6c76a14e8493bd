#pragma once
// Who may write into a directory, of checkpoints or of a result: the attempt whose token stands in the lock there, a line of
// JSON with host, process, its start time and the batch job. Rank 0's business.
//
// A lock whose process is dead, or on another host, is taken over: batch systems leave such locks behind when they kill
// a job, and nobody can ask another host. The attempt that lost it may live on, cut off; it finds out before it publishes,
// because it looks first. Of several that start in the same moment one gets the lock, by flock on the directory. (Where a
// file system has no flock, the last one that writes stands there, and the others give up when they look.)

#include "engine/store/durable_file.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cascade {
inline constexpr const char* kLockName = "LOCK";              ///< of a checkpoint directory
inline constexpr const char* kResultLockName = "RESULT.LOCK"; ///< of a result directory, which may be the same

struct LockOwner {
    std::string host;
    std::int64_t process = 0;
    std::uint64_t started = 0; ///< clock ticks since the host started
    std::string job;           ///< of the batch system; may be empty
    std::string attempt;       ///< token, new for each attempt
};

/// The owner written in a lock; nothing when there is none, or an empty file. CreateError (73) when it is a file of
/// another kind, the errors of `throw_read_error` when it cannot be read.
std::optional<LockOwner> read_lock(const std::string& path);

/// Whether it is a process of this host that still runs.
bool is_alive(const LockOwner& owner);

/// "process 12 on host a (job 34)".
std::string told_owner(const LockOwner& owner);

/// Held from construction to destruction.
class DirectoryLock {
public:
    /// CreateError (73) when a living process of this host holds it; the errors of `read_lock`. `option` is what gives the
    /// directory, for the message.
    DirectoryLock(std::string directory, const std::string& name, std::string_view option, const std::string& job);
    /// Removes the lock if it is still ours.
    ~DirectoryLock();
    DirectoryLock(const DirectoryLock&) = delete;
    DirectoryLock& operator=(const DirectoryLock&) = delete;

    const std::string& attempt() const { return owner_.attempt; }
    /// CreateError (73) when another attempt has taken over.
    void check() const;

private:
    std::string directory_;
    std::string path_;
    LockOwner owner_;
    FileMark mark_; ///< the lock as a file: it can be taken away where nothing can be read any more
};

/// CreateError (73) naming this host unless DIR/LOCK, as seen from here, holds the token within `patience` seconds: file
/// systems over a network may show a new file late, or fail to show the one it has replaced.
void check_sees_lock(const std::string& directory, const std::string& attempt, double patience = 10);

} // namespace cascade
