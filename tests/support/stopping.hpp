#pragma once
// A job that is stopped at its n-th rest, and goes on from memory: what --checkpoint does, without a disk.

#include "engine/runtime/restart.hpp"
#include "tests/support/memory_archive.hpp"

namespace cascade::testing {

/// Thrown where a kernel is stopped.
struct Stopped {};

class StopAtRest final : public Restart {
public:
    /// Saves into `memory` and stops at rest number `rest`, counted from 1; 0: never.
    StopAtRest(const Communicator& comm, Memory& memory, std::uint64_t rest)
        : comm_(comm), memory_(memory), left_(rest) {}

    bool resume(Restartable& kernel) override { return load(comm_, memory_, kernel); }
    void rest(Restartable& kernel) override {
        if (left_ == 0 || --left_ > 0)
            return;
        save(comm_, memory_, kernel);
        throw Stopped();
    }

private:
    const Communicator& comm_;
    Memory& memory_;
    std::uint64_t left_;
};

} // namespace cascade::testing
