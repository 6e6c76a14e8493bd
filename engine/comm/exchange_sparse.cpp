// Nonblocking consensus (Hoefler, Siebert, Lumsdaine: Scalable communication protocols for dynamic sparse data exchange,
// PPoPP 2010, NBX): each rank sends what it has with sends that complete when they are received, takes whatever comes, and
// once all of its own have been received enters a barrier that does not block; when the barrier is through, nothing is under
// way any more. Nobody is told sizes, so what comes is kept by source and laid in order at the end: for a moment it
// lies in memory twice. A message is at most the cap; those of a pair arrive in the order they were sent. What belongs
// to the next exchange cannot be taken for this one's: all_to_all agrees on the size of each beforehand, which nobody
// passes before all have left this one.

#include "engine/comm/exchange_backends.hpp"

#include <bit>

namespace cascade::detail {
namespace {

constexpr int kTag = 73;

/// Sends that end when they are received; empty messages are none.
std::vector<MPI_Request> send_all(const Communicator& comm, Outgoing send) {
    std::vector<MPI_Request> requests;
    const std::uint64_t cap = cap_of(comm);
    for (int step = 1; step < comm.size(); ++step) {
        const int destination = (comm.rank() + step) % comm.size();
        const std::span<const char> all = send[static_cast<std::size_t>(destination)];
        for (std::uint64_t done = 0; done < all.size(); done += cap) {
            const std::span<const char> piece = window_of(all, done, cap);
            MPI_Issend(piece.data(), static_cast<int>(piece.size()), MPI_BYTE, destination, kTag, comm.handle(),
                       &requests.emplace_back());
            note_sent(comm, piece.size());
        }
    }
    pass_latency(comm, 2 * requests.size());
    return requests;
}

/// Takes a message if there is one.
bool take(const Communicator& comm, std::vector<std::vector<char>>& parts) {
    int found = 0;
    MPI_Message message = MPI_MESSAGE_NULL;
    MPI_Status status;
    MPI_Improbe(MPI_ANY_SOURCE, kTag, comm.handle(), &found, &message, &status);
    if (found == 0)
        return false;
    int bytes = 0;
    MPI_Get_count(&status, MPI_BYTE, &bytes);
    std::vector<char>& part = parts[static_cast<std::size_t>(status.MPI_SOURCE)];
    const std::size_t before = part.size();
    part.resize(before + static_cast<std::size_t>(bytes));
    MPI_Mrecv(part.data() + before, bytes, MPI_BYTE, &message, MPI_STATUS_IGNORE);
    return true;
}

} // namespace

void exchange_sparse(const Communicator& comm, Outgoing send, const RoomFor& room) {
    std::vector<MPI_Request> requests = send_all(comm, send);
    std::vector<std::vector<char>> parts(send.size());
    MPI_Request barrier = MPI_REQUEST_NULL;
    bool received = false; // all that this rank sent
    for (int through = 0; through == 0;) {
        if (take(comm, parts))
            continue;
        if (received) {
            MPI_Test(&barrier, &through, MPI_STATUS_IGNORE);
            continue;
        }
        int done = 0;
        MPI_Testall(static_cast<int>(requests.size()), requests.data(), &done, MPI_STATUSES_IGNORE);
        received = done != 0;
        if (received)
            MPI_Ibarrier(comm.handle(), &barrier);
    }
    pass_latency(comm, static_cast<std::uint64_t>(std::bit_width(send.size() - 1)));
    lay_in_order(comm, parts, send[static_cast<std::size_t>(comm.rank())], room);
}

} // namespace cascade::detail
