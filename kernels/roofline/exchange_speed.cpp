#include "kernels/roofline/exchange_speed.hpp"

#include "engine/comm/agree.hpp"
#include "engine/comm/all_to_all.hpp"
#include "engine/core/check.hpp"

#include <chrono>
#include <limits>

namespace cascade {
namespace {

constexpr std::uint64_t kBytesPerRepetition = std::uint64_t{16} << 20;
constexpr std::uint64_t kFewestRounds = 2;
constexpr std::uint64_t kMostRounds = 500;

using Outbox = std::vector<std::vector<std::uint8_t>>;

/// What a rank says: its own number, over and over.
Outbox filled(const Communicator& world, std::uint64_t bytes, int partners) {
    Outbox outbox(static_cast<std::size_t>(world.size()));
    for (int step = 1; step <= partners; ++step)
        outbox[static_cast<std::size_t>((world.rank() + step) % world.size())].assign(
            bytes, static_cast<std::uint8_t>(world.rank()));
    return outbox;
}

bool is_right(const Communicator& world, const Received<std::uint8_t>& came, std::uint64_t bytes, int partners) {
    for (int rank = 0; rank < world.size(); ++rank) {
        const std::span<const std::uint8_t> from = came.from(rank);
        const auto said = static_cast<std::uint8_t>(rank);
        const int step = (world.rank() - rank + world.size()) % world.size();
        if (from.size() != (step == 0 || step > partners ? 0 : bytes))
            return false;
        if (!from.empty() && (from.front() != said || from.back() != said))
            return false;
    }
    return true;
}

} // namespace

std::vector<std::uint64_t> exchange_sizes_to(std::uint64_t largest) {
    std::vector<std::uint64_t> sizes;
    for (std::uint64_t bytes = 8; bytes < largest; bytes *= 4)
        sizes.push_back(bytes);
    sizes.push_back(largest);
    return sizes;
}

ExchangeSpeed exchange_speed(const Communicator& world, std::uint64_t bytes_per_pair, int partners, int repetitions) {
    CASCADE_CHECK(partners > 0 && partners < world.size() && bytes_per_pair > 0, "{} bytes to {} others",
                  bytes_per_pair, partners);
    const Outbox outbox = agree(world, [&] { return filled(world, bytes_per_pair, partners); });
    const std::uint64_t bytes = bytes_per_pair * static_cast<std::uint64_t>(partners);
    ExchangeSpeed speed{.bytes_per_pair = bytes_per_pair};
    speed.rounds = std::clamp(kBytesPerRepetition / bytes, kFewestRounds, kMostRounds);
    double best = std::numeric_limits<double>::infinity();
    for (int repetition = 0; repetition < repetitions; ++repetition) {
        world.barrier();
        bool right = true;
        const auto began = std::chrono::steady_clock::now();
        for (std::uint64_t round = 0; round < speed.rounds; ++round)
            right = is_right(world, all_to_all(world, outbox), bytes_per_pair, partners) && right;
        const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began;
        agree(world, [&] { CASCADE_CHECK(right, "a round of {} bytes a pair arrived changed", bytes_per_pair); });
        best = std::min(best, all_reduce_max(world, wall.count()));
    }
    speed.seconds_per_round = best / static_cast<double>(speed.rounds);
    speed.messages_per_second = static_cast<double>(partners) * world.size() / speed.seconds_per_round;
    speed.bytes_per_second = speed.messages_per_second * static_cast<double>(bytes_per_pair);
    return speed;
}

} // namespace cascade
