#include "engine/store/result_summary.hpp"

#include "engine/core/error.hpp"
#include "engine/store/digest.hpp"
#include "engine/store/h5.hpp"
#include "engine/store/isolated.hpp"
#include "engine/store/json_text.hpp"
#include "engine/store/manifest.hpp"
#include "engine/store/schemas.hpp"

#include <filesystem>
#include <fstream>

namespace cascade {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kRunLimit = std::size_t{8} << 20;

/// Whether the manifest beside the file lists it, with the bytes it has.
bool check_manifest(const std::string& path) {
    const std::filesystem::path file(path);
    std::ifstream in(file.parent_path() / kManifestName);
    const ordered_json manifest = parse_json_if_any(std::string{std::istreambuf_iterator<char>(in), {}});
    if (!manifest.is_object() || !manifest.contains("files"))
        return false;
    for (const ordered_json& entry : manifest.at("files")) {
        if (entry.at("name").get<std::string>() != file.filename().string())
            continue;
        if (entry.at("xxh3_128").get<std::string>() != digest_of_file(path).hex())
            throw InputError("{}: is not what {} beside it lists: the file was changed or is damaged", path,
                             kManifestName);
        return true;
    }
    return false;
}

int read_number(hid_t object, const char* name) {
    const H5Attribute attribute(H5Aopen(object, name, H5P_DEFAULT), fmt::format("open attribute '{}'", name));
    const H5Space space(H5Aget_space(attribute), "read an attribute's shape");
    if (H5Sget_simple_extent_npoints(space) != 1)
        throw IoError("attribute '{}' is not one number", name);
    int value = 0;
    h5_ok(H5Aread(attribute, H5T_NATIVE_INT, &value), fmt::format("read attribute '{}'", name));
    return value;
}

/// Runs in the child. An empty text: no result file.
std::string read_attributes(const std::string& path) {
    h5_start();
    h5_ok(H5PLset_loading_state(0), "switch off plugins");
    const hid_t opened = H5Fopen(path.c_str(), H5F_ACC_RDONLY, h5_serial_access());
    if (opened < 0)
        return "";
    const H5File file(opened, "open it");
    if (H5Aexists(file, "schema") <= 0 || h5_read_text(file, "schema", 256) != kResultSchema.name)
        return "";
    const ordered_json run = parse_json_if_any(h5_read_text(file, "run", kRunLimit));
    if (!run.is_object())
        return json_text(ordered_json{{"damage", "its attribute 'run' is not JSON"}});
    return json_text(ordered_json{{"schema_version", read_number(file, "schema_version")}, {"run", run}});
}

} // namespace

std::optional<ResultSummary> describe_result_file(const std::string& path) {
    ResultSummary summary;
    try {
        summary.in_manifest = check_manifest(path);
    } catch (const ordered_json::exception&) {
        throw InputError("{}: {} beside it is damaged", path, kManifestName);
    }
    const std::string text = run_isolated(path, [&]() -> std::string {
        try {
            return read_attributes(path);
        } catch (const Error& error) {
            return json_text(ordered_json{{"damage", error.what()}});
        }
    });
    if (text.empty())
        return std::nullopt;
    const ordered_json answer = parse_json_if_any(text);
    if (!answer.is_object() || answer.contains("damage"))
        throw InputError("{}: is damaged: {}", path,
                         answer.is_object() ? answer.at("damage").get<std::string>() : "no answer");
    summary.schema_version = answer.at("schema_version").get<int>();
    summary.run = answer.at("run");
    return summary;
}

} // namespace cascade
