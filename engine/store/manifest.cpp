#include "engine/store/manifest.hpp"

#include "engine/store/digest.hpp"
#include "engine/store/durable_file.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

namespace cascade {

void write_manifest(const std::string& directory, const std::vector<std::string>& names) {
    nlohmann::ordered_json files = nlohmann::ordered_json::array();
    for (const std::string& name : names) {
        const std::string path = directory + "/" + name;
        files.push_back(
            {{"name", name}, {"bytes", std::filesystem::file_size(path)}, {"xxh3_128", digest_of_file(path).hex()}});
    }
    const nlohmann::ordered_json manifest = {{"schema", "cascade-manifest"}, {"schema_version", 1}, {"files", files}};
    write_durably(directory + "/" + kManifestName, manifest.dump(2) + "\n");
}

std::vector<std::string> read_manifest_names(const std::string& directory) {
    std::ifstream in(directory + "/" + kManifestName);
    const auto manifest = nlohmann::json::parse(in, nullptr, false);
    std::vector<std::string> names;
    if (!manifest.is_object() || !manifest.contains("files") || !manifest["files"].is_array())
        return names;
    for (const auto& file : manifest["files"])
        if (file.is_object() && file.contains("name") && file["name"].is_string())
            names.push_back(file["name"].get<std::string>());
    return names;
}

} // namespace cascade
