// Writing: one rank lays the file out beside its name through HDF5, all ranks write their slabs where the datasets lie, all
// ranks read back and digest their share of blocks, one rank seals, fsyncs and renames.
//
// Slabs go by plain pwrite, as they are read (graph_file_load.cpp): every dataset is one run of bytes at a known offset.
// Parallel HDF5 is not asked: where one rank alone failed to open the file or to write what describes it, it left the
// others waiting for ever, and a write that a signal had interrupted was a failure.
//
// A failed or killed writer never leaves the final name; a failed one removes its temporary file, and that of a killed one
// goes when the next writes to the same name on that host. When an HDF5 call fails, HDF5 is not touched again and the
// program ends by aborting once rank 0 has said why: closing or finalising was seen to hang or crash.

#include "engine/comm/agree.hpp"
#include "engine/core/check.hpp"
#include "engine/store/dataset_digest.hpp"
#include "engine/store/descriptor.hpp"
#include "engine/store/durable_file.hpp"
#include "engine/store/graph_skeleton.hpp"
#include "engine/store/h5.hpp"
#include "engine/store/layout.hpp"
#include "engine/store/probe_text.hpp"
#include "engine/store/process_mark.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstdio>
#include <filesystem>

namespace cascade {
namespace {

/// Removes a file on the way out, on the rank it was given a name on.
class Remover {
public:
    ~Remover() {
        if (!path.empty())
            ::unlink(path.c_str());
    }
    std::string path;
};

/// What each rank writes into a dataset: `count` values from `first` on.
struct Slab {
    const layout::NamedPlace* dataset;
    std::size_t width; ///< of a value in memory
    const char* data;
    std::uint64_t first, count;
};

void check_target(const std::string& path, bool force) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        if (errno != ENOENT)
            throw_write_error(path, errno);
        return;
    }
    if (!S_ISREG(status.st_mode))
        throw CreateError("{}: exists and is not a regular file; choose another name", path);
    if (!force)
        throw CreateError("{}: exists; choose another name, or --force to replace it", path);
}

void place_direction(const layout::Direction& direction, const GraphInfo& info, GraphFile& file) {
    const std::uint32_t index_width = info.vertices > (VertexId{1} << 32) ? 8 : 4;
    file.*direction.pointers.place = {0, info.vertices + 1, 8, {}};
    file.*direction.indices.place = {0, info.edges, index_width, {}};
    file.*direction.values.place = info.weighted ? DatasetPlace{0, info.edges, 4, {}} : DatasetPlace{0, 1, 1, {}};
}

/// The file this graph becomes, without offsets and digests; its labels have `label_bytes`.
GraphFile plan(const GraphSlice& slice, std::string path, std::uint64_t label_bytes) {
    GraphFile file;
    file.path = std::move(path);
    file.info = slice.info;
    file.schema_version = layout::kGraphSchemaVersion;
    file.source = slice.source;
    file.created_by = "cascade " CASCADE_VERSION;
    file.self_loops_removed = slice.self_loops_removed;
    file.duplicates_merged = slice.duplicates_merged;
    place_direction(layout::kOut, slice.info, file);
    if (!slice.info.symmetric)
        place_direction(layout::kIn, slice.info, file);
    if (!slice.info.identity_ids)
        file.ids = {0, slice.info.vertices, 8, {}};
    if (slice.info.labelled) {
        file.label_offsets = {0, slice.info.vertices + 1, 8, {}};
        file.labels = {0, label_bytes, 1, {}};
    }
    return file;
}

/// Pointers count arcs of the whole graph: the slice's own, moved by the arcs of lower ranks.
BigArray<EdgeId> global_pointers(const AdjacencyLists& lists, EdgeId before) {
    BigArray<EdgeId> pointers(lists.offsets.size());
    for (std::size_t v = 0; v < pointers.size(); ++v)
        pointers[v] = lists.offsets[v] + before;
    return pointers;
}

/// Adds one direction's slabs. The last rank alone writes the closing pointer.
void add_slabs(const Communicator& world, const layout::Direction& direction, VertexId first,
               const AdjacencyLists& lists, const BigArray<EdgeId>& pointers, bool weighted, std::vector<Slab>& slabs) {
    static constexpr std::uint8_t kOne = 1;
    const EdgeId before = pointers[0];
    const bool last = world.rank() == world.size() - 1;
    slabs.push_back({&direction.pointers, sizeof(EdgeId), reinterpret_cast<const char*>(pointers.data()), first,
                     lists.count() + std::uint64_t{last}});
    const NeighbourArray& ids = lists.neighbours;
    slabs.push_back({&direction.indices, ids.is_wide() ? sizeof(std::uint64_t) : sizeof(std::uint32_t),
                     ids.is_wide() ? reinterpret_cast<const char*>(ids.wide_values().data())
                                   : reinterpret_cast<const char*>(ids.narrow_values().data()),
                     before, lists.arcs()});
    if (weighted)
        slabs.push_back({&direction.values, sizeof(float), reinterpret_cast<const char*>(lists.weights.data()), before,
                         lists.arcs()});
    else
        slabs.push_back(
            {&direction.values, 1, reinterpret_cast<const char*>(&kOne), 0, std::uint64_t{world.is_root()}});
}

/// Where each of a slice's labels begins in all of them, and where the last one ends.
BigArray<std::uint64_t> global_offsets(const LabelList& labels, std::uint64_t before) {
    BigArray<std::uint64_t> offsets(labels.size() + 1);
    offsets[0] = before;
    for (std::size_t v = 0; v < labels.size(); ++v)
        offsets[v + 1] = before + labels.ends()[v];
    return offsets;
}

/// Adds the slabs of labels. The last rank alone writes the closing offset.
void add_label_slabs(const Communicator& world, const GraphSlice& slice, const BigArray<std::uint64_t>& offsets,
                     std::vector<Slab>& slabs) {
    const bool last = world.rank() == world.size() - 1;
    slabs.push_back({&layout::kLabelOffsets, sizeof(std::uint64_t), reinterpret_cast<const char*>(offsets.data()),
                     slice.first, slice.labels.size() + std::uint64_t{last}});
    slabs.push_back({&layout::kLabels, 1, slice.labels.bytes().data(), offsets[0], slice.labels.bytes().size()});
}

/// One step that writes `path` through HDF5 on rank 0; after a failure the library is abandoned everywhere. Collective.
template <class F>
void hdf5_step(const Communicator& world, const std::string& path, F&& step) {
    try {
        agree_at_root(world, [&] { h5_writing(path, step); });
    } catch (...) {
        h5_abandon();
        throw;
    }
}

/// Writes this rank's slabs to disk, where the file's datasets lie.
void write_slabs(const std::string& path, const GraphFile& file, const std::vector<Slab>& slabs) {
    static_assert(std::endian::native == std::endian::little, "values are stored as they lie in memory");
    const int descriptor = open_to_write(path);
    try {
        for (const Slab& slab : slabs) {
            const DatasetPlace& place = file.*slab.dataset->place;
            CASCADE_CHECK(slab.width == place.width, "{}: values of {} bytes for {}", slab.dataset->name, slab.width,
                          place.width);
            write_all_at(descriptor, {slab.data, slab.count * place.width}, place.offset + slab.first * place.width,
                         path);
        }
    } catch (...) {
        ::close(descriptor);
        throw;
    }
    sync_and_close(descriptor, path);
}

/// The digest of every dataset, as it now is in the file. Collective.
void fill_digests(Context& context, const std::string& path, GraphFile& file) {
    const Communicator& world = context.world;
    for (const layout::NamedPlace& named : layout::kDatasets) {
        DatasetPlace& place = file.*named.place;
        if (place.width == 0)
            continue;
        const auto mine = agree(world, [&] {
            return stored_block_digests(InputBytes(path), place, world.rank(), world.size(), context.threads);
        });
        place.digest = combine_block_digests(world, mine).hex();
    }
    file.info.digest = content_digest(file);
}

/// Slices in rank order that add up to the graph, or it is our bug. Collective.
void check_slice(const Communicator& world, const GraphSlice& slice) {
    const VertexId before = exclusive_sum(world, VertexId{slice.count()});
    const VertexId vertices = all_reduce_sum(world, VertexId{slice.count()});
    const EdgeId out = all_reduce_sum(world, slice.out.arcs());
    const EdgeId in = all_reduce_sum(world, slice.info.symmetric ? slice.out.arcs() : slice.in.arcs());
    agree(world, [&] {
        CASCADE_CHECK(slice.first == before && slice.info.vertices == vertices, "slice at {} of {} vertices",
                      slice.first, vertices);
        CASCADE_CHECK(slice.info.edges == out && out == in, "{} arcs out, {} in, {} announced", out, in,
                      slice.info.edges);
        CASCADE_CHECK(slice.info.symmetric || slice.in.count() == slice.count(), "{} in-lists", slice.in.count());
        CASCADE_CHECK(slice.info.identity_ids || slice.original_ids.size() == slice.count(), "{} ids",
                      slice.original_ids.size());
        CASCADE_CHECK(slice.labels.size() == (slice.info.labelled ? slice.count() : 0), "{} labels",
                      slice.labels.size());
        CASCADE_CHECK(slice.info.identity_ids || !slice.info.labelled, "both ids and labels");
        CASCADE_CHECK(!slice.info.weighted || slice.out.weights.size() == slice.out.arcs(), "{} weights",
                      slice.out.weights.size());
    });
}

/// Everything but names and renaming: fills `path`, returns the digest. Collective.
std::string fill_file(Context& context, const std::string& path, const GraphSlice& slice, GraphFile file) {
    const Communicator& world = context.world;
    const BigArray<EdgeId> out_pointers = global_pointers(slice.out, exclusive_sum(world, slice.out.arcs()));
    const BigArray<EdgeId> in_pointers = global_pointers(slice.in, exclusive_sum(world, slice.in.arcs()));
    const BigArray<std::uint64_t> label_offsets =
        global_offsets(slice.labels, exclusive_sum(world, std::uint64_t{slice.labels.bytes().size()}));
    agree_at_root(world, [&] { reserve_graph_file(path, file); });
    hdf5_step(world, path, [&] { create_skeleton(path, file); });
    std::string text = world.is_root() ? to_text(file) : "";
    broadcast(world, text);
    file = std::get<GraphFile>(outcome_from_text(text));

    std::vector<Slab> slabs;
    add_slabs(world, layout::kOut, slice.first, slice.out, out_pointers, slice.info.weighted, slabs);
    if (!slice.info.symmetric)
        add_slabs(world, layout::kIn, slice.first, slice.in, in_pointers, slice.info.weighted, slabs);
    if (!slice.info.identity_ids)
        slabs.push_back({&layout::kIds, sizeof(OriginalId), reinterpret_cast<const char*>(slice.original_ids.data()),
                         slice.first, slice.original_ids.size()});
    if (slice.info.labelled)
        add_label_slabs(world, slice, label_offsets, slabs);
    agree(world, [&] { write_slabs(path, file, slabs); });
    fill_digests(context, path, file);
    hdf5_step(world, path, [&] { seal_skeleton(path, file); });
    return file.info.digest;
}

} // namespace

std::string write_graph_file(Context& context, const std::string& path, const GraphSlice& slice, bool force) {
    const auto scope = context.timers.scope("write graph");
    const Communicator& world = context.world;
    check_slice(world, slice);
    std::string temporary;
    agree_at_root(world, [&] {
        check_target(path, force);
        remove_stale_temporaries(path);
        temporary = temporary_name(path);
    });
    broadcast(world, temporary);
    Remover remover;
    if (world.is_root())
        remover.path = temporary;
    const std::uint64_t label_bytes = all_reduce_sum(world, std::uint64_t{slice.labels.bytes().size()});
    const std::string digest = fill_file(context, temporary, slice, plan(slice, path, label_bytes));
    agree_at_root(world, [&] {
        if (std::rename(temporary.c_str(), path.c_str()) != 0)
            throw_write_error(path, errno);
        remover.path.clear();
        sync_directory(std::filesystem::path(path).parent_path().string());
    });
    return digest;
}

} // namespace cascade
