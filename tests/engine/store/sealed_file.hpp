#pragma once
// A block file made by hand after the description in engine/store/block_file.hpp, for tests that need one whose checksums
// are right whatever it holds.

#include "engine/store/block_file.hpp"

#include <xxhash.h>

#include <array>
#include <cstring>
#include <string>

namespace cascade::testing {

/// The bytes of the file that holds `payload`.
inline std::string sealed(const std::string& payload, const BlockLabel& label) {
    std::string file = "CkpB";
    const auto add = [&](const auto& value) { file.append(reinterpret_cast<const char*>(&value), sizeof value); };
    const auto seal = [&](std::string_view bytes, std::uint64_t seed) {
        add(static_cast<std::uint64_t>(XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed)));
    };
    add(std::uint16_t{1});
    add(std::uint16_t{0x0102});
    add(label.owner);
    add(label.generation);
    add(static_cast<std::uint32_t>(XXH3_64bits(label.section.data(), label.section.size())));
    add(label.first);
    add(label.end);
    add(std::uint64_t{payload.size()});
    const std::uint64_t header = XXH3_64bits(file.data(), file.size());
    add(header);
    for (std::uint64_t number = 0; number * kBlockBytes < payload.size(); ++number) {
        const std::array<std::uint64_t, 2> place = {header, number};
        const std::string block = payload.substr(number * kBlockBytes, kBlockBytes);
        file += block;
        seal(block, XXH3_64bits(place.data(), sizeof place));
    }
    return file;
}

/// What `sealed` was given. The file must be whole.
inline std::string unsealed(const std::string& file) {
    std::string payload;
    for (std::size_t at = 64; at < file.size(); at += kBlockBytes + 8)
        payload += file.substr(at, std::min(kBlockBytes, file.size() - at - 8));
    return payload;
}

} // namespace cascade::testing
