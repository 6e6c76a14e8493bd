#include "engine/comm/all_to_all.hpp"

#include "engine/core/check.hpp"

#include <algorithm>
#include <cstring>

namespace cascade::detail {
namespace {

/// One round: what each pair moves, as windows into the callers' buffers.
struct Round {
    std::vector<const char*> send;
    std::vector<int> send_bytes;
    std::vector<char*> receive;
    std::vector<int> receive_bytes;
};

std::vector<int> end_to_end(const std::vector<int>& bytes) {
    std::vector<int> at(bytes.size() + 1);
    for (std::size_t r = 0; r < bytes.size(); ++r)
        at[r + 1] = at[r] + bytes[r];
    return at;
}

/// MPI_Alltoallv wants one buffer with 32-bit displacements: pack, call, unpack.
void round_by_alltoallv(const Communicator& comm, const Round& round) {
    const std::vector<int> send_at = end_to_end(round.send_bytes);
    const std::vector<int> receive_at = end_to_end(round.receive_bytes);
    std::vector<char> packed(static_cast<std::size_t>(send_at.back()));
    std::vector<char> arrived(static_cast<std::size_t>(receive_at.back()));
    for (std::size_t r = 0; r < round.send.size(); ++r)
        if (round.send_bytes[r] > 0)
            std::memcpy(packed.data() + send_at[r], round.send[r], static_cast<std::size_t>(round.send_bytes[r]));
    MPI_Alltoallv(packed.data(), round.send_bytes.data(), send_at.data(), MPI_BYTE, arrived.data(),
                  round.receive_bytes.data(), receive_at.data(), MPI_BYTE, comm.handle());
    for (std::size_t r = 0; r < round.receive.size(); ++r)
        if (round.receive_bytes[r] > 0)
            std::memcpy(round.receive[r], arrived.data() + receive_at[r],
                        static_cast<std::size_t>(round.receive_bytes[r]));
}

/// Non-blocking messages between the pairs that have something to say; no copies.
void round_by_messages(const Communicator& comm, const Round& round) {
    constexpr int kTag = 72;
    std::vector<MPI_Request> requests;
    requests.reserve(2 * round.send.size());
    const int p = comm.size();
    for (int step = 0; step < p; ++step) {
        const int source = (comm.rank() + p - step) % p;
        const auto s = static_cast<std::size_t>(source);
        if (round.receive_bytes[s] > 0)
            MPI_Irecv(round.receive[s], round.receive_bytes[s], MPI_BYTE, source, kTag, comm.handle(),
                      &requests.emplace_back());
    }
    for (int step = 0; step < p; ++step) {
        const int destination = (comm.rank() + step) % p;
        const auto d = static_cast<std::size_t>(destination);
        if (round.send_bytes[d] > 0)
            MPI_Isend(round.send[d], round.send_bytes[d], MPI_BYTE, destination, kTag, comm.handle(),
                      &requests.emplace_back());
    }
    MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE);
}

} // namespace

std::vector<std::uint64_t> exchange_sizes(const Communicator& comm, std::span<const std::uint64_t> bytes) {
    std::vector<std::uint64_t> expected(bytes.size());
    MPI_Alltoall(bytes.data(), 1, MPI_UINT64_T, expected.data(), 1, MPI_UINT64_T, comm.handle());
    return expected;
}

void exchange_bytes(const Communicator& comm, std::span<const char* const> send, std::span<const std::uint64_t> bytes,
                    std::span<char* const> receive, std::span<const std::uint64_t> expected) {
    const std::size_t p = send.size();
    CASCADE_CHECK(p == static_cast<std::size_t>(comm.size()), "{} destinations", p);
    if (p == 1) {
        if (bytes[0] > 0)
            std::memcpy(receive[0], send[0], bytes[0]);
        return;
    }
    const std::uint64_t cap = std::clamp<std::uint64_t>(comm.exchange.bytes_per_round, p, std::uint64_t{1} << 30);
    const std::uint64_t window = cap / p; // a pair's share of a round, so that no rank exceeds the cap
    std::uint64_t largest = 0;
    for (std::size_t r = 0; r < p; ++r)
        largest = std::max({largest, bytes[r], expected[r]});
    const std::uint64_t rounds = all_reduce_max(comm, (largest + window - 1) / window);
    Round round{std::vector<const char*>(p), std::vector<int>(p), std::vector<char*>(p), std::vector<int>(p)};
    for (std::uint64_t i = 0; i < rounds; ++i) {
        const std::uint64_t done = i * window;
        for (std::size_t r = 0; r < p; ++r) {
            round.send[r] = send[r] + std::min(done, bytes[r]);
            round.send_bytes[r] = static_cast<int>(std::min(window, bytes[r] - std::min(done, bytes[r])));
            if (round.send_bytes[r] > 0 && r != static_cast<std::size_t>(comm.rank())) {
                comm.traffic().bytes += static_cast<std::uint64_t>(round.send_bytes[r]);
                ++comm.traffic().messages;
            }
            round.receive[r] = receive[r] + std::min(done, expected[r]);
            round.receive_bytes[r] = static_cast<int>(std::min(window, expected[r] - std::min(done, expected[r])));
        }
        switch (comm.exchange.backend) {
        case ExchangeBackend::alltoallv:
            round_by_alltoallv(comm, round);
            break;
        case ExchangeBackend::point_to_point:
            round_by_messages(comm, round);
            break;
        }
    }
}

} // namespace cascade::detail
