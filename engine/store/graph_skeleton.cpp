#include "engine/store/graph_skeleton.hpp"

#include "engine/store/descriptor.hpp"
#include "engine/store/durable_file.hpp"
#include "engine/store/h5.hpp"
#include "engine/store/layout.hpp"

#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace cascade {
namespace {

/// No object carries a time, so that equal graphs are equal bytes.
H5Properties timeless(hid_t kind) {
    H5Properties properties(H5Pcreate(kind), "prepare an object");
    h5_ok(H5Pset_obj_track_times(properties, false), "switch off times");
    return properties;
}

hid_t stored_type(const layout::NamedPlace& dataset, std::uint32_t width) {
    if (dataset.place == &GraphFile::ids)
        return H5T_STD_I64LE;
    if (dataset.place == &GraphFile::out_values || dataset.place == &GraphFile::in_values)
        return width == 4 ? H5T_IEEE_F32LE : H5T_STD_U8LE;
    if (dataset.place == &GraphFile::labels)
        return H5T_STD_U8LE;
    return width == 4 ? H5T_STD_U32LE : H5T_STD_U64LE;
}

/// A contiguous dataset with its space taken at once and left unfilled: every value will be written.
H5Dataset create_dataset(hid_t file, const layout::NamedPlace& named, const DatasetPlace& place) {
    const hsize_t count = place.count;
    const H5Space space(H5Screate_simple(1, &count, nullptr), "shape a dataset");
    const H5Properties properties = timeless(H5P_DATASET_CREATE);
    h5_ok(H5Pset_layout(properties, H5D_CONTIGUOUS), "make a dataset contiguous");
    h5_ok(H5Pset_alloc_time(properties, H5D_ALLOC_TIME_EARLY), "allocate a dataset early");
    h5_ok(H5Pset_fill_time(properties, H5D_FILL_TIME_NEVER), "leave a dataset unfilled");
    return H5Dataset(
        H5Dcreate2(file, named.name, stored_type(named, place.width), space, H5P_DEFAULT, properties, H5P_DEFAULT),
        fmt::format("create {}", named.name));
}

void create_group(hid_t file, const char* name) {
    const H5Properties properties = timeless(H5P_GROUP_CREATE);
    H5Group(H5Gcreate2(file, name, H5P_DEFAULT, properties, H5P_DEFAULT), fmt::format("create /{}", name))
        .close("close a group");
}

void write_descriptors(hid_t h5, const GraphFile& file) {
    const H5Group root(H5Gopen2(h5, "/", H5P_DEFAULT), "open the root");
    h5_write_text(root, layout::kDescriptor, root_descriptor(file));
    if (file.in_pointers.width == 0)
        return;
    const H5Group in(H5Gopen2(h5, layout::kInGroup, H5P_DEFAULT), "open /in");
    h5_write_text(in, layout::kDescriptor, in_descriptor(file));
}

void lay_out(const std::string& path, GraphFile& file) {
    h5_start();
    const H5Properties properties = timeless(H5P_FILE_CREATE);
    H5File h5(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, properties, h5_serial_access()), fmt::format("create {}", path));
    if (file.in_pointers.width != 0)
        create_group(h5, layout::kInGroup);
    if (file.ids.width != 0 || file.labels.width != 0)
        create_group(h5, layout::kVertexGroup);
    write_descriptors(h5, file);
    for (const layout::NamedPlace& named : layout::kDatasets) {
        DatasetPlace& place = file.*named.place;
        if (place.width == 0)
            continue;
        H5Dataset dataset = create_dataset(h5, named, place);
        place.offset = place.count == 0 ? 0 : H5Dget_offset(dataset);
        dataset.close(fmt::format("close {}", named.name));
    }
    h5.close(fmt::format("close {}", path));
}

/// Takes the blocks for `bytes` bytes from the disk and closes the file.
void take_blocks(int descriptor, std::uint64_t bytes, const std::string& path) {
    try {
        allocate_file(descriptor, bytes, path);
    } catch (...) {
        ::close(descriptor);
        throw;
    }
    if (::close(descriptor) != 0 && errno != EINTR)
        throw_write_error(path, errno);
}

} // namespace

void reserve_graph_file(const std::string& path, const GraphFile& file) {
    constexpr std::uint64_t kStructure = std::uint64_t{64} << 10; // more than groups and descriptors take
    std::uint64_t bytes = kStructure;
    for (const layout::NamedPlace& named : layout::kDatasets)
        bytes += (file.*named.place).count * (file.*named.place).width;
    take_blocks(create_file(path), bytes, path);
}

void create_skeleton(const std::string& path, GraphFile& file) {
    for (const layout::NamedPlace& named : layout::kDatasets)
        (file.*named.place).digest = std::string(32, '0');
    lay_out(path, file);
    std::error_code failure;
    const std::uintmax_t bytes = std::filesystem::file_size(path, failure);
    if (failure)
        throw_write_error(path, failure.value());
    take_blocks(open_to_write(path), bytes, path); // HDF5 has cut the file to what it wrote
}

void seal_skeleton(const std::string& path, const GraphFile& file) {
    H5File h5(H5Fopen(path.c_str(), H5F_ACC_RDWR, h5_serial_access()), fmt::format("open {}", path));
    write_descriptors(h5, file);
    h5.close(fmt::format("close {}", path));
    sync_file(path);
}

} // namespace cascade
