#include "engine/graph/label_list.hpp"

namespace cascade {
namespace {

std::vector<std::uint64_t> lengths_of(const LabelList& labels, std::size_t begin, std::size_t end) {
    std::vector<std::uint64_t> lengths;
    lengths.reserve(end - begin);
    for (std::size_t i = begin; i < end; ++i)
        lengths.push_back(labels[i].size());
    return lengths;
}

LabelList list_of(const std::vector<char>& bytes, std::vector<std::uint64_t> lengths) {
    std::uint64_t end = 0;
    for (std::uint64_t& length : lengths)
        length = end += length;
    return {std::string(bytes.begin(), bytes.end()), std::move(lengths)};
}

} // namespace

ReceivedLabels send_labels(const Communicator& comm, const LabelList& labels,
                           const std::vector<std::uint64_t>& bounds) {
    std::vector<std::vector<std::uint64_t>> lengths(bounds.size() - 1);
    std::vector<std::vector<char>> bytes(bounds.size() - 1);
    for (std::size_t r = 0; r + 1 < bounds.size(); ++r) {
        lengths[r] = lengths_of(labels, bounds[r], bounds[r + 1]);
        const auto end_of = [&](std::uint64_t i) {
            return labels.bytes().begin() + static_cast<std::ptrdiff_t>(i == 0 ? 0 : labels.ends()[i - 1]);
        };
        bytes[r].assign(end_of(bounds[r]), end_of(bounds[r + 1]));
    }
    Received<std::uint64_t> sizes = all_to_all(comm, lengths);
    lengths = {};
    const Received<char> came = all_to_all(comm, bytes);
    return {list_of(came.items, std::move(sizes.items)), std::move(sizes.first)};
}

LabelList gather_labels(const Communicator& comm, const LabelList& mine) {
    const std::vector<std::uint64_t> lengths = lengths_of(mine, 0, mine.size());
    std::vector<std::uint64_t> all = gather(comm, std::span(lengths));
    return list_of(gather(comm, std::span<const char>(mine.bytes())), std::move(all));
}

void broadcast(const Communicator& comm, LabelList& labels) {
    std::vector<std::uint64_t> ends = labels.ends();
    std::string bytes = labels.bytes();
    broadcast(comm, ends);
    broadcast(comm, bytes);
    labels = LabelList(std::move(bytes), std::move(ends));
}

} // namespace cascade
