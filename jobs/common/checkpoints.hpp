#pragma once
// When a job saves what it needs to go on, and when it stops: --checkpoint, --checkpoint-every, --resume, --time-limit
// and the signals, for every verb whose kernel rests (engine/runtime/restart.hpp).
//
// A checkpoint is of one verb with one set of options on one graph: its own options and --random-seed decide the answer
// and must be the same when the job goes on, files that options name by their content; ranks, threads, layout, limits
// and places may differ. Before a time limit a margin is kept: what two saves took, or would take at 200 MB/s for all
// the memory that is held, and two of the longest waits between rests.
//
// Without --checkpoint signals are heard all the same: USR1 and USR2 are told to be in vain, TERM and INT end the run.

#include "engine/runtime/restart.hpp"
#include "engine/runtime/stop.hpp"
#include "engine/store/checkpoint.hpp"
#include "jobs/common/verb.hpp"

#include <memory>

namespace cascade {

class Checkpoints final : public Restart {
public:
    /// Opens --checkpoint, if it is given, for a job on this graph. Collective.
    Checkpoints(Job& job, const GraphInfo& graph);
    ~Checkpoints() override;
    Checkpoints(const Checkpoints&) = delete;
    Checkpoints& operator=(const Checkpoints&) = delete;

    bool resume(Restartable& kernel) override;
    void rest(Restartable& kernel) override;

    /// Of the attempts before this one.
    const RunCounts& before() const { return before_; }

    /// CreateError (73) when another attempt at the same job has taken over: the result is its to write. Collective.
    void require_lock() const;
    /// The result is complete: the checkpoint goes. Collective.
    void finished();

private:
    /// What rank 0's clock asks for.
    Wish due() const;
    double margin() const;
    void save(Restartable& kernel, std::string_view why);
    [[noreturn]] void end_saved(std::string_view why);
    [[noreturn]] void end_unsaved();

    Job& job_;
    std::unique_ptr<CheckpointStore> store_; ///< null without --checkpoint
    RunCounts before_;
    double every_ = 0;     ///< seconds between checkpoints
    double limit_ = 0;     ///< seconds; 0: none
    SavedCheckpoint last_; ///< of this run; generation 0: none
    double saved_at_ = 0;  ///< when, or when the run began
    double rested_at_ = 0;
    double longest_wait_ = 0; ///< between rests
    bool warned_ = false;
};

/// What the options ask for, led into the context; null in a dry run and for verbs that cannot be stopped. Collective.
std::unique_ptr<Checkpoints> open_checkpoints(Job& job, const GraphInfo& graph);

/// What is the matter with the options, if anything. UsageError.
void validate_checkpoint_options(const Options& options);

} // namespace cascade
