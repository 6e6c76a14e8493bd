#include "jobs/common/named_vertices.hpp"

#include <fmt/format.h>

namespace cascade {

std::string NamedVertices::shown(std::size_t i) const {
    return labelled ? shown_label(labels[i]) : fmt::format("{}", ids[i]);
}

void NamedVertices::add(const NamedVertices& other, std::size_t i) {
    labelled = other.labelled;
    if (labelled)
        labels.push_back(other.labels[i]);
    else
        ids.push_back(other.ids[i]);
}

void broadcast(const Communicator& comm, NamedVertices& vertices) {
    vertices.labelled = broadcast(comm, vertices.labelled);
    broadcast(comm, vertices.ids);
    broadcast(comm, vertices.labels);
}

NamedVertices distinct(const NamedVertices& vertices) {
    NamedVertices result{.labelled = vertices.labelled, .ids = {}, .labels = {}};
    std::unordered_set<OriginalId> ids;
    std::unordered_set<std::string_view> labels;
    for (std::size_t i = 0; i < vertices.size(); ++i)
        if (vertices.labelled ? labels.insert(vertices.labels[i]).second : ids.insert(vertices.ids[i]).second)
            result.add(vertices, i);
    return result;
}

std::vector<VertexId> find_vertices(const Communicator& world, const PartitionedGraph& graph,
                                    const NamedVertices& vertices) {
    return vertices.labelled ? find_labels(world, graph, vertices.labels)
                             : find_vertices(world, graph, std::span<const OriginalId>(vertices.ids));
}

Column vertex_column(const Communicator& world, const PartitionedGraph& graph, std::string name,
                     std::span<const VertexId> vertices) {
    Column column{std::move(name), original_ids_of(world, graph, vertices)};
    if (graph.info.labelled)
        column.labels = vertex_names(world, graph, vertices);
    return column;
}

std::string shown_value(const Column& column, std::size_t i) {
    if (!column.labels.empty())
        return column.labels[i];
    return std::visit([&](const auto& values) { return fmt::format("{}", values[i]); }, column.values);
}

} // namespace cascade
