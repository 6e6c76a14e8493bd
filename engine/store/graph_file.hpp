#pragma once
// The graph file: binsparse 0.1 in HDF5, as the contract lays it out. Contiguous little-endian datasets, no filters.
//
//     /pointers_to_1 u64[n+1]  /indices_1 u32|u64[m]  /values f32[m] or u8[1] when unweighted      out-lists (CSR)
//     /in/…  the same three names                                                                 in-lists (CSC)
//     /vertices/id i64[n]                                         original ids; absent when 0 … n-1
//     /vertices/label u8[bytes]  /vertices/label_offsets u64[n+1]  labels in UTF-8, end to end, where ids were texts
//
// A symmetric graph stores one set. The file knows no ranks.
//
// Trust. The HDF5 library can be crashed by one flipped bit (1.4 % of them with 1.10.8), so a file is first described
// by a child process with limits on memory and time, before MPI starts (`probe_graph_file`); what the child found
// travels to all ranks as plain data. The content is covered by an XXH3-128 a dataset, computed over the digests of
// its 4 MiB blocks so that ranks can share the work; loading checks those of the blocks it reads.

#include "engine/graph/graph_slice.hpp"
#include "engine/runtime/context.hpp"

#include <span>
#include <string>
#include <vector>

namespace cascade {

/// A contiguous dataset: where its bytes lie in the file.
struct DatasetPlace {
    std::uint64_t offset = 0;
    std::uint64_t count = 0;
    std::uint32_t width = 0; ///< bytes a value; 0 when the dataset is absent
    std::string digest;      ///< 32 hex digits; empty when the file carries none (a foreign binsparse file)
};

/// What a graph file says of itself, after the checks that need no data.
struct GraphFile {
    std::string path;
    GraphInfo info;
    std::uint64_t bytes = 0;
    int schema_version = 0;         ///< 0: a binsparse file that is not ours
    std::string source, created_by; ///< for people
    std::uint64_t self_loops_removed = 0, duplicates_merged = 0;
    DatasetPlace out_pointers, out_indices, out_values;
    DatasetPlace in_pointers, in_indices, in_values; ///< absent when symmetric
    DatasetPlace ids;
    DatasetPlace label_offsets, labels; ///< both or neither
};

/// The outcome of a probe: a description or the error to report.
class GraphProbe {
public:
    explicit GraphProbe(GraphFile file) : file_(std::move(file)) {}
    explicit GraphProbe(Error error) : error_(std::move(error)) {}

    /// The description on every rank, from rank 0's probe; throws its error on all. Collective.
    GraphFile share(const Communicator& world) const;

    /// The description, for who needs no ranks; throws its error.
    const GraphFile& file() const;

private:
    std::optional<GraphFile> file_;
    std::optional<Error> error_;
};

/// Describes the file from a child process; never throws. Call it before MPI starts, on the rank that will be 0.
GraphProbe probe_graph_file(const std::string& path);

/// Reads this rank's shard under `layout`; checks pointers, ids, labels, weights and block digests. Bad content is an InputError
/// that names dataset and row, on every rank. Collective.
PartitionedGraph load_graph(Context& context, const GraphFile& file, Layout layout, GraphNeeds needs);

/// The same for the layers of one network (vertex_lists.hpp says what that takes): all are cut at the same vertices, by the
/// in-degrees of all together, and each has the vertices of the largest, those that its file lacks without arcs. Collective.
std::vector<PartitionedGraph> load_layers(Context& context, std::span<const GraphFile> files, Layout layout,
                                          GraphNeeds needs);

/// Bytes that loading takes on the fullest rank, from the description alone.
std::uint64_t graph_bytes_per_rank(const GraphFile& file, Layout layout, GraphNeeds needs);

/// Writes the slices beside `path`, fsyncs, renames. Refuses an existing file unless `force` (73). Returns the digest.
/// Collective.
std::string write_graph_file(Context& context, const std::string& path, const GraphSlice& slice, bool force);

/// Reads everything and compares it with the stored digest and the rules of the format; throws InputError. Collective.
void verify_graph_file(Context& context, const GraphFile& file);

} // namespace cascade
