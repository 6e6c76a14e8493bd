#include "engine/store/vertex_lists.hpp"

#include "engine/comm/agree.hpp"
#include "engine/graph/vertex_names.hpp"
#include "engine/store/graph_rows.hpp"

#include <numeric>

namespace cascade {
namespace {

/// The vertices [first, first + count), as ids or as labels.
VertexShare read_vertices(const GraphFile& file, VertexId first, VertexId count, int threads) {
    VertexShare share{first, file.info.vertices, file.info.labelled, {}, {}};
    const InputBytes bytes(file.path);
    if (file.info.labelled) {
        share.labels = read_labels(bytes, file, first, count, threads).labels;
    } else if (file.info.identity_ids) {
        share.ids.resize(count);
        std::iota(share.ids.begin(), share.ids.end(), static_cast<OriginalId>(first));
    } else {
        share.ids = read_ids(bytes, file, first, count, threads);
    }
    return share;
}

std::string kind_of_names(const GraphFile& file) {
    return file.info.labelled ? "labels" : "integer ids";
}

/// Whether the lists are equal as far as their descriptions tell.
bool same_list(const GraphFile& a, const GraphFile& b) {
    const auto same = [](const DatasetPlace& one, const DatasetPlace& other) {
        return !one.digest.empty() && one.digest == other.digest && one.count == other.count;
    };
    if (a.info.labelled)
        return same(a.labels, b.labels) && same(a.label_offsets, b.label_offsets);
    return (a.info.identity_ids && b.info.identity_ids) || same(a.ids, b.ids);
}

constexpr std::string_view kCure =
    "the layers of one network name vertex after vertex alike: make the second with `cascade import --base` the first "
    "(or both with one `--base`, and `--vertices` for members without edges)";

[[noreturn]] void refuse(const GraphFile& file, const std::string& here, const GraphFile& other,
                         const std::string& there, VertexId vertex) {
    throw InputError("{} and {}: vertex {} is {} in one and {} in the other; {}", file.path, other.path, vertex, here,
                     there, kCure);
}

/// Compares a stretch of two lists.
void compare(const GraphFile& file, const GraphFile& other, VertexId first, VertexId count, int threads) {
    const VertexShare here = read_vertices(file, first, count, threads);
    const VertexShare there = read_vertices(other, first, count, threads);
    for (std::size_t i = 0; i < count; ++i)
        if (here.labelled) {
            if (here.labels[i] != there.labels[i])
                refuse(file, shown_label(here.labels[i]), other, shown_label(there.labels[i]), first + i);
        } else if (here.ids[i] != there.ids[i]) {
            refuse(file, std::to_string(here.ids[i]), other, std::to_string(there.ids[i]), first + i);
        }
}

} // namespace

VertexShare read_vertex_share(const Context& context, const GraphFile& file) {
    const Communicator& world = context.world;
    const Partition shares = Partition::equal(file.info.vertices, world.size());
    return agree(world, [&] {
        return read_vertices(file, shares.begin_of(world.rank()), shares.count_of(world.rank()), context.threads);
    });
}

const GraphFile& require_one_identity(const Context& context, std::span<const GraphFile> files) {
    const Communicator& world = context.world;
    const GraphFile& longest = *std::max_element(
        files.begin(), files.end(), [](const auto& a, const auto& b) { return a.info.vertices < b.info.vertices; });
    for (const GraphFile& file : files) {
        agree(world, [&] {
            if (file.info.labelled != longest.info.labelled)
                throw InputError("{} and {}: vertices have {} in one and {} in the other; {}", file.path, longest.path,
                                 kind_of_names(file), kind_of_names(longest), kCure);
        });
        if (&file == &longest || same_list(file, longest))
            continue;
        const Partition shares = Partition::equal(file.info.vertices, world.size());
        agree(world, [&] {
            compare(file, longest, shares.begin_of(world.rank()), shares.count_of(world.rank()), context.threads);
        });
    }
    return longest;
}

} // namespace cascade
