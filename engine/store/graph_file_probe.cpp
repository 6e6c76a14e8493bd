// The child's part: what the file says of itself, checked without reading data.
//
// Only hard links, plain contiguous datasets of rank 1, little-endian numbers of the expected class and size, extents
// that fit the descriptor and the file. Everything else is refused by name. Plugins are off, nothing is written.

#include "engine/comm/agree.hpp"
#include "engine/comm/collectives.hpp"
#include "engine/store/descriptor.hpp"
#include "engine/store/graph_file.hpp"
#include "engine/store/h5.hpp"
#include "engine/store/input_bytes.hpp"
#include "engine/store/isolated.hpp"
#include "engine/store/json_text.hpp"
#include "engine/store/layout.hpp"
#include "engine/store/probe_text.hpp"

#include <array>
#include <cerrno>
#include <cstring>

namespace cascade {
namespace {

constexpr std::array<unsigned char, 8> kSignature = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

/// A regular file, readable, that starts as HDF5 does; returns its size.
std::uint64_t check_signature(const std::string& path) {
    const InputBytes file(path);
    std::array<unsigned char, 8> start{};
    if (file.size() >= start.size())
        file.read(0, start.data(), start.size());
    if (start != kSignature)
        throw InputError("{}: is not a graph file (no HDF5 file at all); `cascade import --input {} --undirected "
                         "--output graph.h5` makes one from an edge list (--directed when ties have a direction)",
                         path, path);
    return file.size();
}

/// Whether `name` leads to an object, through hard links only.
bool has_link(hid_t file, const std::string& name) {
    for (std::size_t end = name.find('/');; end = name.find('/', end + 1)) {
        const std::string part = name.substr(0, end);
        const htri_t there = H5Lexists(file, part.c_str(), H5P_DEFAULT);
        h5_id(there, fmt::format("look up {}", part));
        if (there == 0)
            return false;
        H5L_info_t link;
        h5_ok(H5Lget_info(file, part.c_str(), &link, H5P_DEFAULT), fmt::format("look at {}", part));
        if (link.type != H5L_TYPE_HARD)
            throw InputError("{} is a soft or external link; store the data in the file itself", part);
        if (end == std::string::npos)
            return true;
    }
}

/// Contiguous, no filters, in this file.
void check_storage(hid_t dataset, const std::string& name) {
    const H5Properties made(H5Dget_create_plist(dataset), fmt::format("read how {} is stored", name));
    if (H5Pget_layout(made) != H5D_CONTIGUOUS)
        throw InputError("{} is not stored contiguously; `h5repack -l CONTI` rewrites it", name);
    if (H5Pget_nfilters(made) != 0)
        throw InputError("{} is compressed; `h5repack -f NONE -l CONTI` rewrites it", name);
    if (H5Pget_external_count(made) != 0)
        throw InputError("{} is stored in another file; store the data in the file itself", name);
}

struct StoredDataset {
    DatasetPlace place;
    H5T_class_t kind = H5T_NO_CLASS;
};

StoredDataset look_at(hid_t file, const std::string& name, std::uint64_t file_bytes) {
    if (!has_link(file, name))
        return {};
    const H5Dataset dataset(H5Dopen2(file, name.c_str(), H5P_DEFAULT), fmt::format("open {}", name));
    check_storage(dataset, name);
    const H5Space space(H5Dget_space(dataset), fmt::format("read the shape of {}", name));
    const H5Type type(H5Dget_type(dataset), fmt::format("read the type of {}", name));
    if (H5Sget_simple_extent_type(space) != H5S_SIMPLE || H5Sget_simple_extent_ndims(space) != 1)
        throw InputError("{} is not a one-dimensional array", name);
    StoredDataset found;
    found.kind = H5Tget_class(type);
    hsize_t count = 0;
    h5_id(H5Sget_simple_extent_dims(space, &count, nullptr), fmt::format("read the length of {}", name));
    const std::size_t width = H5Tget_size(type);
    if ((found.kind != H5T_INTEGER && found.kind != H5T_FLOAT) || width > 8 ||
        (width > 1 && H5Tget_order(type) != H5T_ORDER_LE))
        throw InputError("{} does not hold little-endian numbers of at most 8 bytes", name);
    if (count > file_bytes / width)
        throw InputError("{} claims {} values, more than the file can hold", name, count);
    found.place.count = count;
    found.place.width = static_cast<std::uint32_t>(width);
    if (count == 0)
        return found;
    const haddr_t offset = H5Dget_offset(dataset);
    if (offset == HADDR_UNDEF || H5Dget_storage_size(dataset) != count * width || offset > file_bytes - count * width)
        throw InputError("{} does not lie within the file; the file is truncated or damaged", name);
    found.place.offset = offset;
    return found;
}

void require(const StoredDataset& found, const char* name, H5T_class_t kind,
             std::initializer_list<std::uint32_t> widths, std::uint64_t count) {
    if (found.place.width == 0)
        throw InputError("dataset {} is missing", name);
    if (found.kind != kind || std::find(widths.begin(), widths.end(), found.place.width) == widths.end())
        throw InputError("dataset {} has the wrong type of numbers", name);
    if (found.place.count != count)
        throw InputError("dataset {} has {} values; the description asks for {}", name, found.place.count, count);
}

/// Whether the values are a column of weights; the alternative is one number for all arcs, or none.
bool check_values(const StoredDataset& found, const char* name, EdgeId m) {
    if (found.place.width == 0)
        return false;
    if (found.kind == H5T_INTEGER && found.place.width == 1 && found.place.count == 1)
        return false;
    if (found.kind != H5T_FLOAT || found.place.width != 4 || found.place.count != m)
        throw InputError(
            "dataset {} is neither one 32-bit float for each of the {} arcs nor the single byte of an unweighted "
            "graph",
            name, m);
    return true;
}

/// The three datasets of one direction into `file`; returns whether they carry weights.
bool describe_direction(hid_t h5, const layout::Direction& direction, GraphFile& file) {
    const auto n = file.info.vertices;
    const auto m = file.info.edges;
    const StoredDataset pointers = look_at(h5, direction.pointers.name, file.bytes);
    const StoredDataset indices = look_at(h5, direction.indices.name, file.bytes);
    const StoredDataset values = look_at(h5, direction.values.name, file.bytes);
    require(pointers, direction.pointers.name, H5T_INTEGER, {8}, n + 1);
    if (n > (VertexId{1} << 32))
        require(indices, direction.indices.name, H5T_INTEGER, {8}, m);
    else
        require(indices, direction.indices.name, H5T_INTEGER, {4, 8}, m);
    file.*direction.pointers.place = pointers.place;
    file.*direction.indices.place = indices.place;
    file.*direction.values.place = values.place;
    return check_values(values, direction.values.name, m);
}

/// Bytes and offsets of labels, both or neither.
void describe_labels(hid_t h5, GraphFile& file) {
    const StoredDataset offsets = look_at(h5, layout::kLabelOffsets.name, file.bytes);
    const StoredDataset labels = look_at(h5, layout::kLabels.name, file.bytes);
    if (offsets.place.width == 0 && labels.place.width == 0)
        return;
    require(offsets, layout::kLabelOffsets.name, H5T_INTEGER, {8}, file.info.vertices + 1);
    require(labels, layout::kLabels.name, H5T_INTEGER, {1}, labels.place.count);
    if (!file.info.identity_ids)
        throw InputError("{} and {} are both there; a vertex has an id or a label", layout::kIds.name,
                         layout::kLabels.name);
    file.label_offsets = offsets.place;
    file.labels = labels.place;
    file.info.labelled = true;
}

nlohmann::ordered_json read_descriptor(hid_t object) {
    const htri_t there = H5Aexists(object, layout::kDescriptor);
    h5_id(there, "look up its attributes");
    if (there == 0)
        throw InputError("is HDF5, but not a graph file (no attribute '{}'); `cascade import` makes one",
                         layout::kDescriptor);
    return parse_json(h5_read_text(object, layout::kDescriptor, layout::kDescriptorLimit));
}

/// /in: a CSC matrix of the same size.
void describe_in_lists(hid_t h5, GraphFile& file) {
    const H5Group group(H5Gopen2(h5, layout::kInGroup, H5P_DEFAULT), "open /in");
    const MatrixText matrix = parse_matrix(read_descriptor(group));
    if (!matrix.by_column || matrix.vertices != file.info.vertices || matrix.edges != file.info.edges)
        throw InputError("/in is not the matrix of the root by columns");
    if (describe_direction(h5, layout::kIn, file) != file.info.weighted)
        throw InputError("only one of values and in/values holds weights");
}

/// A foreign file whose only matrix is CSC has in-lists and nothing else.
void move_root_to_in(GraphFile& file) {
    file.in_pointers = std::exchange(file.out_pointers, {});
    file.in_indices = std::exchange(file.out_indices, {});
    file.in_values = std::exchange(file.out_values, {});
}

GraphFile describe(const std::string& path, std::uint64_t bytes) {
    h5_start();
    h5_ok(H5PLset_loading_state(0), "switch off plugins");
    const H5File h5(H5Fopen(path.c_str(), H5F_ACC_RDONLY, h5_serial_access()), "open it");
    GraphFile file;
    file.path = path;
    file.bytes = bytes;
    const nlohmann::ordered_json descriptor = read_descriptor(h5);
    const MatrixText matrix = parse_matrix(descriptor);
    if (matrix.vertices > bytes || matrix.edges > bytes)
        throw InputError("its description asks for {} vertices and {} arcs, more than the file can hold",
                         matrix.vertices, matrix.edges);
    file.info.vertices = matrix.vertices;
    file.info.edges = matrix.edges;
    file.info.order = "file";
    file.info.weighted = describe_direction(h5, layout::kOut, file);
    if (matrix.by_column)
        move_root_to_in(file);
    else if (has_link(h5, layout::kInGroup))
        describe_in_lists(h5, file);
    const StoredDataset ids = look_at(h5, layout::kIds.name, bytes);
    if (ids.place.width != 0)
        require(ids, layout::kIds.name, H5T_INTEGER, {8}, matrix.vertices);
    file.ids = ids.place;
    file.info.identity_ids = ids.place.width == 0;
    describe_labels(h5, file);
    const bool weighted = file.info.weighted;
    parse_cascade(descriptor, file);
    if (file.info.weighted != weighted)
        throw InputError("its description and its values do not agree on whether there are weights");
    if (file.schema_version != 0 && (matrix.by_column || file.info.symmetric != (file.in_pointers.width == 0)))
        throw InputError("its description and its datasets do not agree on whether in-lists are stored");
    return file;
}

/// What the library could not do: the disk's fault where the system says so, otherwise the file's (a place that makes
/// no sense is refused by the system as invalid).
Error library_error(const std::string& path, const H5Error& error) {
    const int code = error.system_code();
    try {
        if (code != 0 && code != EINVAL && code != EOVERFLOW)
            throw_read_error(path, code);
    } catch (const Error& reason) {
        return reason;
    }
    return Error(ExitCode::bad_input, fmt::format("{}: is damaged: {}", path, error.what()));
}

/// Runs in the child: nothing but text comes out.
std::string describe_as_text(const std::string& path, std::uint64_t bytes) {
    try {
        return to_text(describe(path, bytes));
    } catch (const nlohmann::ordered_json::exception&) {
        return to_text(
            Error(ExitCode::bad_input, fmt::format("{}: the JSON text of its attribute '{}' is damaged or incomplete",
                                                   path, layout::kDescriptor)));
    } catch (const H5Error& error) {
        return to_text(library_error(path, error));
    } catch (const MemoryError& error) {
        return to_text(Error(error.code(), fmt::format("{}: {}", path, error.what())));
    } catch (const Error& error) {
        return to_text(
            Error(ExitCode::bad_input,
                  fmt::format("{}: {}{}", path, error.code() == ExitCode::io ? "is damaged: " : "", error.what())));
    } catch (const std::bad_alloc&) {
        return to_text(Error(ExitCode::bad_input,
                             fmt::format("{}: is damaged: its structure asks for more memory than is sensible", path)));
    }
}

} // namespace

GraphProbe probe_graph_file(const std::string& path) {
    try {
        const std::uint64_t bytes = check_signature(path);
        const std::string text = run_isolated(path, [&] { return describe_as_text(path, bytes); });
        return std::visit([](const auto& outcome) { return GraphProbe(outcome); }, outcome_from_text(text));
    } catch (const nlohmann::ordered_json::exception&) {
        return GraphProbe(
            Error(ExitCode::bad_input, fmt::format("{}: is damaged: its description makes no sense", path)));
    } catch (...) {
        return GraphProbe(current_error());
    }
}

GraphFile GraphProbe::share(const Communicator& world) const {
    std::string text;
    if (world.is_root())
        text = file_ ? to_text(*file_)
                     : to_text(error_.value_or(Error(ExitCode::internal, "internal error: no probe on rank 0")));
    broadcast(world, text);
    ProbeOutcome outcome = outcome_from_text(text);
    if (const Error* error = std::get_if<Error>(&outcome))
        throw Error(error->code(), error->what(), true);
    return std::get<GraphFile>(std::move(outcome));
}

const GraphFile& GraphProbe::file() const {
    if (!file_)
        throw error_.value_or(Error(ExitCode::internal, "internal error: a probe without description and error"));
    return *file_;
}

} // namespace cascade
