#include "engine/store/manifest_check.hpp"

#include "engine/core/error.hpp"
#include "engine/store/digest.hpp"
#include "engine/store/json_text.hpp"
#include "engine/store/manifest.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace cascade {
namespace {

namespace fs = std::filesystem;

/// What is wrong with one file; empty: nothing.
std::string complaint_about(const fs::path& file, std::uint64_t bytes, const std::string& digest) {
    try {
        std::error_code failure;
        const std::uint64_t found = fs::file_size(file, failure);
        if (failure)
            return fmt::format("{}: is listed and missing", file.string());
        if (found != bytes)
            return fmt::format("{}: has {} bytes instead of {}", file.string(), found, bytes);
        if (digest_of_file(file.string()).hex() != digest)
            return fmt::format("{}: its content was changed or is damaged", file.string());
        return "";
    } catch (const Error& error) {
        return error.what();
    }
}

ManifestEntry entry_of(const nlohmann::ordered_json& entry) {
    return {entry.at("name").get<std::string>(), entry.at("bytes").get<std::uint64_t>(),
            entry.at("xxh3_128").get<std::string>()};
}

void check_listed(const ManifestEntry& entry, const fs::path& directory, std::set<std::string>& listed,
                  ManifestCheck& check) {
    const auto& [name, bytes, digest] = entry;
    if (name.empty() || name != fs::path(name).filename() || !listed.insert(name).second)
        throw InputError("{}: lists '{}', which is no name of a file beside it, or lists it twice",
                         (directory / kManifestName).string(), name);
    ++check.files;
    check.bytes += bytes;
    if (std::string text = complaint_about(directory / name, bytes, digest); !text.empty())
        check.complaints.push_back(std::move(text));
}

void find_unlisted(const fs::path& directory, const std::set<std::string>& listed, ManifestCheck& check) {
    for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
        const std::string name = entry.path().filename().string();
        if (!entry.is_directory() && name != kManifestName && !listed.contains(name))
            check.unlisted.push_back(name);
    }
    std::sort(check.unlisted.begin(), check.unlisted.end());
}

} // namespace

ManifestCheck check_against_manifest(const std::string& directory) {
    const fs::path place(directory);
    std::ifstream in(place / kManifestName, std::ios::binary);
    if (!in)
        throw InputError("{}: holds no {}: no result, or one that was not finished", directory, kManifestName);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    ManifestCheck check;
    std::set<std::string> listed;
    try {
        std::vector<ManifestEntry> files;
        const auto manifest = parse_json(text);
        for (const nlohmann::ordered_json& entry : manifest.at("files"))
            files.push_back(entry_of(entry));
        for (const ManifestEntry& entry : files)
            check_listed(entry, place, listed, check);
        if (manifest_text(files) != text)
            check.complaints.push_back(fmt::format("{}: was changed or is damaged", (place / kManifestName).string()));
        find_unlisted(place, listed, check);
    } catch (const nlohmann::ordered_json::exception&) {
        throw InputError("{}: is damaged", (place / kManifestName).string());
    } catch (const fs::filesystem_error& error) {
        throw_read_error(directory, error.code().value());
    }
    return check;
}

} // namespace cascade
