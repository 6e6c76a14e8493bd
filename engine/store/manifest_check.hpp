#pragma once
// Whether a result directory is what its MANIFEST.json says: every file with its bytes and XXH3-128, none missing. Files
// that somebody laid beside them, a report perhaps, are named and no fault. Directories inside it are not looked at.

#include <cstdint>
#include <string>
#include <vector>

namespace cascade {

struct ManifestCheck {
    std::uint64_t files = 0; ///< listed
    std::uint64_t bytes = 0; ///< of all that are listed
    std::vector<std::string> complaints;
    std::vector<std::string> unlisted; ///< names of files beside those listed, in order
};

/// InputError when there is no manifest, or one that cannot be understood.
ManifestCheck check_against_manifest(const std::string& directory);

} // namespace cascade
