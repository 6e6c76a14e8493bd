#pragma once
// Which vertices lie one arc behind a goal: where a search that may stop at goals looks first.
//
// A sample that is asked only whether it reaches some seeds may be searched in any order. In a dense graph a large sample
// holds thousands of vertices, and a breadth-first search goes through many of them before it meets the one seed that nearly
// all large samples have. Following the heads of that seed's arcs first finds it after a sixth of the crossings
// (kernels/README.md). The map costs a look at every arc; so it is made once a search has crossed as many, in large samples.

#include "engine/core/bitmap.hpp"
#include "engine/graph/partitioned_graph.hpp"
#include "engine/runtime/parallel.hpp"

namespace cascade {

/// Whether samples under a law follow the in-lists of one graph, and their visitor has goals (explore.hpp).
template <class Law, class Visitor>
concept SeeksGoals = requires(Visitor& visitor) {
    requires Law::kOneGraph;
    visitor.is_goal(LocalVertex{});
};

class GoalMap {
public:
    bool exists() const { return near_.size() > 0; }
    bool is_near(LocalVertex v) const { return near_.test(v); }

    /// Of a whole graph with in-lists; `is_goal(v)` is asked for the tail of each arc.
    template <class IsGoal>
    void make(const AdjacencyLists& in, int threads, IsGoal&& is_goal) {
        constexpr std::size_t kGrain = 4096; // whole words of the map
        near_ = Bitmap(in.count());
        parallel_for(threads, in.count(), kGrain, [&](std::size_t begin, std::size_t end, int) {
            for (std::size_t v = begin; v < end; ++v)
                for (EdgeId e = in.offsets[v]; e < in.offsets[v + 1]; ++e)
                    if (is_goal(static_cast<LocalVertex>(in.neighbours[e]))) {
                        near_.set(v);
                        break;
                    }
        });
    }

private:
    Bitmap near_;
};

} // namespace cascade
