#pragma once
// What lies in a checkpoint directory, for `inspect`: every byte of every generation is read and compared. Serial, and it
// takes no lock: a job that is running may make and remove generations meanwhile, and neither is damage.

#include "engine/store/checkpoint_manifest.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cascade {

struct GenerationSummary {
    std::uint64_t number = 0;
    std::string damage;                         ///< empty: good
    std::optional<CheckpointManifest> manifest; ///< where it can be read
};

struct CheckpointSummary {
    std::vector<GenerationSummary> generations; ///< those with a manifest, newest first
    std::string in_use_by;                      ///< the living process that has the lock; may be empty
};

/// Nothing when the directory holds neither a lock nor a generation.
std::optional<CheckpointSummary> describe_checkpoint(const std::string& directory);

} // namespace cascade
