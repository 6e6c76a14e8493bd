#pragma once
// The same question asked of every machine: one rank alone, and all layouts the ranks allow with one thread and three.

#include "engine/runtime/context.hpp"
#include "tests/support/graphs.hpp"
#include "tests/support/world.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace cascade::testing {

inline Context on_threads(int threads) {
    return {world(), threads};
}

/// Calls ask(context, graph) on a machine of this rank alone, one thread. Collective.
template <class F>
auto on_one_rank(const SmallGraph& shape, F&& ask) {
    Context context{world().split(world().rank()), 1};
    const PartitionedGraph graph = distribute(context.world, shape, {1, 1});
    return ask(context, graph);
}

/// Calls ask(context, graph) on every machine. Collective.
template <class F>
void on_every_machine(const SmallGraph& shape, F&& ask) {
    for (const Layout& layout : layouts_of(world()))
        for (const int threads : {1, 3}) {
            SCOPED_TRACE(fmt::format("{} vertices, layout {}, {} threads", shape.vertices, layout.text(), threads));
            Context context = on_threads(threads);
            const PartitionedGraph graph = distribute(world(), shape, layout);
            ask(context, graph);
        }
}

} // namespace cascade::testing
