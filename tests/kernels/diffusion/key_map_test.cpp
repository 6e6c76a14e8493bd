#include "kernels/diffusion/key_map.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace cascade {
namespace {

TEST(KeyMap, AgreesWithAPlainMap) {
    std::mt19937_64 words(1);
    KeyMap<std::uint64_t> map;
    for (int round = 0; round < 100; ++round) {
        std::map<std::uint64_t, std::uint64_t> plain;
        const std::size_t touches = round % 5 == 0 ? 8000 : 40;
        for (std::size_t i = 0; i < touches; ++i) {
            const std::uint64_t key = words() & 0xfff00000fff;
            const bool fresh = plain.count(key) == 0;
            const KeyMap<std::uint64_t>::Found found = map.touch(key);
            ASSERT_EQ(found.fresh, fresh) << "round " << round;
            if (fresh)
                found.value = plain[key] = words();
            else
                found.value = --plain[key];
            ASSERT_EQ(map.touch(key).value, plain[key]);
        }
        for (const auto& [key, need] : plain)
            ASSERT_EQ(map.touch(key).value, need);
        map.clear();
    }
}

} // namespace
} // namespace cascade
