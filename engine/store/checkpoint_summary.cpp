#include "engine/store/checkpoint_summary.hpp"

#include "engine/core/error.hpp"
#include "engine/store/checkpoint_archive.hpp"
#include "engine/store/directory_lock.hpp"
#include "engine/store/generation_directories.hpp"

#include <filesystem>

namespace cascade {
namespace {

void check_file(const std::string& path, const BlockLabel& label, std::uint64_t bytes) {
    if (label.section != kValuesSection)
        return RowsReader(path, label, bytes).check();
    const BlockReader values(path, label, bytes);
    values.expect_one_block();
    values.check(values.first_block());
}

GenerationSummary look_at(const std::string& directory, std::uint64_t number) {
    GenerationSummary summary{.number = number, .damage = {}, .manifest = {}};
    try {
        summary.manifest = read_checkpoint_manifest(directory, number).manifest;
        for (const CheckpointFile& file : summary.manifest->files)
            check_file(generation_path(directory, number) + "/" + file.name, label_of(*summary.manifest, file),
                       file.bytes);
    } catch (const Error& error) {
        summary.damage = error.what();
    }
    return summary;
}

} // namespace

std::optional<CheckpointSummary> describe_checkpoint(const std::string& directory) {
    const std::vector<std::uint64_t> numbers = list_generations(directory);
    if (numbers.empty() && !std::filesystem::exists(directory + "/" + kLockName))
        return std::nullopt;
    CheckpointSummary summary;
    if (const std::optional<LockOwner> owner = read_lock(directory + "/" + kLockName); owner && is_alive(*owner))
        summary.in_use_by = told_owner(*owner);
    for (const std::uint64_t number : numbers) {
        if (!has_manifest(directory, number))
            continue;
        GenerationSummary generation = look_at(directory, number);
        if (generation.damage.empty() || has_manifest(directory, number)) // else it was removed meanwhile
            summary.generations.push_back(std::move(generation));
    }
    return summary;
}

} // namespace cascade
