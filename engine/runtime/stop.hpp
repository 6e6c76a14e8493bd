#pragma once
// Who wants the run to end, or its state saved: signals, and rank 0's clock.
//
// USR1 asks for a checkpoint and the end of the run, USR2 for a checkpoint only; batch systems send the first before a
// time limit. TERM and INT leave a second at most (mpirun kills after that), too little to save anything: the run ends at
// the next batch end, where all ranks can say so, or after 0.7 s wherever it is.
//
// A handler only sets a flag; flags are looked at where all ranks meet, since a signal reaches them at different times.

#include "engine/comm/communicator.hpp"

#include <cstdint>

namespace cascade {

/// What is asked for, in order of weight.
enum class Wish : std::uint8_t {
    none,
    save,  ///< USR2, or it is time for a checkpoint
    limit, ///< the time is up: save and stop
    stop,  ///< USR1: save and stop
    leave, ///< INT or TERM: stop now
};

/// Installs the handlers; once, before any thread or MPI starts. Until rests are expected, USR1 and USR2 are taken note of
/// only, and TERM and INT end the process at once. Signals that the program was started with blocked are let in, so one
/// that came before there was anybody to hear it is heard now.
void listen_to_signals();

/// From here on somebody asks `wished` often: TERM and INT wait for that, for 0.7 s at most.
void expect_rests(bool expected);

/// The heaviest wish of any rank, whose own is the signal it had or else `mine`. That of USR2 is forgotten when it has
/// been told. Collective.
Wish wished(const Communicator& world, Wish mine = Wish::none);

/// Forgets a USR1 that nothing could be done about.
void forget_wish();

/// Whether a rank had INT, and not TERM. Collective.
bool interrupted(const Communicator& world);

} // namespace cascade
