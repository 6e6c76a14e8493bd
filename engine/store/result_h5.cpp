#include "engine/store/result_h5.hpp"

#include "engine/core/check.hpp"
#include "engine/store/durable_file.hpp"
#include "engine/store/h5.hpp"
#include "engine/store/schemas.hpp"

#include <hdf5_hl.h>

#include <cstring>

namespace cascade {
namespace {

hid_t type_of(const Column& column) {
    struct Visitor {
        hid_t operator()(const std::vector<std::uint32_t>&) const { return H5T_STD_U32LE; }
        hid_t operator()(const std::vector<std::uint64_t>&) const { return H5T_STD_U64LE; }
        hid_t operator()(const std::vector<std::int64_t>&) const { return H5T_STD_I64LE; }
        hid_t operator()(const std::vector<double>&) const { return H5T_IEEE_F64LE; }
    };
    return std::visit(Visitor{}, column.values);
}

std::size_t width_of(const Column& column) {
    return std::visit([](const auto& values) { return sizeof(values[0]); }, column.values);
}

const void* data_of(const Column& column) {
    return std::visit([](const auto& values) -> const void* { return values.data(); }, column.values);
}

/// The rows of a table one after the other, fields packed in the order of the columns.
std::vector<char> packed_rows(const Table& table, std::size_t rows, std::size_t width) {
    std::vector<char> packed(rows * width);
    std::size_t offset = 0;
    for (const Column& column : table.columns) {
        const std::size_t bytes = width_of(column);
        const auto* values = static_cast<const char*>(data_of(column));
        for (std::size_t row = 0; row < rows; ++row)
            std::memcpy(packed.data() + row * width + offset, values + row * bytes, bytes);
        offset += bytes;
    }
    return packed;
}

/// Creation properties of a file, group or dataset that keep no time.
H5Properties without_times(hid_t kind) {
    H5Properties properties(H5Pcreate(kind), "prepare an object");
    h5_ok(H5Pset_obj_track_times(properties, false), "switch off times");
    return properties;
}

H5Dataset create_array(hid_t parent, const std::string& name, hid_t type, hsize_t count) {
    const H5Space space(H5Screate_simple(1, &count, nullptr), "shape an array");
    const H5Properties properties = without_times(H5P_DATASET_CREATE);
    if (H5Tis_variable_str(type) <= 0) // these must have a fill value
        h5_ok(H5Pset_fill_time(properties, H5D_FILL_TIME_NEVER), "leave an array unfilled"); // every value is written
    return H5Dataset(H5Dcreate2(parent, name.c_str(), type, space, H5P_DEFAULT, properties, H5P_DEFAULT),
                     "create an array");
}

H5Dataset write_column(hid_t parent, const Column& column) {
    H5Dataset dataset = create_array(parent, column.name, type_of(column), column.size());
    if (column.size() > 0)
        h5_ok(H5Dwrite(dataset, type_of(column), H5S_ALL, H5S_ALL, H5P_DEFAULT, data_of(column)), "write an array");
    return dataset;
}

/// Variable-length text: Python then reads `str`, where a fixed length gives it bytes.
H5Type free_text() {
    H5Type type(H5Tcopy(H5T_C_S1), "make a text type");
    h5_ok(H5Tset_size(type, H5T_VARIABLE), "size a text type");
    h5_ok(H5Tset_cset(type, H5T_CSET_UTF8), "set a text type to UTF-8");
    return type;
}

void write_labels(hid_t parent, const Column& column) {
    std::vector<const char*> texts;
    for (const std::string& label : column.labels)
        texts.push_back(label.c_str());
    const H5Type type = free_text();
    H5Dataset dataset = create_array(parent, column.name, type, texts.size());
    h5_ok(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()), "write labels");
    dataset.close("close labels");
}

void write_text(hid_t object, const char* name, const std::string& text) {
    const H5Type type = free_text();
    const H5Space scalar(H5Screate(H5S_SCALAR), "make a scalar");
    H5Attribute attribute(H5Acreate2(object, name, type, scalar, H5P_DEFAULT, H5P_DEFAULT), "create an attribute");
    const char* place = text.c_str();
    h5_ok(H5Awrite(attribute, type, &place), "write an attribute");
    attribute.close("close an attribute");
}

void write_number(hid_t object, const char* name, std::int64_t value) {
    const H5Space scalar(H5Screate(H5S_SCALAR), "make a scalar");
    H5Attribute attribute(H5Acreate2(object, name, H5T_STD_I64LE, scalar, H5P_DEFAULT, H5P_DEFAULT),
                          "create an attribute");
    h5_ok(H5Awrite(attribute, H5T_NATIVE_INT64, &value), "write an attribute");
    attribute.close("close an attribute");
}

} // namespace

struct ResultH5::State {
    std::string path;
    H5File file;
    H5Dataset vertices; ///< the array being filled
    std::uint64_t filled = 0;
    std::uint64_t expected = 0;
    FileMark mark;
    bool whole = false;

    ~State() {
        if (!whole)
            mark.remove(partial_name(path));
    }

    template <class F>
    void guarded(F&& calls) {
        h5_writing(path, calls);
    }

    /// The group of this absolute path, made where it is missing.
    H5Group group(const std::string& name) const {
        if (const std::size_t slash = name.rfind('/'); slash > 0)
            group(name.substr(0, slash));
        if (name == "/" || H5Lexists(file, name.c_str(), H5P_DEFAULT) > 0)
            return H5Group(H5Gopen2(file, name.c_str(), H5P_DEFAULT), "open a group");
        const H5Properties timeless = without_times(H5P_GROUP_CREATE);
        return H5Group(H5Gcreate2(file, name.c_str(), H5P_DEFAULT, timeless, H5P_DEFAULT), "create a group");
    }
};

ResultH5::ResultH5(const std::string& path) : state_(std::make_unique<State>()) {
    state_->path = path;
    DurableFile empty(path); // says in the system's words why a file cannot be made here
    empty.complete();
    state_->mark = empty.mark();
    state_->guarded([&] {
        const H5Properties access = h5_serial_access();
        h5_ok(H5Pset_fclose_degree(access, H5F_CLOSE_STRONG), "set how the file closes");
        const H5Properties timeless = without_times(H5P_FILE_CREATE);
        state_->file =
            H5File(H5Fcreate(partial_name(path).c_str(), H5F_ACC_TRUNC, timeless, access), "create the file");
    });
}

ResultH5::~ResultH5() = default;

void ResultH5::add(const Table& table) {
    const std::size_t rows = table.columns.empty() ? 0 : table.columns.front().size();
    std::size_t width = 0;
    for (const Column& column : table.columns) {
        CASCADE_CHECK(column.labels.empty() || column.labels.size() == rows, "table {}: {} labels for {} rows",
                      table.name, column.labels.size(), rows);
        CASCADE_CHECK(column.size() == rows, "table {}: column {} has {} rows instead of {}", table.name, column.name,
                      column.size(), rows);
        width += width_of(column);
    }
    CASCADE_CHECK(width > 0, "table {} has no columns", table.name);
    state_->guarded([&] {
        const H5Type type(H5Tcreate(H5T_COMPOUND, width), "make a row type");
        std::size_t offset = 0;
        for (const Column& column : table.columns) {
            h5_ok(H5Tinsert(type, column.name.c_str(), offset, type_of(column)), "add a column");
            offset += width_of(column);
        }
        H5Dataset dataset = create_array(state_->group("/results"), table.name, type, rows);
        if (rows > 0)
            h5_ok(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, packed_rows(table, rows, width).data()),
                  "write a table");
        dataset.close("close a table");
        for (const Column& column : table.columns)
            if (!column.labels.empty())
                write_labels(state_->group("/labels/" + table.name), column);
    });
}

void ResultH5::add(const Series& series) {
    for (const Column& column : series.columns)
        CASCADE_CHECK(column.size() == series.index.size(), "series {}: {} has {} values instead of {}", series.name,
                      column.name, column.size(), series.index.size());
    state_->guarded([&] {
        const H5Group group = state_->group("/series/" + series.name);
        const H5Dataset index = write_column(group, series.index);
        h5_ok(H5DSset_scale(index, series.index.name.c_str()), "make a dimension scale");
        for (const Column& column : series.columns)
            h5_ok(H5DSattach_scale(write_column(group, column), index, 0), "attach a dimension scale");
    });
}

void ResultH5::begin_vertices(const std::string& name, std::uint64_t count) {
    state_->guarded([&] { state_->vertices = create_array(state_->group("/vertices"), name, H5T_IEEE_F64LE, count); });
    state_->filled = 0;
    state_->expected = count;
}

void ResultH5::append(std::span<const double> values) {
    const hsize_t start = state_->filled;
    const hsize_t count = values.size();
    CASCADE_CHECK(start + count <= state_->expected, "{} of {} vertex values", start + count, state_->expected);
    if (count == 0)
        return;
    state_->guarded([&] {
        const H5Space memory(H5Screate_simple(1, &count, nullptr), "shape a slab");
        const H5Space place(H5Dget_space(state_->vertices), "read a shape");
        h5_ok(H5Sselect_hyperslab(place, H5S_SELECT_SET, &start, nullptr, &count, nullptr), "select a slab");
        h5_ok(H5Dwrite(state_->vertices, H5T_NATIVE_DOUBLE, memory, place, H5P_DEFAULT, values.data()), "write a slab");
    });
    state_->filled += count;
}

void ResultH5::complete(const std::string& run, const std::string& timing) {
    CASCADE_CHECK(state_->filled == state_->expected, "{} of {} vertex values", state_->filled, state_->expected);
    state_->guarded([&] {
        state_->vertices = H5Dataset();
        write_text(state_->group("/timing"), "json", timing);
        {
            const H5Group root = state_->group("/");
            write_text(root, "schema", kResultSchema.name);
            write_text(root, "run", run);
            write_number(root, "schema_version", kResultSchema.version);
        }
        h5_ok(H5Fflush(state_->file, H5F_SCOPE_LOCAL), "write the file to disk");
        state_->file.close("close the file");
    });
    sync_file(partial_name(state_->path));
    state_->whole = true;
}

const FileMark& ResultH5::mark() const {
    return state_->mark;
}

} // namespace cascade
