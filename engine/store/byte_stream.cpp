#include "engine/store/byte_stream.hpp"

#include "engine/core/error.hpp"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <vector>

namespace cascade {
namespace {

class PlainStream : public ByteStream {
public:
    PlainStream(const InputBytes& file, std::uint64_t from, std::uint64_t hint) : file_(file), at_(from), hint_(hint) {}

    std::size_t read(char* into, std::size_t capacity) override {
        constexpr std::uint64_t kRestOfLine = 1 << 16;
        const std::uint64_t wanted = std::min<std::uint64_t>(capacity, at_ < hint_ ? hint_ - at_ : kRestOfLine);
        const std::uint64_t bytes = std::min(wanted, file_.size() - std::min(at_, file_.size()));
        file_.read(at_, into, bytes);
        at_ += bytes;
        return bytes;
    }

private:
    const InputBytes& file_;
    std::uint64_t at_;
    std::uint64_t hint_;
};

/// The packed bytes in blocks.
class PackedInput {
public:
    explicit PackedInput(const InputBytes& file) : file_(file), buffer_(std::min<std::uint64_t>(kBlock, file.size())) {}

    /// The next block; empty at the end.
    std::size_t fill() {
        const std::uint64_t bytes = std::min<std::uint64_t>(buffer_.size(), file_.size() - at_);
        file_.read(at_, buffer_.data(), bytes);
        at_ += bytes;
        return bytes;
    }
    char* data() { return buffer_.data(); }
    const std::string& path() const { return file_.path(); }

private:
    static constexpr std::uint64_t kBlock = std::uint64_t{1} << 20;

    const InputBytes& file_;
    std::vector<char> buffer_;
    std::uint64_t at_ = 0;
};

class GzipStream : public ByteStream {
public:
    explicit GzipStream(const InputBytes& file) : input_(file) {
        constexpr int kGzipOnly = 16 + MAX_WBITS;
        if (inflateInit2(&state_, kGzipOnly) != Z_OK)
            throw MemoryError("{}: no memory to unpack it", file.path());
    }
    ~GzipStream() override { inflateEnd(&state_); }
    GzipStream(const GzipStream&) = delete;
    GzipStream& operator=(const GzipStream&) = delete;

    std::size_t read(char* into, std::size_t capacity) override {
        const auto wanted = static_cast<uInt>(std::min<std::size_t>(capacity, std::numeric_limits<uInt>::max()));
        state_.next_out = reinterpret_cast<Bytef*>(into);
        state_.avail_out = wanted;
        while (state_.avail_out == wanted) {
            if (state_.avail_in == 0) {
                state_.next_in = reinterpret_cast<Bytef*>(input_.data());
                state_.avail_in = static_cast<uInt>(input_.fill());
                if (state_.avail_in == 0)
                    break;
            }
            if (between_members_)
                inflateReset(&state_);
            const int code = inflate(&state_, Z_NO_FLUSH);
            between_members_ = code == Z_STREAM_END;
            if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
                throw InputError("{}: not a sound gzip file ({}); check it with gzip -t", input_.path(),
                                 state_.msg != nullptr ? state_.msg : "damaged data");
        }
        const std::size_t got = wanted - state_.avail_out;
        if (got == 0 && !between_members_)
            throw InputError("{}: the gzip data end too early; the file is truncated", input_.path());
        return got;
    }

private:
    PackedInput input_;
    z_stream state_{};
    bool between_members_ = false;
};

class ZstdStream : public ByteStream {
public:
    explicit ZstdStream(const InputBytes& file) : input_(file), state_(ZSTD_createDStream()) {
        if (state_ == nullptr)
            throw MemoryError("{}: no memory to unpack it", file.path());
    }
    ~ZstdStream() override { ZSTD_freeDStream(state_); }
    ZstdStream(const ZstdStream&) = delete;
    ZstdStream& operator=(const ZstdStream&) = delete;

    std::size_t read(char* into, std::size_t capacity) override {
        ZSTD_outBuffer out{into, capacity, 0};
        while (out.pos == 0) {
            if (packed_.pos == packed_.size) {
                packed_ = {input_.data(), input_.fill(), 0};
                ended_ = packed_.size == 0;
            }
            // Without input the decoder may still hold output; it says 0 at the end of a frame.
            const std::size_t before = packed_.pos;
            if (ended_ && frame_done_)
                return 0;
            const std::size_t code = ZSTD_decompressStream(state_, &out, &packed_);
            if (ZSTD_isError(code))
                throw InputError("{}: not a sound zstd file ({}); check it with zstd -t", input_.path(),
                                 ZSTD_getErrorName(code));
            frame_done_ = code == 0;
            if (ended_ && out.pos == 0 && packed_.pos == before && !frame_done_)
                throw InputError("{}: the zstd data end too early; the file is truncated", input_.path());
        }
        return out.pos;
    }

private:
    PackedInput input_;
    ZSTD_DStream* state_;
    ZSTD_inBuffer packed_{nullptr, 0, 0};
    bool frame_done_ = true;
    bool ended_ = false;
};

} // namespace

Packing packing_of(const InputBytes& file) {
    unsigned char head[4] = {};
    file.read(0, head, std::min<std::uint64_t>(sizeof head, file.size()));
    constexpr unsigned char kGzip[] = {0x1f, 0x8b};
    constexpr unsigned char kZstd[] = {0x28, 0xb5, 0x2f, 0xfd};
    if (std::memcmp(head, kGzip, sizeof kGzip) == 0)
        return Packing::gzip;
    return std::memcmp(head, kZstd, sizeof kZstd) == 0 ? Packing::zstd : Packing::none;
}

std::unique_ptr<ByteStream> open_stream(const InputBytes& file, Packing packing) {
    switch (packing) {
    case Packing::gzip:
        return std::make_unique<GzipStream>(file);
    case Packing::zstd:
        return std::make_unique<ZstdStream>(file);
    case Packing::none:
        break;
    }
    return open_plain(file, 0, file.size());
}

std::unique_ptr<ByteStream> open_plain(const InputBytes& file, std::uint64_t from, std::uint64_t hint) {
    return std::make_unique<PlainStream>(file, from, hint);
}

} // namespace cascade
