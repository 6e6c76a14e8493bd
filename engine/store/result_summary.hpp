#pragma once
// What a result file says of itself, for `inspect`. Where a MANIFEST.json lies beside it, its bytes are compared with that
// first; then a child process reads the root attributes, so that damage costs an error message and no crash.

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace cascade {

struct ResultSummary {
    int schema_version = 0;
    nlohmann::ordered_json run; ///< provenance, as the result writer was given it
    bool in_manifest = false;   ///< its bytes are those the manifest lists
};

/// Nothing when the file is no result that HDF5 can open; InputError when it differs from its manifest or is damaged.
std::optional<ResultSummary> describe_result_file(const std::string& path);

} // namespace cascade
