#include "engine/comm/collectives.hpp"

#include "engine/core/check.hpp"

namespace cascade {

Contender all_reduce_best(const Communicator& comm, Contender mine) {
    static const MPI_Op kBest = [] {
        MPI_Op op = MPI_OP_NULL;
        MPI_Op_create(
            [](void* in, void* inout, int* length, MPI_Datatype*) {
                const auto* a = static_cast<const Contender*>(in);
                auto* b = static_cast<Contender*>(inout);
                for (int i = 0; i < *length; ++i)
                    if (a[i].score != b[i].score ? a[i].score > b[i].score : a[i].tie < b[i].tie)
                        b[i] = a[i];
            },
            1, &op);
        return op;
    }();
    static const MPI_Datatype kContender = [] {
        MPI_Datatype type = MPI_DATATYPE_NULL;
        MPI_Type_contiguous(3, MPI_UINT64_T, &type);
        MPI_Type_commit(&type);
        return type;
    }();
    static_assert(sizeof(Contender) == 24);
    Contender best = mine;
    MPI_Allreduce(&mine, &best, 1, kContender, kBest, comm.handle());
    return best;
}

namespace detail {
namespace {

constexpr std::size_t kLargestCall = std::size_t{1} << 30;

MPI_Op mpi_op(Reduction op) {
    switch (op) {
    case Reduction::sum:
        return MPI_SUM;
    case Reduction::min:
        return MPI_MIN;
    case Reduction::max:
        return MPI_MAX;
    case Reduction::bit_or:
        return MPI_BOR;
    }
    throw InternalError("unknown reduction");
}

} // namespace

void broadcast_bytes(const Communicator& comm, void* data, std::size_t bytes, int root) {
    auto* place = static_cast<char*>(data);
    for (std::size_t done = 0; done < bytes; done += kLargestCall)
        MPI_Bcast(place + done, static_cast<int>(std::min(kLargestCall, bytes - done)), MPI_BYTE, root, comm.handle());
}

void all_gather_bytes(const Communicator& comm, const void* mine, std::size_t bytes, void* all) {
    CASCADE_CHECK(bytes <= kLargestCall, "{} bytes a rank", bytes);
    MPI_Allgather(mine, static_cast<int>(bytes), MPI_BYTE, all, static_cast<int>(bytes), MPI_BYTE, comm.handle());
}

void all_reduce(const Communicator& comm, void* data, std::size_t count, MPI_Datatype type, Reduction op) {
    int width = 0;
    MPI_Type_size(type, &width);
    const std::size_t most = kLargestCall / static_cast<std::size_t>(width);
    auto* place = static_cast<char*>(data);
    for (std::size_t done = 0; done < count; done += most)
        MPI_Allreduce(MPI_IN_PLACE, place + done * static_cast<std::size_t>(width),
                      static_cast<int>(std::min(most, count - done)), type, mpi_op(op), comm.handle());
}

void gather_bytes(const Communicator& comm, const void* mine, std::size_t bytes, void* all,
                  std::span<const std::uint64_t> sizes) {
    constexpr int kTag = 71;
    if (!comm.is_root()) {
        const auto* place = static_cast<const char*>(mine);
        for (std::size_t done = 0; done < bytes; done += kLargestCall)
            MPI_Send(place + done, static_cast<int>(std::min(kLargestCall, bytes - done)), MPI_BYTE, 0, kTag,
                     comm.handle());
        return;
    }
    auto* place = static_cast<char*>(all);
    std::copy_n(static_cast<const char*>(mine), bytes, place);
    place += bytes;
    for (int source = 1; source < comm.size(); ++source) {
        const std::size_t size = sizes[static_cast<std::size_t>(source)];
        for (std::size_t done = 0; done < size; done += kLargestCall)
            MPI_Recv(place + done, static_cast<int>(std::min(kLargestCall, size - done)), MPI_BYTE, source, kTag,
                     comm.handle(), MPI_STATUS_IGNORE);
        place += size;
    }
}

} // namespace detail
} // namespace cascade
