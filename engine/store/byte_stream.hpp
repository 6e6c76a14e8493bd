#pragma once
// The bytes of a text file front to back, whatever it is packed in. Told apart by the first bytes, not by the name.
//
// A plain file can be entered anywhere and read by several at once; gzip (also of several members) and zstd (also of
// several frames) only from their beginning. A damaged or truncated stream is an InputError that names the file.

#include "engine/store/input_bytes.hpp"

#include <memory>

namespace cascade {

enum class Packing : std::uint8_t { none, gzip, zstd };

/// What the first bytes say.
Packing packing_of(const InputBytes& file);

class ByteStream {
public:
    virtual ~ByteStream() = default;
    /// Reads up to `capacity` bytes; 0 only at the end.
    virtual std::size_t read(char* into, std::size_t capacity) = 0;
};

/// The unpacked bytes of `file`, which must outlive the stream.
std::unique_ptr<ByteStream> open_stream(const InputBytes& file, Packing packing);

/// A plain file from byte `from` on. Reads in small pieces beyond `hint`, where only the rest of a line is wanted.
std::unique_ptr<ByteStream> open_plain(const InputBytes& file, std::uint64_t from, std::uint64_t hint);

} // namespace cascade
