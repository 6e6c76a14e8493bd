// MPI_Alltoallv: each rank learns what to expect from every other, and then all move their bytes in one call a round.
// A pair's share of a round is the cap over p, so that no rank exceeds the cap; ranks with less to say send nothing in
// later rounds. One buffer with 32-bit displacements is what the call wants: pack, call, unpack.

#include "engine/comm/exchange_backends.hpp"

#include <bit>
#include <cstring>

namespace cascade::detail {
namespace {

/// What a rank sends or receives in a round, laid end to end.
struct Packed {
    explicit Packed(std::size_t ranks) : bytes(ranks), at(ranks) {}

    void lay() {
        int end = 0;
        for (std::size_t r = 0; r < bytes.size(); ++r) {
            at[r] = end;
            end += bytes[r];
        }
        data.resize(static_cast<std::size_t>(end));
    }
    char* of(std::size_t rank) { return data.data() + at[rank]; }

    std::vector<int> bytes, at;
    std::vector<char> data;
};

std::vector<std::uint64_t> expected_sizes(const Communicator& comm, Outgoing send) {
    std::vector<std::uint64_t> bytes(send.size());
    for (std::size_t r = 0; r < send.size(); ++r)
        bytes[r] = send[r].size();
    std::vector<std::uint64_t> expected(send.size());
    MPI_Alltoall(bytes.data(), 1, MPI_UINT64_T, expected.data(), 1, MPI_UINT64_T, comm.handle());
    pass_latency(comm, static_cast<std::uint64_t>(std::bit_width(send.size() - 1)));
    return expected;
}

} // namespace

void exchange_direct(const Communicator& comm, Outgoing send, const RoundSize& size, const RoomFor& room) {
    const std::size_t p = send.size();
    const auto me = static_cast<std::size_t>(comm.rank());
    const std::vector<std::uint64_t> expected = expected_sizes(comm, send);
    std::vector<char*> place(p);
    char* end = room(expected);
    for (std::size_t r = 0; r < p; ++r) {
        place[r] = end;
        end += expected[r];
    }
    if (!send[me].empty())
        std::memcpy(place[me], send[me].data(), send[me].size());
    const std::uint64_t window = std::max<std::uint64_t>(cap_of(comm) / p, 1);
    Packed out(p), in(p);
    for (std::uint64_t done = 0; done < size.largest; done += window) {
        for (std::size_t r = 0; r < p; ++r) {
            const std::uint64_t coming = r == me ? 0 : expected[r] - std::min(done, expected[r]);
            in.bytes[r] = static_cast<int>(std::min(window, coming));
            out.bytes[r] = r == me ? 0 : static_cast<int>(window_of(send[r], done, window).size());
        }
        in.lay();
        out.lay();
        for (std::size_t r = 0; r < p; ++r)
            if (out.bytes[r] > 0) {
                std::memcpy(out.of(r), send[r].data() + done, static_cast<std::size_t>(out.bytes[r]));
                note_sent(comm, static_cast<std::size_t>(out.bytes[r]));
            }
        MPI_Alltoallv(out.data.data(), out.bytes.data(), out.at.data(), MPI_BYTE, in.data.data(), in.bytes.data(),
                      in.at.data(), MPI_BYTE, comm.handle());
        pass_latency(comm, p - 1);
        for (std::size_t r = 0; r < p; ++r)
            if (in.bytes[r] > 0)
                std::memcpy(place[r] + done, in.of(r), static_cast<std::size_t>(in.bytes[r]));
    }
}

} // namespace cascade::detail
