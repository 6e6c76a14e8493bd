#pragma once
// How long until the next rest: work on many samples is cut into portions of about a quarter of a second.
//
// Rank 0 measures and decides, so that every rank cuts alike; what is computed must not depend on the cuts. The first
// portion is small, since a single sample may hold the graph, and each later one is at most 16 times the one before.

#include "engine/comm/collectives.hpp"

#include <chrono>

namespace cascade {

class Portions {
public:
    /// The first portion has `first` units, and none has fewer than `least`.
    Portions(const Communicator& world, std::uint64_t first, std::uint64_t least)
        : world_(world), least_(least), size_(first) {}
    /// None has fewer than the first.
    Portions(const Communicator& world, std::uint64_t first) : Portions(world, first, first) {}

    std::uint64_t size() const { return size_; }

    /// `done` units were worked on since the last call, or since construction. Collective.
    void finished(std::uint64_t done) {
        const Clock::time_point now = Clock::now();
        const double seconds = std::max(1e-6, std::chrono::duration<double>(now - began_).count());
        began_ = now;
        const double fitting = kSeconds / seconds * static_cast<double>(std::max<std::uint64_t>(done, 1));
        const auto most = static_cast<double>(size_) * 16;
        size_ = broadcast(world_, std::max(least_, static_cast<std::uint64_t>(std::min(fitting, most))));
    }

    /// What passed since the last portion, a checkpoint perhaps, was not work.
    void resume_clock() { began_ = Clock::now(); }

private:
    using Clock = std::chrono::steady_clock;
    static constexpr double kSeconds = 0.25;

    const Communicator& world_;
    std::uint64_t least_;
    std::uint64_t size_;
    Clock::time_point began_ = Clock::now();
};

} // namespace cascade
