#pragma once
// A text as a stream of bytes.

#include "engine/store/byte_stream.hpp"

#include <cstring>
#include <string>

namespace cascade::testing {

class TextStream : public ByteStream {
public:
    explicit TextStream(std::string text) : text_(std::move(text)) {}
    std::size_t read(char* into, std::size_t capacity) override {
        const std::size_t got = std::min(capacity, text_.size());
        std::memcpy(into, text_.data(), got);
        text_.erase(0, got);
        return got;
    }

private:
    std::string text_;
};

} // namespace cascade::testing
