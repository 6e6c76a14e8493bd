#pragma once
// HDF5 handles that close themselves and calls that throw: the whole of the project's HDF5 manners.
//
// Every identifier and status goes through `h5_id` or `h5_ok`, which turn a failure into an IoError with the innermost
// text of HDF5's own error stack (its printing is switched off). Closing can fail too, and is where a full disk shows:
// whoever wrote calls `close()`, the destructor is for the way out after an error.
//
// After a failed write HDF5 must not be called again: flush, close and its exit handler were seen to hang or crash.
// `h5_abandon` says so once for the process; handles are then dropped instead of closed.

#include "engine/comm/communicator.hpp"
#include "engine/core/error.hpp"

#include <hdf5.h>

#include <string>
#include <string_view>
#include <utility>

namespace cascade {

/// A failure of the library.
class H5Error : public IoError {
public:
    H5Error(std::string_view what, const std::string& reason);

    /// The system's reason, an `errno` value, where the library names it; 0 otherwise.
    int system_code() const { return system_code_; }

private:
    int system_code_;
};

/// Throws H5Error "HDF5 cannot <what>: <reason>" when `id` is negative; returns it otherwise.
hid_t h5_id(hid_t id, std::string_view what);
/// The same for a status.
void h5_ok(herr_t status, std::string_view what);
/// No HDF5 call is safe any more in this process.
void h5_abandon();
bool h5_abandoned();
/// Abandons the library and throws the error that fits a failure of writing `path`, in the system's words where it can.
[[noreturn]] void h5_throw_write_error(const std::string& path, const H5Error& error);

/// Runs calls of the library that write `path`; a failure is the last thing asked of the library.
template <class F>
void h5_writing(const std::string& path, F&& calls) {
    try {
        calls();
        h5_ok(h5_abandoned() ? -1 : 0, "close what was written");
    } catch (const H5Error& error) {
        h5_throw_write_error(path, error);
    }
}

/// Owns one identifier; `kClose` is H5Fclose and so on. A failure to close in the destructor, where data may be lost,
/// abandons the library.
template <herr_t (*kClose)(hid_t)>
class H5Handle {
public:
    H5Handle() = default;
    H5Handle(hid_t id, std::string_view what) : id_(h5_id(id, what)) {}
    ~H5Handle() { drop(); }
    H5Handle(const H5Handle&) = delete;
    H5Handle& operator=(const H5Handle&) = delete;
    H5Handle(H5Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}
    H5Handle& operator=(H5Handle&& other) noexcept {
        if (this != &other) {
            drop();
            id_ = std::exchange(other.id_, H5I_INVALID_HID);
        }
        return *this;
    }

    operator hid_t() const { return id_; }
    void close(std::string_view what) { h5_ok(kClose(std::exchange(id_, H5I_INVALID_HID)), what); }

private:
    void drop() {
        if (id_ >= 0 && !h5_abandoned() && kClose(id_) < 0)
            h5_abandon();
    }

    hid_t id_ = H5I_INVALID_HID;
};

using H5File = H5Handle<H5Fclose>;
using H5Group = H5Handle<H5Gclose>;
using H5Object = H5Handle<H5Oclose>;
using H5Dataset = H5Handle<H5Dclose>;
using H5Space = H5Handle<H5Sclose>;
using H5Type = H5Handle<H5Tclose>;
using H5Attribute = H5Handle<H5Aclose>;
using H5Properties = H5Handle<H5Pclose>;

/// Makes HDF5 ready: no printing, no exit handler, memory for what it does not survive the lack of (bad_alloc). Call it
/// before the first HDF5 call of a function.
void h5_start();

/// File access by this process alone; format between 1.8 and 1.10, no locks (files are written beside and renamed).
H5Properties h5_serial_access();

/// A fixed-length, NUL-padded UTF-8 string type of `bytes` bytes (at least one).
H5Type h5_text_type(std::size_t bytes);
/// Writes a scalar text attribute, creating it or, where it exists with the same length, replacing its content.
void h5_write_text(hid_t object, const char* name, std::string_view text);
/// Reads a scalar text attribute, of fixed or variable length, of at most `limit` bytes.
std::string h5_read_text(hid_t object, const char* name, std::size_t limit);

} // namespace cascade
