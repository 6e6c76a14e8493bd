#pragma once
// MANIFEST.json of one generation of a checkpoint: the commit record, written last. Whose state it is, what it cost so far,
// and every file with its size and its range of vertices.
//
// It carries the XXH3-128 of its own content, and is written in one form only: a text that does not come out the same when
// it is read and written again has been changed, be it by one blank.

#include "engine/store/digest.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace cascade {

/// What a run is, as far as its answer depends on it.
struct CheckpointIdentity {
    std::string verb, version, graph;
    std::vector<std::pair<std::string, std::string>> options; ///< name without dashes, value
};

/// Over all attempts of a job up to the state saved.
struct RunCounts {
    std::uint64_t restarts = 0;
    std::uint64_t samples_drawn = 0;
    double seconds = 0;
};

/// A file of blocks beside the manifest.
struct CheckpointFile {
    std::string name;
    std::uint64_t bytes = 0;
    std::string section; ///< "values", or "rows-" and the name of the rows
    std::uint64_t first = 0, end = 0;
};

struct CheckpointManifest {
    std::uint64_t generation = 0;
    std::string job;     ///< digest of the identity in canonical form
    std::string attempt; ///< token of the process that wrote it
    CheckpointIdentity identity;
    RunCounts counts;
    std::vector<CheckpointFile> files;
};

inline constexpr const char* kValuesSection = "values";

/// XXH3-128 of everything in the identity, in an order that does not depend on that of the options; 32 hex digits.
std::string job_digest(const CheckpointIdentity& identity);

/// Whose the files of this manifest are.
Digest owner_digest(const CheckpointManifest& manifest);

std::string manifest_text(const CheckpointManifest& manifest);

/// The manifest that `path` held; InputError naming it where it is damaged, or is not that of `generation`.
CheckpointManifest parse_checkpoint_manifest(const std::string& text, const std::string& path,
                                             std::uint64_t generation);

/// A manifest with the text it was read from.
struct ManifestWithText {
    CheckpointManifest manifest;
    std::string text;
};

/// Reads and checks the manifest of this generation in the directory of a checkpoint. InputError, or the errors of
/// `throw_read_error`.
ManifestWithText read_checkpoint_manifest(const std::string& directory, std::uint64_t generation);

/// Throws where `now` is not `saved`: UsageError for another verb, version or options, InputError for another graph. All
/// options that differ are named; `directory` is for the message.
void check_same_job(const CheckpointIdentity& now, const CheckpointManifest& saved, const std::string& directory);

/// Bytes of all files.
std::uint64_t checkpoint_bytes(const CheckpointManifest& manifest);

} // namespace cascade
