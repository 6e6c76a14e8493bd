#include "engine/store/generation_directories.hpp"

#include "engine/core/error.hpp"
#include "engine/store/durable_file.hpp"
#include "engine/store/manifest.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <optional>

namespace cascade {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "generation-";

std::string name_of(std::uint64_t number) {
    return fmt::format("{}{:06}", kPrefix, number);
}

std::optional<std::uint64_t> number_of(const std::string& name) {
    std::uint64_t number = 0;
    if (name.size() <= kPrefix.size())
        return std::nullopt;
    std::from_chars(name.data() + kPrefix.size(), name.data() + name.size(), number);
    return name == name_of(number) ? std::optional(number) : std::nullopt;
}

} // namespace

std::string generation_path(const std::string& directory, std::uint64_t number) {
    return directory + "/" + name_of(number);
}

std::string generation_manifest_path(const std::string& directory, std::uint64_t number) {
    return generation_path(directory, number) + "/" + kManifestName;
}

std::vector<std::uint64_t> list_generations(const std::string& directory) {
    std::vector<std::uint64_t> numbers;
    std::error_code failure;
    for (fs::directory_iterator entry(directory, failure), end; !failure && entry != end; entry.increment(failure))
        if (const auto number = number_of(entry->path().filename().string()))
            numbers.push_back(*number);
    if (failure && failure != std::errc::no_such_file_or_directory)
        throw_read_error(directory, failure.value());
    std::sort(numbers.rbegin(), numbers.rend());
    return numbers;
}

bool has_manifest(const std::string& directory, std::uint64_t number) {
    const std::string path = generation_manifest_path(directory, number);
    std::error_code failure;
    const bool exists = fs::exists(path, failure);
    if (failure)
        throw_read_error(path, failure.value());
    return exists;
}

std::uint64_t make_generation(const std::string& directory, std::uint64_t number) {
    while (::mkdir(generation_path(directory, number).c_str(), 0777) != 0) {
        if (errno != EEXIST)
            throw_write_error(generation_path(directory, number), errno);
        ++number;
    }
    sync_directory(directory);
    return number;
}

std::error_code remove_generation(const std::string& directory, std::uint64_t number) noexcept {
    std::error_code failure;
    ::unlink(generation_manifest_path(directory, number).c_str());
    fs::remove_all(generation_path(directory, number), failure);
    return failure;
}

} // namespace cascade
