#pragma once
// MANIFEST.json, the commit record of a result directory: name, bytes and XXH3-128 of every file. It is written last,
// so a directory with one is complete; `xxhsum -H2` gives the same digests.

#include <cstdint>
#include <string>
#include <vector>

namespace cascade {

inline constexpr const char* kManifestName = "MANIFEST.json";

/// A file of the directory as the manifest lists it.
struct ManifestEntry {
    std::string name;
    std::uint64_t bytes = 0;
    std::string digest; ///< XXH3-128, 32 hex digits
};

/// The one text that lists these files: a manifest that reads otherwise has been changed.
std::string manifest_text(const std::vector<ManifestEntry>& files);

/// Writes the manifest of these files of the directory, durably.
void write_manifest(const std::string& directory, const std::vector<std::string>& names);

/// The names that a manifest of the directory lists; empty when there is none or it cannot be understood.
std::vector<std::string> read_manifest_names(const std::string& directory, const std::string& manifest = kManifestName);

} // namespace cascade
