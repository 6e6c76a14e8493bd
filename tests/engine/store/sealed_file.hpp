#pragma once
// A block file made by hand after the description in engine/store/block_file.hpp, for tests that need one whose checksums
// are right whatever it holds.

#include "engine/store/block_file.hpp"

#include <xxhash.h>

#include <array>
#include <string>
#include <vector>

namespace cascade::testing {

/// The bytes of the file that holds these blocks.
inline std::string sealed(const std::vector<std::string>& blocks, const BlockLabel& label) {
    std::string file = "CkpB";
    const auto add = [&](const auto& value) { file.append(reinterpret_cast<const char*>(&value), sizeof value); };
    add(std::uint16_t{2});
    add(std::uint16_t{0x0102});
    add(label.owner);
    add(label.generation);
    add(static_cast<std::uint32_t>(XXH3_64bits(label.section.data(), label.section.size())));
    add(label.first);
    add(label.end);
    add(std::uint64_t{blocks.at(0).size()});
    const std::uint64_t header = XXH3_64bits(file.data(), file.size());
    add(header);
    for (std::uint64_t number = 0; const std::string& block : blocks) {
        const std::array<std::uint64_t, 2> place = {header, number++};
        file += block;
        add(static_cast<std::uint64_t>(
            XXH3_64bits_withSeed(block.data(), block.size(), XXH3_64bits(place.data(), sizeof place))));
    }
    return file;
}

} // namespace cascade::testing
