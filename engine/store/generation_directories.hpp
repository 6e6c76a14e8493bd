#pragma once
// The directories generation-000012 of a checkpoint: which there are, making a new one, removing one.
//
// Removal takes the manifest away first, so that a generation that is half gone is rubbish and not damage.

#include <cstdint>
#include <string>
#include <system_error>
#include <vector>

namespace cascade {

std::string generation_path(const std::string& directory, std::uint64_t number);
std::string generation_manifest_path(const std::string& directory, std::uint64_t number);

/// Numbers of those that are there, newest first; none where there is no directory. The errors of `throw_read_error` where
/// nobody can tell.
std::vector<std::uint64_t> list_generations(const std::string& directory);

/// Whether the generation is one: without a manifest it is rubbish. The errors of `throw_read_error` where nobody can tell.
bool has_manifest(const std::string& directory, std::uint64_t number);

/// Makes the first one at or after `number` that does not exist, and returns its number.
std::uint64_t make_generation(const std::string& directory, std::uint64_t number);

/// The error, when some of it is left.
std::error_code remove_generation(const std::string& directory, std::uint64_t number) noexcept;

} // namespace cascade
