// JSON to text and back, in one place: the library's parser and writer are templates, seconds of compilation in every
// file that calls them, and what writes must not stumble over bytes from outside.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace cascade {

/// Compact, or one value a line with `indent` blanks a level. Labels, paths and host names are bytes from outside: what
/// is not UTF-8 in them becomes U+FFFD, which HDF5 and readers of JSON take.
std::string json_text(const nlohmann::ordered_json& value, int indent = -1);

/// Throws nlohmann::ordered_json::parse_error.
nlohmann::ordered_json parse_json(std::string_view text);

/// is_discarded() where `text` is not JSON.
nlohmann::ordered_json parse_json_if_any(std::string_view text);

} // namespace cascade
