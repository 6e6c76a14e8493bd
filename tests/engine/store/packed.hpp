#pragma once
// Text as gzip and zstd pack it.

#include <zlib.h>
#include <zstd.h>

#include <string>

namespace cascade::testing {

inline std::string gzipped(std::string text) {
    z_stream state{};
    deflateInit2(&state, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    std::string packed(deflateBound(&state, text.size()) + 32, '\0');
    state.next_in = reinterpret_cast<Bytef*>(text.data());
    state.avail_in = static_cast<uInt>(text.size());
    state.next_out = reinterpret_cast<Bytef*>(packed.data());
    state.avail_out = static_cast<uInt>(packed.size());
    deflate(&state, Z_FINISH);
    packed.resize(state.total_out);
    deflateEnd(&state);
    return packed;
}

inline std::string zstandard(const std::string& text) {
    std::string packed(ZSTD_compressBound(text.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
    return packed;
}

} // namespace cascade::testing
