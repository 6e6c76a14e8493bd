// Two hops over a grid of ranks (rank_grid.hpp). In a hop each rank sends one message, empty or not, to each rank of its row,
// then of its column, and knows from whom to expect one: nobody has to be told sizes, and no two exchanges mix. A message is
// a row of frames: whom the bytes are for, or in the second hop who sent them, how many there are, and the bytes.
// A pair's share of a round keeps what stops over at a rank below the cap, frames aside.

#include "engine/comm/exchange_backends.hpp"
#include "engine/comm/rank_grid.hpp"

#include <cstring>

namespace cascade::detail {
namespace {

constexpr int kFirstTag = 74, kSecondTag = 75;

struct Frame {
    std::uint32_t rank;
    std::uint32_t bytes;
};

void put_frame(std::vector<char>& box, std::size_t rank, std::span<const char> bytes) {
    const Frame frame{static_cast<std::uint32_t>(rank), static_cast<std::uint32_t>(bytes.size())};
    const char* const header = reinterpret_cast<const char*>(&frame);
    box.insert(box.end(), header, header + sizeof frame);
    box.insert(box.end(), bytes.begin(), bytes.end());
}

/// body(rank, bytes) for each frame.
template <class F>
void for_each_frame(std::span<const char> box, F&& body) {
    while (!box.empty()) {
        Frame frame;
        std::memcpy(&frame, box.data(), sizeof frame);
        body(std::size_t{frame.rank}, box.subspan(sizeof frame, frame.bytes));
        box = box.subspan(sizeof frame + frame.bytes);
    }
}

/// Sends boxes[r] to each r of `to` and calls body(source, bytes) for what comes from each of `from`; empties the boxes.
template <class F>
void hop(const Communicator& comm, int tag, std::vector<std::vector<char>>& boxes, const std::vector<int>& to,
         const std::vector<int>& from, F&& body) {
    std::vector<MPI_Request> requests(to.size());
    for (std::size_t i = 0; i < to.size(); ++i) {
        const std::vector<char>& box = boxes[static_cast<std::size_t>(to[i])];
        MPI_Isend(box.data(), static_cast<int>(box.size()), MPI_BYTE, to[i], tag, comm.handle(), &requests[i]);
        note_sent(comm, box.size());
    }
    pass_latency(comm, to.size());
    std::vector<char> came;
    for (int source : from) {
        MPI_Message message = MPI_MESSAGE_NULL;
        MPI_Status status;
        MPI_Mprobe(source, tag, comm.handle(), &message, &status);
        int bytes = 0;
        MPI_Get_count(&status, MPI_BYTE, &bytes);
        came.resize(static_cast<std::size_t>(bytes));
        MPI_Mrecv(came.data(), bytes, MPI_BYTE, &message, MPI_STATUS_IGNORE);
        body(static_cast<std::size_t>(source), std::span<const char>(came));
    }
    MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE);
    for (int rank : to)
        boxes[static_cast<std::size_t>(rank)].clear();
}

class GridExchange {
public:
    GridExchange(const Communicator& comm, Outgoing send)
        : comm_(comm), send_(send), me_(static_cast<std::size_t>(comm.rank())),
          grid_(comm.size(), comm.exchange.ranks_per_host), next_(grid_.next_of(comm.rank())),
          before_(grid_.before(comm.rank())), column_(grid_.column_of(comm.rank())), first_(send.size()),
          second_(send.size()) {}

    std::uint64_t window() const {
        const std::uint64_t pairs =
            static_cast<std::uint64_t>(grid_.most_before()) * static_cast<std::uint64_t>(grid_.rows());
        return std::max<std::uint64_t>(cap_of(comm_) / pairs, 1);
    }

    /// The bytes of each pair from `done` on; what comes is put behind `parts`.
    void round(std::uint64_t done, std::uint64_t window, std::vector<std::vector<char>>& parts) {
        for (std::size_t d = 0; d < send_.size(); ++d) {
            const std::span<const char> bytes = window_of(send_[d], done, window);
            if (d == me_ || bytes.empty())
                continue;
            const auto via = static_cast<std::size_t>(grid_.via(comm_.rank(), static_cast<int>(d)));
            if (via == me_)
                put_frame(second_[d], me_, bytes);
            else
                put_frame(first_[via], d, bytes);
        }
        const auto take = [&](std::size_t source, std::span<const char> bytes) {
            parts[source].insert(parts[source].end(), bytes.begin(), bytes.end());
        };
        hop(comm_, kFirstTag, first_, next_, before_, [&](std::size_t source, std::span<const char> box) {
            for_each_frame(box, [&](std::size_t destination, std::span<const char> bytes) {
                if (destination == me_)
                    take(source, bytes);
                else
                    put_frame(second_[destination], source, bytes);
            });
        });
        hop(comm_, kSecondTag, second_, column_, column_,
            [&](std::size_t, std::span<const char> box) { for_each_frame(box, take); });
    }

private:
    const Communicator& comm_;
    Outgoing send_;
    std::size_t me_;
    RankGrid grid_;
    std::vector<int> next_, before_, column_;
    std::vector<std::vector<char>> first_, second_; ///< [rank]: of the hops
};

} // namespace

void exchange_by_grid(const Communicator& comm, Outgoing send, const RoundSize& size, const RoomFor& room) {
    GridExchange exchange(comm, send);
    std::vector<std::vector<char>> parts(send.size());
    const std::uint64_t window = exchange.window();
    for (std::uint64_t done = 0; done < size.largest; done += window)
        exchange.round(done, window, parts);
    lay_in_order(comm, parts, send[static_cast<std::size_t>(comm.rank())], room);
}

} // namespace cascade::detail
