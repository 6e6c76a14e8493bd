#include "engine/graph/label_order.hpp"

#include <algorithm>
#include <numeric>

namespace cascade {
namespace {

LabelList sorted_and_unique(const LabelList& labels) {
    std::vector<std::string_view> views;
    for (std::size_t i = 0; i < labels.size(); ++i)
        views.push_back(labels[i]);
    std::sort(views.begin(), views.end());
    views.erase(std::unique(views.begin(), views.end()), views.end());
    LabelList result;
    result.reserve(views.size(), labels.bytes().size());
    for (std::string_view label : views)
        result.push_back(label);
    return result;
}

/// The first of `labels`, which ascend, that is not before `label`.
std::uint64_t lower_bound(const LabelList& labels, std::string_view label) {
    std::uint64_t low = 0;
    for (std::uint64_t high = labels.size(); low < high;) {
        const std::uint64_t middle = low + (high - low) / 2;
        if (labels[middle] < label)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/// Where to cut `labels` so that each rank gets its range of the union: quantiles of everybody's samples. Collective.
std::vector<std::uint64_t> range_bounds(const Communicator& comm, const LabelList& labels) {
    const auto p = static_cast<std::size_t>(comm.size());
    const std::size_t samples = std::min(labels.size(), std::max<std::size_t>(256, 16 * p));
    LabelList mine;
    for (std::size_t i = 0; i < samples; ++i)
        mine.push_back(labels[labels.size() / samples * i + labels.size() % samples * i / samples]);
    const LabelList gathered = gather_labels(comm, mine);
    std::vector<std::string_view> all;
    for (std::size_t i = 0; i < gathered.size(); ++i)
        all.push_back(gathered[i]);
    std::sort(all.begin(), all.end());
    LabelList cuts;
    for (std::size_t r = 1; r < p && !all.empty(); ++r)
        cuts.push_back(all[all.size() * r / p]);
    broadcast(comm, cuts);
    std::vector<std::uint64_t> bounds(p + 1, labels.size());
    bounds[0] = 0;
    for (std::size_t r = 0; r < cuts.size(); ++r)
        bounds[r + 1] = lower_bound(labels, cuts[r]);
    return bounds;
}

} // namespace

LabelOrder order_labels(const Communicator& comm, LabelList labels) {
    LabelOrder order;
    if (comm.size() == 1) {
        order.total = labels.size();
        order.owned = std::move(labels);
        return order;
    }
    const ReceivedLabels asked = send_labels(comm, labels, range_bounds(comm, labels));
    labels = {};
    order.owned = sorted_and_unique(asked.items);
    order.first = exclusive_sum(comm, VertexId{order.owned.size()});
    order.total = all_reduce_sum(comm, VertexId{order.owned.size()});
    std::vector<std::vector<VertexId>> answers(static_cast<std::size_t>(comm.size()));
    for (std::size_t r = 0; r < answers.size(); ++r) {
        std::size_t at = 0; // both ascend: walk them together
        for (std::uint64_t i = asked.first[r]; i < asked.first[r + 1]; ++i) {
            while (order.owned[at] < asked.items[i])
                ++at;
            answers[r].push_back(order.first + at);
        }
    }
    order.positions = all_to_all(comm, answers).items;
    return order;
}

LabelList move_to_slices(const Communicator& comm, const Partition& slices, VertexId first, const LabelList& labels) {
    std::vector<std::uint64_t> bounds(slices.first.size());
    for (std::size_t r = 0; r < bounds.size(); ++r)
        bounds[r] = std::clamp<VertexId>(slices.first[r], first, first + labels.size()) - first;
    return send_labels(comm, labels, bounds).items;
}

LabelList fetch_labels(const Communicator& comm, const Partition& slices, const LabelList& mine,
                       std::span<const VertexId> wanted) {
    std::vector<std::vector<VertexId>> questions(static_cast<std::size_t>(comm.size()));
    for (VertexId v : wanted)
        questions[static_cast<std::size_t>(slices.owner_of(v))].push_back(v);
    const Received<VertexId> asked = all_to_all(comm, questions);
    LabelList answers;
    for (VertexId v : asked.items)
        answers.push_back(mine[v - slices.begin_of(comm.rank())]);
    const ReceivedLabels came = send_labels(comm, answers, asked.first);
    std::vector<std::uint64_t> next(came.first.begin(), came.first.end() - 1);
    LabelList result;
    result.reserve(came.items.size(), came.items.bytes().size());
    for (VertexId v : wanted)
        result.push_back(came.items[next[static_cast<std::size_t>(slices.owner_of(v))]++]);
    return result;
}

} // namespace cascade
