#include "engine/comm/all_to_all.hpp"

#include "engine/comm/exchange_backends.hpp"
#include "engine/core/check.hpp"
#include "engine/core/error.hpp"

#include <cstring>
#include <thread>

namespace cascade::detail {

void lay_in_order(const Communicator& comm, std::vector<std::vector<char>>& parts, std::span<const char> own,
                  const RoomFor& room) {
    std::vector<std::uint64_t> bytes(parts.size());
    for (std::size_t r = 0; r < parts.size(); ++r)
        bytes[r] = r == static_cast<std::size_t>(comm.rank()) ? own.size() : parts[r].size();
    char* place = room(bytes);
    for (std::size_t r = 0; r < parts.size(); ++r) {
        const bool mine = r == static_cast<std::size_t>(comm.rank());
        if (bytes[r] > 0)
            std::memcpy(place, mine ? own.data() : parts[r].data(), bytes[r]);
        place += bytes[r];
        std::vector<char>().swap(parts[r]);
    }
}

void pass_latency(const Communicator& comm, std::uint64_t messages) {
    if (comm.exchange.latency.count() > 0)
        std::this_thread::sleep_for(comm.exchange.latency * messages);
}

void exchange_bytes(const Communicator& comm, Outgoing send, const RoomFor& room) {
    const std::size_t p = send.size();
    CASCADE_CHECK(p == static_cast<std::size_t>(comm.size()), "{} destinations", p);
    const auto keep_own = [&] {
        std::vector<std::vector<char>> nothing(p);
        lay_in_order(comm, nothing, send[static_cast<std::size_t>(comm.rank())], room);
    };
    if (p == 1)
        return keep_own();
    const RoundSize size = fullest_round(comm, send);
    if (size.bytes == 0)
        return keep_own();
    const ExchangeBackend backend = comm.exchange.backend == ExchangeBackend::automatic
                                        ? cheapest_exchange(size, comm.size(), comm.exchange.ranks_per_host)
                                        : comm.exchange.backend;
    ++comm.traffic().exchanges[static_cast<std::size_t>(backend)];
    switch (backend) {
    case ExchangeBackend::direct:
        return exchange_direct(comm, send, size, room);
    case ExchangeBackend::sparse:
        return exchange_sparse(comm, send, room);
    case ExchangeBackend::grid:
        return exchange_by_grid(comm, send, size, room);
    case ExchangeBackend::automatic:
        break;
    }
    throw InternalError("no back end was chosen");
}

} // namespace cascade::detail
