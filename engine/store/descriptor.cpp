#include "engine/store/descriptor.hpp"

#include "engine/store/digest.hpp"
#include "engine/store/json_text.hpp"
#include "engine/store/layout.hpp"

namespace cascade {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kSourceLimit = 4096;
constexpr std::string_view kDigestKind = "xxh3-128 ";

/// A text that JSON can hold, whatever bytes a file name brought.
std::string clean_text(std::string text) {
    if (text.size() > kSourceLimit)
        text = text.substr(0, kSourceLimit) + " and more";
    return parse_json(json_text(ordered_json(text)))
        .get<std::string>();
}

ordered_json matrix_json(const GraphFile& file, std::string_view format) {
    const std::uint64_t n = file.info.vertices;
    return {{"version", layout::kBinsparseVersion},
            {"format", format},
            {"shape", {n, n}},
            {"number_of_stored_values", file.info.edges},
            {"data_types",
             {{"pointers_to_1", "uint64"},
              {"indices_1", file.out_indices.width == 8 ? "uint64" : "uint32"},
              {"values", file.info.weighted ? "float32" : "iso[uint8]"}}}};
}

bool is_digest(std::string_view text) {
    return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Gives every stored dataset its digest; neither may be without the other.
void parse_digests(const nlohmann::ordered_json& digests, GraphFile& file) {
    std::size_t used = 0;
    for (const auto& [name, place] : layout::kDatasets) {
        DatasetPlace& dataset = file.*place;
        if (digests.contains(name) != (dataset.width != 0))
            throw InputError("dataset {} and its digest do not go together", name);
        if (dataset.width == 0)
            continue;
        dataset.digest = digests.at(name).get<std::string>();
        if (!is_digest(dataset.digest))
            throw InputError("the digest of {} is not 32 hexadecimal digits", name);
        ++used;
    }
    if (used != digests.size())
        throw InputError("there are digests of unknown datasets");
}

} // namespace

std::string content_digest(const GraphFile& file) {
    const GraphInfo& info = file.info;
    std::string text = fmt::format("{} {} {} directed={} symmetric={} weighted={}\n", layout::kGraphSchema,
                                   info.vertices, info.edges, info.directed, info.symmetric, info.weighted);
    for (const auto& [name, place] : layout::kDatasets)
        if ((file.*place).width != 0)
            text += fmt::format("{} {}\n", name, (file.*place).digest);
    return std::string(kDigestKind) + digest_of(std::as_bytes(std::span(text))).hex();
}

std::string root_descriptor(const GraphFile& file) {
    ordered_json digests = ordered_json::object();
    for (const auto& [name, place] : layout::kDatasets)
        if ((file.*place).width != 0)
            digests[name] = (file.*place).digest;
    ordered_json root = {{"binsparse", matrix_json(file, "CSR")},
                         {"cascade",
                          {{"schema", layout::kGraphSchema},
                           {"schema_version", layout::kGraphSchemaVersion},
                           {"directed", file.info.directed},
                           {"symmetric", file.info.symmetric},
                           {"weights", file.info.weighted ? "column" : "none"},
                           {"order", file.info.order},
                           {"source", clean_text(file.source)},
                           {"self_loops_removed", file.self_loops_removed},
                           {"duplicates_merged", file.duplicates_merged},
                           {"digest", content_digest(file)},
                           {"digests", std::move(digests)},
                           {"created_by", file.created_by}}}};
    if (file.info.labelled)
        root["cascade"]["ids"] = "string";
    return json_text(root);
}

std::string in_descriptor(const GraphFile& file) {
    return json_text(ordered_json{{"binsparse", matrix_json(file, "CSC")}});
}

MatrixText parse_matrix(const nlohmann::ordered_json& descriptor) {
    const nlohmann::ordered_json& matrix = descriptor.at("binsparse");
    const auto version = matrix.at("version").get<std::string>();
    if (version != layout::kBinsparseVersion && !version.starts_with(std::string(layout::kBinsparseVersion) + "."))
        throw InputError("binsparse version {}; this program reads {}", version, layout::kBinsparseVersion);
    const auto format = matrix.at("format").get<std::string>();
    if (format != "CSR" && format != "CSC")
        throw InputError("binsparse format {}; a graph is stored as CSR or CSC", format);
    if (matrix.value("structure", std::string("general")) != "general")
        throw InputError("only one triangle of the matrix is stored; store the whole matrix");
    const nlohmann::ordered_json& shape = matrix.at("shape");
    const auto whole = [](const nlohmann::ordered_json& number) {
        if (!number.is_number_unsigned())
            throw InputError("a size is not a whole number");
        return number.get<std::uint64_t>();
    };
    if (shape.size() != 2 || whole(shape.at(0)) != whole(shape.at(1)))
        throw InputError("the matrix is not square; rows and columns must be the same vertices");
    return {format == "CSC", whole(shape.at(0)), whole(matrix.at("number_of_stored_values"))};
}

void parse_cascade(const nlohmann::ordered_json& descriptor, GraphFile& file) {
    if (!descriptor.contains("cascade"))
        return;
    const nlohmann::ordered_json& ours = descriptor.at("cascade");
    if (ours.at("schema").get<std::string>() != layout::kGraphSchema)
        throw InputError("schema {} instead of {}", ours.at("schema").get<std::string>(), layout::kGraphSchema);
    file.schema_version = ours.at("schema_version").get<int>();
    if (file.schema_version != layout::kGraphSchemaVersion)
        throw InputError("schema version {}; this program reads {}", file.schema_version, layout::kGraphSchemaVersion);
    file.info.directed = ours.at("directed").get<bool>();
    file.info.symmetric = ours.at("symmetric").get<bool>();
    file.info.weighted = ours.at("weights").get<std::string>() == "column";
    file.info.order = ours.at("order").get<std::string>();
    file.info.digest = ours.at("digest").get<std::string>();
    file.source = ours.value("source", std::string());
    file.created_by = ours.value("created_by", std::string());
    file.self_loops_removed = ours.value("self_loops_removed", std::uint64_t{0});
    file.duplicates_merged = ours.value("duplicates_merged", std::uint64_t{0});
    parse_digests(ours.at("digests"), file);
    if (content_digest(file) != file.info.digest)
        throw InputError("its description does not fit its own digest");
}

} // namespace cascade
