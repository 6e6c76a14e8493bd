#pragma once
// XXH3-128: what tells one content from another. Sixteen bytes in canonical (big-endian) form, so that a digest and a
// digest of digests are the same on every machine. Tens of GB/s, so it is always on. Not a signature: it finds damage,
// not malice.

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace cascade {

struct Digest {
    std::array<unsigned char, 16> bytes{};

    std::string hex() const; ///< 32 lower-case digits
    bool operator==(const Digest&) const = default;
};

/// Digest of bytes that come in pieces.
class DigestStream {
public:
    DigestStream();
    void add(const void* data, std::size_t bytes);
    Digest finish() const;

private:
    std::shared_ptr<void> state_;
};

Digest digest_of(std::span<const std::byte> data);

/// Digest of a whole file, as the manifest of a result lists it. Throws the read errors of engine/core/error.hpp.
Digest digest_of_file(const std::string& path);

} // namespace cascade
