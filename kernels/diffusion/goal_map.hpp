#pragma once
// Which vertices are goals or lie one arc behind one: where a search that may stop at goals looks first.
//
// A sample that is asked only whether it reaches some seeds may be searched in any order. In a dense graph a large sample
// holds thousands of vertices, and a breadth-first search goes through many of them before it meets the one seed that nearly
// all large samples have. Following the heads of that seed's arcs first finds it after a sixth of the crossings
// (kernels/README.md). The map costs a look at every arc; so it is made where a search is as much work, in large samples, and
// kept for later searches (explore_options.hpp) for the same goals and more: what it lacks is found all the same, later.

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

    /// Of a whole graph with in-lists; `is_goal(v)` is asked once for each vertex.
    template <class IsGoal>
    void make(const AdjacencyLists& in, int threads, IsGoal&& is_goal) {
        constexpr std::size_t kGrain = 4096; // whole words of the maps
        Bitmap goals(in.count());
        parallel_for(threads, in.count(), kGrain, [&](std::size_t begin, std::size_t end, int) {
            for (std::size_t v = begin; v < end; ++v)
                if (is_goal(static_cast<LocalVertex>(v)))
                    goals.set(v);
        });
        near_ = goals.clone();
        const auto look_at = [&](const auto* tails) {
            constexpr EdgeId kBlock = 16; // arcs; most blocks have none from a goal, and need not know whose they are
            const std::uint64_t* const words = goals.words().data();
            const EdgeId* const offsets = in.offsets.data();
            const auto from_goal = [=](EdgeId place) { return words[tails[place] / 64] >> (tails[place] % 64) & 1; };
            parallel_for(threads, in.count(), kGrain, [=, this](std::size_t begin, std::size_t end, int) {
                std::size_t v = begin;
                const EdgeId stop = offsets[end];
                for (EdgeId place = offsets[begin]; place < stop;) {
                    std::uint64_t any = stop - place < kBlock ? 1 : 0;
                    if (any == 0)
                        for (EdgeId i = 0; i < kBlock; ++i)
                            any |= from_goal(place + i);
                    if (any == 0) {
                        place += kBlock;
                        continue;
                    }
                    while (place < stop && from_goal(place) == 0)
                        ++place;
                    if (place == stop)
                        break;
                    while (offsets[v + 1] <= place)
                        ++v;
                    near_.set(v);
                    place = offsets[v + 1];
                }
            });
        };
        if (in.neighbours.is_wide())
            look_at(in.neighbours.wide_values().data());
        else
            look_at(in.neighbours.narrow_values().data());
    }

private:
    Bitmap near_;
};

} // namespace cascade
