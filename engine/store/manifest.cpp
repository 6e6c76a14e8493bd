#include "engine/store/manifest.hpp"

#include "engine/core/error.hpp"
#include "engine/store/digest.hpp"
#include "engine/store/durable_file.hpp"
#include "engine/store/input_bytes.hpp"
#include "engine/store/json_text.hpp"
#include "engine/store/schemas.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>

namespace cascade {

std::string manifest_text(const std::vector<ManifestEntry>& files) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const ManifestEntry& file : files)
        list.push_back({{"name", file.name}, {"bytes", file.bytes}, {"xxh3_128", file.digest}});
    const nlohmann::ordered_json manifest = {
        {"schema", kManifestSchema.name}, {"schema_version", kManifestSchema.version}, {"files", list}};
    return json_text(manifest, 2) + "\n";
}

void write_manifest(const std::string& directory, const std::vector<std::string>& names) {
    std::vector<ManifestEntry> files;
    for (const std::string& name : names) {
        const std::string path = directory + "/" + name;
        std::error_code failure;
        const std::uintmax_t bytes = std::filesystem::file_size(path, failure);
        if (failure)
            throw_write_error(path, failure.value());
        files.push_back({name, bytes, digest_of_file(path).hex()});
    }
    write_durably(directory + "/" + kManifestName, manifest_text(files));
}

std::vector<std::string> read_manifest_names(const std::string& directory, const std::string& manifest_name) {
    const std::string path = directory + "/" + manifest_name;
    std::vector<std::string> names;
    if (!std::filesystem::exists(path))
        return names;
    const InputBytes bytes(path);
    std::string text(bytes.size(), '\0');
    bytes.read(0, text.data(), text.size());
    const auto manifest = parse_json_if_any(text);
    if (!manifest.is_object() || !manifest.contains("files") || !manifest["files"].is_array())
        return names;
    for (const auto& file : manifest["files"])
        if (file.is_object() && file.contains("name") && file["name"].is_string())
            names.push_back(file["name"].get<std::string>());
    return names;
}

} // namespace cascade
