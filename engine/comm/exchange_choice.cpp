#include "engine/comm/exchange_choice.hpp"

#include "engine/comm/collectives.hpp"
#include "engine/comm/rank_grid.hpp"
#include "engine/core/error.hpp"

#include <array>
#include <bit>

namespace cascade {
namespace {

/// What a message costs more than its bytes, in bytes.
constexpr std::uint64_t kBytesPerMessage = 8192;

std::uint64_t stages(int ranks) {
    return static_cast<std::uint64_t>(std::bit_width(static_cast<unsigned>(ranks - 1)));
}

} // namespace

RoundSize fullest_round(const Communicator& comm, std::span<const std::span<const char>> send) {
    std::array<std::uint64_t, 3> most{};
    for (std::size_t r = 0; r < send.size(); ++r) {
        if (r == static_cast<std::size_t>(comm.rank()))
            continue;
        most[0] = std::max<std::uint64_t>(most[0], send[r].size());
        most[1] += send[r].size();
        most[2] += !send[r].empty();
    }
    all_reduce(comm, std::span<std::uint64_t>(most), Reduction::max);
    return {most[0], most[1], most[2]};
}

std::uint64_t messages_of(ExchangeBackend backend, const RoundSize& size, int ranks, int ranks_per_host) {
    switch (backend) {
    case ExchangeBackend::direct:
        return static_cast<std::uint64_t>(ranks - 1) + stages(ranks);
    case ExchangeBackend::sparse:
        return 2 * size.partners + stages(ranks);
    case ExchangeBackend::grid: {
        const RankGrid grid(ranks, ranks_per_host);
        return static_cast<std::uint64_t>(grid.width() + grid.rows() - 2);
    }
    case ExchangeBackend::automatic:
        break;
    }
    throw InternalError("automatic is no way to send");
}

ExchangeBackend cheapest_exchange(const RoundSize& size, int ranks, int ranks_per_host) {
    ExchangeBackend best = ExchangeBackend::direct;
    std::uint64_t least = ~std::uint64_t{0};
    for (std::size_t i = 0; i < kExchangeBackends; ++i) {
        const auto backend = static_cast<ExchangeBackend>(i);
        const std::uint64_t travelled = backend == ExchangeBackend::grid ? 2 * size.bytes : size.bytes;
        const std::uint64_t cost = kBytesPerMessage * messages_of(backend, size, ranks, ranks_per_host) + travelled;
        if (cost < least) {
            least = cost;
            best = backend;
        }
    }
    return best;
}

} // namespace cascade
