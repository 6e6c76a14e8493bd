#include "engine/comm/receive_in_order.hpp"

namespace cascade::detail {
namespace {

constexpr int kTag = 72;

} // namespace

void send_to_root(const Communicator& comm, const void* mine, std::size_t bytes, std::size_t piece) {
    const auto* place = static_cast<const char*>(mine);
    for (std::size_t done = 0; done < bytes; done += piece)
        MPI_Send(place + done, static_cast<int>(std::min(piece, bytes - done)), MPI_BYTE, 0, kTag, comm.handle());
}

void receive_from(const Communicator& comm, int source, void* place, std::size_t bytes) {
    MPI_Recv(place, static_cast<int>(bytes), MPI_BYTE, source, kTag, comm.handle(), MPI_STATUS_IGNORE);
}

} // namespace cascade::detail
