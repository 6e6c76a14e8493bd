#pragma once
// A directory that holds what a job needs to go on: DIR/LOCK and up to two generations of the state.
//
//     DIR/generation-000012/MANIFEST.json                      written last: without it the generation is rubbish
//                           values-<attempt>-00000.bin         what is the same on every rank
//                           rows-<name>-<attempt>-<rank>.bin   what belongs to vertices
//
// Nothing that is good is ever written over. A new generation has a directory that did not exist; when its manifest is on
// disk, and not before, the generation before the last one goes. So a kill, a full disk or a dead rank at any moment
// leaves the last good state, and damage to the newest one still leaves the older. Names carry the attempt, and what this
// attempt deletes are generations that it found or made itself: a rank of a dead attempt that lives on, cut off from the
// others, can harm nothing.
//
// Every rank takes part in everything, and a failure of one is the failure of all; no wait for a disk lies within a
// collective call.

#include "engine/comm/communicator.hpp"
#include "engine/core/archive.hpp"
#include "engine/store/checkpoint_manifest.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cascade {

struct StatePlan;

struct SavedCheckpoint {
    std::uint64_t generation = 0;
    std::uint64_t bytes = 0;
    double seconds = 0;
};

struct LoadedCheckpoint {
    std::uint64_t generation = 0;
    std::uint64_t bytes = 0;
    RunCounts counts;
    std::string warning; ///< why newer ones were passed over; empty: none was
};

class CheckpointStore {
public:
    /// Makes the directory if it is absent, takes the lock, checks that every host sees it, clears rubbish and reads the
    /// manifests. With `anew` whatever is there is not looked at, and goes when the first new one is saved. Refuses a
    /// checkpoint of another verb, version or other options (UsageError, all of them named) or of another graph
    /// (InputError); CreateError (73) while another process has the directory. `job_id` is that of the batch system, for
    /// messages. Collective.
    CheckpointStore(const Communicator& world, std::string directory, CheckpointIdentity identity, bool anew,
                    const std::string& job_id = "");
    ~CheckpointStore();
    CheckpointStore(const CheckpointStore&) = delete;
    CheckpointStore& operator=(const CheckpointStore&) = delete;

    /// Whether there is a generation whose manifest is good.
    bool holds_one() const { return holds_one_; }

    /// Loads the newest good generation; damaged ones are passed over with a warning, and `state` runs again. Nothing
    /// when there is none; an error when all that there are turn out to be damaged (65) or some cannot be read (74, 77).
    /// Collective.
    std::optional<LoadedCheckpoint> load(Restartable& kernel, int threads = 1);

    /// Saves a new generation. What fails leaves the earlier ones as they were and removes what it wrote: IoError (74)
    /// when the disk is full, CreateError (73) when another attempt has taken over. Collective.
    SavedCheckpoint save(Restartable& kernel, const RunCounts& counts);

    /// CreateError (73) when another attempt has taken over. Collective.
    void require_lock() const;

    /// Removes all generations, the lock, and the directory if it is empty then; the last call. Collective.
    void remove();

private:
    struct Directory;

    /// Everything between an empty directory and one that counts. Collective.
    void write_generation(Restartable& kernel, const StatePlan& plan, CheckpointManifest& manifest);

    Communicator world_;
    CheckpointIdentity identity_;
    std::string path_, attempt_;
    bool holds_one_ = false;
    std::unique_ptr<Directory> directory_; ///< on rank 0
};

} // namespace cascade
