#pragma once
// What `inspect` says of a directory: a checkpoint, of which every byte of every generation is checked, or a result, of
// which every file is compared with the manifest. A checkpoint is sound when its newest generation is; the older one may
// be damaged, and is named.

#include <nlohmann/json.hpp>

#include <string>

namespace cascade {

struct DirectoryReport {
    nlohmann::ordered_json json;
    std::string text;       ///< for people
    std::string complaints; ///< a line each; empty: sound
};

/// InputError when it is neither.
DirectoryReport inspect_directory(const std::string& path);

} // namespace cascade
