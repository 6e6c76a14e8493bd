#include "engine/graph/base_order.hpp"

#include "engine/comm/all_to_all.hpp"
#include "engine/core/check.hpp"

#include <algorithm>
#include <numeric>

namespace cascade {
namespace {

/// Positions of `share` in ascending order of names, and where each rank's part of that order begins.
struct Routing {
    std::vector<std::size_t> order;
    std::vector<std::uint64_t> bounds;
};

/// `is_before(i, r)`: the i-th name of the share comes before the first name that rank r owns. Ranks that own none get none.
template <class Less, class IsBefore>
Routing route(std::size_t count, std::span<const std::uint8_t> owns_some, Less&& less, IsBefore&& is_before) {
    Routing routing;
    routing.order.resize(count);
    std::iota(routing.order.begin(), routing.order.end(), std::size_t{0});
    std::sort(routing.order.begin(), routing.order.end(), less);
    routing.bounds.assign(owns_some.size() + 1, count);
    // what comes before the first name of the next rank that owns any is for the one before it
    for (std::size_t r = owns_some.size(); r-- > 0;) {
        const auto begin = owns_some[r] == 0
                               ? routing.order.begin() + static_cast<std::ptrdiff_t>(routing.bounds[r + 1])
                               : std::partition_point(routing.order.begin(), routing.order.end(),
                                                      [&](std::size_t i) { return is_before(i, r); });
        routing.bounds[r] = static_cast<std::uint64_t>(begin - routing.order.begin());
    }
    return routing;
}

/// The places of the share's vertices, cut by who owns their names.
std::vector<std::vector<std::uint64_t>> places_by_owner(const VertexShare& base, const Routing& routing) {
    std::vector<std::vector<std::uint64_t>> parts(routing.bounds.size() - 1);
    for (std::size_t r = 0; r < parts.size(); ++r)
        for (std::uint64_t i = routing.bounds[r]; i < routing.bounds[r + 1]; ++i)
            parts[r].push_back(base.first + routing.order[i]);
    return parts;
}

/// Writes each place that arrived where its name is, by bisection: `is_later(i, v)` says that the i-th name comes after that
/// of v, `is_name(i, v)` that it is that.
template <class IsLater, class IsName>
void write_places(std::span<const std::uint64_t> arrived, std::vector<std::uint64_t>& places, IsLater&& is_later,
                  IsName&& is_name) {
    for (std::size_t i = 0; i < arrived.size(); ++i) {
        std::size_t low = 0;
        for (std::size_t high = places.size(); low < high;) {
            const std::size_t middle = low + (high - low) / 2;
            if (is_later(i, middle))
                low = middle + 1;
            else
                high = middle;
        }
        CASCADE_CHECK(low < places.size() && is_name(i, low), "vertex {} of the base is not in the graph", arrived[i]);
        places[low] = arrived[i];
    }
}

std::vector<std::uint64_t> places_of_ids(const Communicator& comm, const VertexShare& base, const GraphSlice& slice) {
    const auto id_at = [&](std::size_t v) {
        return slice.original_ids.empty() ? static_cast<OriginalId>(slice.first + v) : slice.original_ids[v];
    };
    const std::vector<std::uint8_t> some = all_gather(comm, std::uint8_t{slice.count() > 0});
    const std::vector<OriginalId> firsts = all_gather(comm, slice.count() > 0 ? id_at(0) : OriginalId{0});
    const Routing routing = route(
        base.ids.size(), some, [&](std::size_t a, std::size_t b) { return base.ids[a] < base.ids[b]; },
        [&](std::size_t i, std::size_t r) { return base.ids[i] < firsts[r]; });
    std::vector<std::vector<OriginalId>> ids(routing.bounds.size() - 1);
    for (std::size_t r = 0; r < ids.size(); ++r)
        for (std::uint64_t i = routing.bounds[r]; i < routing.bounds[r + 1]; ++i)
            ids[r].push_back(base.ids[routing.order[i]]);
    const std::vector<OriginalId> asked = all_to_all(comm, ids).items;
    const std::vector<std::uint64_t> told = all_to_all(comm, places_by_owner(base, routing)).items;
    std::vector<std::uint64_t> places(slice.count(), base.total);
    write_places(
        told, places, [&](std::size_t i, std::size_t v) { return id_at(v) < asked[i]; },
        [&](std::size_t i, std::size_t v) { return id_at(v) == asked[i]; });
    return places;
}

std::vector<std::uint64_t> places_of_labels(const Communicator& comm, const VertexShare& base,
                                            const GraphSlice& slice) {
    const std::vector<std::uint8_t> some = all_gather(comm, std::uint8_t{slice.count() > 0});
    LabelList firsts;
    firsts.push_back(slice.count() > 0 ? slice.labels[0] : "");
    firsts = gather_labels(comm, firsts);
    broadcast(comm, firsts);
    const Routing routing = route(
        base.labels.size(), some, [&](std::size_t a, std::size_t b) { return base.labels[a] < base.labels[b]; },
        [&](std::size_t i, std::size_t r) { return base.labels[i] < firsts[r]; });
    LabelList sorted;
    for (const std::size_t i : routing.order)
        sorted.push_back(base.labels[i]);
    const LabelList asked = send_labels(comm, sorted, routing.bounds).items;
    const std::vector<std::uint64_t> told = all_to_all(comm, places_by_owner(base, routing)).items;
    std::vector<std::uint64_t> places(slice.count(), base.total);
    write_places(
        told, places, [&](std::size_t i, std::size_t v) { return slice.labels[v] < asked[i]; },
        [&](std::size_t i, std::size_t v) { return slice.labels[v] == asked[i]; });
    return places;
}

} // namespace

void join_members(EdgeList& edges, const VertexShare& base) {
    CASCADE_CHECK(base.labelled == (edges.labels != nullptr), "edges and their base name vertices alike");
    edges.members.insert(edges.members.end(), base.ids.begin(), base.ids.end());
    for (std::size_t i = 0; i < base.labels.size(); ++i)
        edges.labels->number_of(base.labels[i], [] {});
}

std::vector<std::uint64_t> places_in(const Context& context, const VertexShare& base, const GraphSlice& slice) {
    CASCADE_CHECK(base.labelled == slice.info.labelled, "a base of labels and a graph of ids, or the other way round");
    return base.labelled ? places_of_labels(context.world, base, slice) : places_of_ids(context.world, base, slice);
}

} // namespace cascade
