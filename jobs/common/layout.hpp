#pragma once
// From --layout to groups and shards. `auto` takes the fewest shards with which the lists of a rank fill at most half of
// its memory budget less what a bare rank takes: the other half is for samples, buffers and the stack. Fewer shards mean less traffic, and the
// result never depends on the choice.

#include "jobs/common/verb.hpp"

namespace cascade {

/// Throws UsageError unless `text` is one of the spellings, whatever the number of ranks: the check before MPI starts.
void check_layout_text(std::string_view text);

/// What --layout asks for on `ranks` ranks; nothing for "auto". UsageError naming --layout when malformed or S*G != ranks.
std::optional<Layout> parse_layout(std::string_view text, int ranks);

/// The fewest shards that divide `ranks` and fit; MemoryError naming needed and allowed bytes when none does.
/// `budget` 0 is no limit.
Layout automatic_layout(int ranks, std::span<const GraphFile> files, GraphNeeds needs, std::uint64_t budget);

/// --layout resolved for a graph, or the layers that are held together; every rank gets the same, or throws the same agreed error, as options, file and budget are the
/// same on all.
Layout resolve_layout(const Communicator& world, const Options& options, std::span<const GraphFile> files,
                      GraphNeeds needs, std::uint64_t budget);

} // namespace cascade
