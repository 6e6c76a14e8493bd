#include "engine/store/h5.hpp"

#include "engine/core/big_array.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

namespace cascade {
namespace {

std::atomic<bool> g_abandoned{false};

/// The description of the innermost error: the last one a walk from the outside in meets.
herr_t keep_description(unsigned, const H5E_error2_t* error, void* text) {
    if (error->desc != nullptr && *error->desc != '\0')
        *static_cast<std::string*>(text) = error->desc;
    return 0;
}

std::string innermost_error() {
    std::string text = "no reason given";
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, keep_description, &text);
    return text;
}

/// The number behind `errno = ` in a text of the library; 0: none.
int errno_in(std::string_view text) {
    constexpr std::string_view kMarker = "errno = ";
    const std::size_t at = text.find(kMarker);
    int code = 0;
    if (at != std::string_view::npos)
        std::from_chars(text.data() + at + kMarker.size(), text.data() + text.size(), code);
    return code;
}

/// A text of the library in one line: some hold a time of day with the end of line that `ctime` gives it.
std::string in_one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

/// The library dies of memory that it does not get while it starts or opens a file (H5T__init_package, H5AC_create), so
/// what that takes is asked for here: bad_alloc, which all know how to end with.
void require_room() {
    constexpr std::size_t kRoom = 16 << 20;
    const BigArray<char> room(kRoom);
}

} // namespace

H5Error::H5Error(std::string_view what, const std::string& reason)
    : IoError("HDF5 cannot {}: {}", what, in_one_line(reason)), system_code_(errno_in(reason)) {}

hid_t h5_id(hid_t id, std::string_view what) {
    if (id < 0)
        throw H5Error(what, innermost_error());
    return id;
}

void h5_ok(herr_t status, std::string_view what) {
    h5_id(status, what);
}

void h5_abandon() {
    g_abandoned = true;
}

bool h5_abandoned() {
    return g_abandoned;
}

void h5_throw_write_error(const std::string& path, const H5Error& error) {
    h5_abandon();
    if (error.system_code() != 0 &&
        error.system_code() != EINTR) // the library does not try again, and so has not written
        throw_write_error(path, error.system_code());
    const std::optional<std::uint64_t> room = free_bytes(path);
    throw IoError("{}: cannot be written: {}{}", path, error.what(),
                  room ? fmt::format("; {} bytes are free on its file system", *room) : "");
}

void h5_start() {
    require_room();
    static const bool once = [] {
        H5dont_atexit();
        return H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr) >= 0;
    }();
    h5_ok(once ? 0 : -1, "start");
}

H5Properties h5_serial_access() {
    h5_start();
    H5Properties access(H5Pcreate(H5P_FILE_ACCESS), "prepare file access");
    h5_ok(H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V110), "set format bounds");
    h5_ok(H5Pset_file_locking(access, false, true), "switch off file locks");
    return access;
}

H5Type h5_text_type(std::size_t bytes) {
    H5Type type(H5Tcopy(H5T_C_S1), "make a text type");
    h5_ok(H5Tset_size(type, bytes == 0 ? 1 : bytes), "size a text type");
    h5_ok(H5Tset_strpad(type, H5T_STR_NULLPAD), "pad a text type");
    h5_ok(H5Tset_cset(type, H5T_CSET_UTF8), "set a text type to UTF-8");
    return type;
}

void h5_write_text(hid_t object, const char* name, std::string_view text) {
    const H5Type type = h5_text_type(text.size());
    const bool there = H5Aexists(object, name) > 0;
    H5Attribute attribute;
    if (there) {
        attribute = H5Attribute(H5Aopen(object, name, H5P_DEFAULT), "open a text attribute");
    } else {
        const H5Space scalar(H5Screate(H5S_SCALAR), "make a scalar");
        attribute =
            H5Attribute(H5Acreate2(object, name, type, scalar, H5P_DEFAULT, H5P_DEFAULT), "create a text attribute");
    }
    const std::string content = text.empty() ? std::string(1, '\0') : std::string(text);
    h5_ok(H5Awrite(attribute, type, content.data()), "write a text attribute");
    attribute.close("close a text attribute");
}

std::string h5_read_text(hid_t object, const char* name, std::size_t limit) {
    const H5Attribute attribute(H5Aopen(object, name, H5P_DEFAULT), fmt::format("open attribute '{}'", name));
    const H5Type type(H5Aget_type(attribute), "read an attribute's type");
    const H5Space space(H5Aget_space(attribute), "read an attribute's shape");
    if (H5Tget_class(type) != H5T_STRING || H5Sget_simple_extent_npoints(space) != 1)
        throw IoError("attribute '{}' is not one text", name);
    if (H5Tis_variable_str(type) > 0) {
        char* text = nullptr;
        h5_ok(H5Aread(attribute, type, &text), "read a text attribute");
        std::string result(text == nullptr ? "" : text, text == nullptr ? 0 : ::strnlen(text, limit + 1));
        H5free_memory(text);
        if (result.size() > limit)
            throw IoError("attribute '{}' is longer than {} bytes", name, limit);
        return result;
    }
    const std::size_t size = H5Tget_size(type);
    if (size > limit)
        throw IoError("attribute '{}' is longer than {} bytes", name, limit);
    std::string result(size, '\0');
    h5_ok(H5Aread(attribute, type, result.data()), "read a text attribute");
    result.resize(::strnlen(result.data(), size));
    return result;
}

} // namespace cascade
