#pragma once
// Edge files written by one rank and read by all, for tests of what becomes of them.

#include "engine/comm/collectives.hpp"
#include "engine/core/error.hpp"
#include "engine/store/edge_text.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gtest/gtest.h>

namespace cascade::testing {

struct Pair {
    OriginalId u, v;
    auto operator<=>(const Pair&) const = default;
};

/// All edges of all ranks, sorted.
inline std::vector<Pair> everything(const EdgeText& text) {
    std::vector<Pair> mine;
    for (const EdgeBlock& block : text.edges.blocks) {
        for (const NarrowPair& pair : block.narrow)
            mine.push_back({block.base + pair.u, block.base + pair.v});
        for (const WidePair& pair : block.wide)
            mine.push_back({static_cast<OriginalId>(pair.u), static_cast<OriginalId>(pair.v)});
    }
    std::vector<Pair> all = gather(world(), std::span<const Pair>(mine));
    std::sort(all.begin(), all.end());
    broadcast(world(), all);
    return all;
}

/// Writes files, reads them on all ranks, and looks at what came of it.
class ReadEdges : public ::testing::Test {
protected:
    std::string file(const std::string& name, const std::string& content) {
        if (world().is_root())
            put(scratch_ / name, content);
        world().barrier();
        return scratch_ / name;
    }
    EdgeText read(EdgeTextOptions options, int threads = 1) {
        Context context{.world = world(), .threads = threads};
        return read_edge_text(context, options);
    }
    std::string error_of(const EdgeTextOptions& options, ExitCode code) {
        try {
            read(options);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), code) << error.what();
            EXPECT_TRUE(error.agreed());
            return error.what();
        }
        ADD_FAILURE() << "no error";
        return "";
    }
    Scratch scratch_;
};

} // namespace cascade::testing
