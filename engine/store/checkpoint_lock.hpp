#pragma once
// Who may write into a checkpoint directory: the attempt whose token stands in DIR/LOCK, a line of JSON with host, process,
// its start time and the batch job. Rank 0's business.
//
// A lock whose process is dead, or on another host, is taken over: batch systems leave such locks behind when they kill
// a job, and nobody can ask another host. The attempt that lost it may live on, cut off; it finds out before it publishes,
// because it looks first. (Two that start in the same moment both write the lock; one of them stands there, and the other
// gives up at its first save.)

#include <cstdint>
#include <optional>
#include <string>

namespace cascade {

inline constexpr const char* kLockName = "LOCK";

struct LockOwner {
    std::string host;
    std::int64_t process = 0;
    std::uint64_t started = 0; ///< clock ticks since the host started
    std::string job;           ///< of the batch system; may be empty
    std::string attempt;       ///< token, new for each attempt
};

/// The owner written in DIR/LOCK; nothing when there is none, or an empty file. CreateError (73) when it is a file of
/// another kind, the errors of `throw_read_error` when it cannot be read.
std::optional<LockOwner> read_lock(const std::string& directory);

/// Whether it is a process of this host that still runs.
bool is_alive(const LockOwner& owner);

/// "process 12 on host a (job 34)".
std::string told_owner(const LockOwner& owner);

/// Held from construction to destruction.
class CheckpointLock {
public:
    /// CreateError (73) when a living process of this host holds it; the errors of `read_lock`.
    CheckpointLock(std::string directory, const std::string& job);
    /// Removes the lock if it is still ours.
    ~CheckpointLock();
    CheckpointLock(const CheckpointLock&) = delete;
    CheckpointLock& operator=(const CheckpointLock&) = delete;

    const std::string& attempt() const { return owner_.attempt; }
    /// CreateError (73) when another attempt has taken over.
    void check() const;

private:
    std::string directory_;
    LockOwner owner_;
};

/// CreateError (73) naming this host unless DIR/LOCK, as seen from here, holds the token within `patience` seconds: file
/// systems over a network may show a new file late, or fail to show the one it has replaced.
void check_sees_lock(const std::string& directory, const std::string& attempt, double patience = 10);

} // namespace cascade
