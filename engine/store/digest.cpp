#include "engine/store/digest.hpp"

#include "engine/store/input_bytes.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <new>
#include <vector>

namespace cascade {
namespace {

Digest canonical(XXH128_hash_t hash) {
    XXH128_canonical_t bytes;
    XXH128_canonicalFromHash(&bytes, hash);
    Digest digest;
    std::copy_n(bytes.digest, digest.bytes.size(), digest.bytes.begin());
    return digest;
}

XXH3_state_t* state_of(const std::shared_ptr<void>& state) {
    return static_cast<XXH3_state_t*>(state.get());
}

} // namespace

std::string Digest::hex() const {
    std::string text;
    for (unsigned char byte : bytes)
        fmt::format_to(std::back_inserter(text), "{:02x}", byte);
    return text;
}

DigestStream::DigestStream()
    : state_(XXH3_createState(), [](void* state) { XXH3_freeState(static_cast<XXH3_state_t*>(state)); }) {
    if (!state_)
        throw std::bad_alloc();
    XXH3_128bits_reset(state_of(state_));
}

void DigestStream::add(const void* data, std::size_t bytes) {
    XXH3_128bits_update(state_of(state_), data, bytes);
}

Digest DigestStream::finish() const {
    return canonical(XXH3_128bits_digest(state_of(state_)));
}

Digest digest_of(std::span<const std::byte> data) {
    return canonical(XXH3_128bits(data.data(), data.size()));
}

Digest digest_of_file(const std::string& path) {
    const InputBytes file(path);
    std::vector<std::byte> buffer(std::min<std::uint64_t>(file.size(), std::uint64_t{256} << 10));
    DigestStream stream;
    for (std::uint64_t at = 0; at < file.size(); at += buffer.size()) {
        const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), file.size() - at));
        file.read(at, buffer.data(), bytes);
        stream.add(buffer.data(), bytes);
    }
    return stream.finish();
}

} // namespace cascade
