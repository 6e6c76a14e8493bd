#pragma once
// Where long kernels rest: at batch ends, on every rank, where their state is whole.
//
// A kernel asks once, before it begins, whether an earlier run left it something (`resume`), and then at every batch end
// whether anybody wants its state saved or the run to end (`rest`). Who decides, and where states lie, is the job's
// affair (jobs/common/checkpoints.hpp); a kernel that nobody can stop rests in vain, at no cost.

#include "engine/core/archive.hpp"

namespace cascade {

class Restart {
public:
    virtual ~Restart() = default;

    /// Loads what an earlier run saved; false when there is nothing, and nothing was touched. Collective.
    virtual bool resume(Restartable& kernel) = 0;
    /// Saves the state if it is time to, or was asked for; throws an agreed Error (75) if the run is to end here.
    /// Collective over the world.
    virtual void rest(Restartable& kernel) = 0;
};

} // namespace cascade
