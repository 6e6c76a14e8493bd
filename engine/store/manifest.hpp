#pragma once
// MANIFEST.json, the commit record of a result directory: name, bytes and XXH3-128 of every file. It is written last,
// so a directory with one is complete; `xxhsum -H2` gives the same digests.

#include <string>
#include <vector>

namespace cascade {

inline constexpr const char* kManifestName = "MANIFEST.json";

/// Writes the manifest of these files of the directory, durably.
void write_manifest(const std::string& directory, const std::vector<std::string>& names);

/// The names that a manifest of the directory lists; empty when there is none or it cannot be understood.
std::vector<std::string> read_manifest_names(const std::string& directory, const std::string& manifest = kManifestName);

} // namespace cascade
