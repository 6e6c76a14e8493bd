#include "engine/graph/vertex_names.hpp"

#include <fmt/format.h>

#include <unordered_map>

namespace cascade {
namespace {

constexpr std::size_t kShownBytes = 40;

/// The position of `label` in a share whose labels ascend; kNoVertex where it is not there.
VertexId bisect(const LabelShare& share, std::string_view label) {
    std::uint64_t low = 0;
    for (std::uint64_t high = share.labels.size(); low < high;) {
        const std::uint64_t middle = low + (high - low) / 2;
        if (share.labels[middle] < label)
            low = middle + 1;
        else
            high = middle;
    }
    return low < share.labels.size() && share.labels[low] == label ? share.first + low : kNoVertex;
}

/// One pass over a share in any order.
void scan(const LabelShare& share, const LabelList& wanted, std::vector<VertexId>& found) {
    std::unordered_map<std::string_view, std::vector<std::size_t>> places;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        places[wanted[i]].push_back(i);
    for (std::size_t v = 0; v < share.labels.size(); ++v)
        if (const auto at = places.find(share.labels[v]); at != places.end())
            for (std::size_t i : at->second)
                found[i] = share.first + v;
}

} // namespace

std::vector<std::string> vertex_names(const Communicator& world, const PartitionedGraph& graph,
                                      std::span<const VertexId> vertices) {
    std::vector<std::string> names(vertices.size());
    if (!graph.info.labelled) {
        const std::vector<OriginalId> ids = original_ids_of(world, graph, vertices);
        for (std::size_t i = 0; i < ids.size(); ++i)
            names[i] = fmt::format("{}", ids[i]);
        return names;
    }
    LabelList mine;
    std::vector<std::uint64_t> places;
    for (std::size_t i = 0; i < vertices.size(); ++i)
        if (vertices[i] - graph.names.first < graph.names.labels.size()) {
            mine.push_back(graph.names.labels[vertices[i] - graph.names.first]);
            places.push_back(i);
        }
    LabelList all = gather_labels(world, mine);
    std::vector<std::uint64_t> order = gather(world, std::span<const std::uint64_t>(places));
    broadcast(world, all);
    broadcast(world, order);
    for (std::size_t i = 0; i < order.size(); ++i)
        names[order[i]] = all[i];
    return names;
}

std::vector<VertexId> find_labels(const Communicator& world, const PartitionedGraph& graph, const LabelList& labels) {
    std::vector<VertexId> found(labels.size(), kNoVertex);
    if (graph.info.order == "id")
        for (std::size_t i = 0; i < labels.size(); ++i)
            found[i] = bisect(graph.names, labels[i]);
    else
        scan(graph.names, labels, found);
    all_reduce(world, std::span(found), Reduction::min);
    return found;
}

std::string shown_label(std::string_view label) {
    std::size_t end = std::min(label.size(), kShownBytes);
    while (end < label.size() && end > 0 && (static_cast<unsigned char>(label[end]) & 0xc0) == 0x80)
        --end; // not in the middle of a character
    std::string text = "'";
    for (char c : label.substr(0, end)) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            text += fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        else
            text += c;
    }
    return text + (end < label.size() ? "…'" : "'");
}

} // namespace cascade
