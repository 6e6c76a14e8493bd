#pragma once
// The digest of a dataset: XXH3-128 over the digests of its 4 MiB blocks, so that ranks and threads share the work.
//
// Two ways to the blocks' digests. From the file: blocks are dealt to ranks in consecutive runs. From memory: a rank that
// holds a slab answers for the blocks that begin in it, and reads from the file what the last of them has beyond it.

#include "engine/comm/communicator.hpp"
#include "engine/store/digest.hpp"
#include "engine/store/graph_file.hpp"
#include "engine/store/input_bytes.hpp"
#include "engine/store/layout.hpp"

#include <span>
#include <string>
#include <vector>

namespace cascade {

inline constexpr std::uint64_t kDigestBlock = std::uint64_t{4} << 20;

/// Digests of the blocks that begin in `held`, the bytes of the dataset from `begin` on.
std::vector<Digest> held_block_digests(const InputBytes& file, const DatasetPlace& place, std::uint64_t begin,
                                       std::span<const std::byte> held, int threads);

/// Digests of part `part` of `parts` of the dataset's blocks, read from the file.
std::vector<Digest> stored_block_digests(const InputBytes& file, const DatasetPlace& place, int part, int parts,
                                         int threads);

/// The dataset's digest on every rank, from each rank's blocks in rank order. Collective.
Digest combine_block_digests(const Communicator& comm, const std::vector<Digest>& mine);

/// What is said of a dataset whose digest is another than the stored one.
std::string damage_of(const GraphFile& file, const layout::NamedPlace& dataset);

/// Reads a dataset from end to end, ranks sharing the work: InputError on all of them unless it has the digest stored with
/// it. Nothing is read where a file carries none. Collective.
void require_stored_digest(Context& context, const InputBytes& bytes, const GraphFile& file,
                           const layout::NamedPlace& dataset);

} // namespace cascade
