#pragma once
// The runner of one law, for either layout. Each model is made in a source file of its own, because its step loop is
// compiled there, four times: for both layouts, and with and without following who made whom active.

#include "kernels/diffusion/shared_worlds.hpp"
#include "kernels/diffusion/traced_law.hpp"
#include "kernels/diffusion/whole_worlds.hpp"
#include "kernels/diffusion/world_runner.hpp"

namespace cascade::detail {

template <class Law>
class RunnerOf final : public WorldRunner {
public:
    template <class... Args>
    RunnerOf(Context& context, const PartitionedGraph& graph, const ForwardOptions& options, Args&&... args)
        : context_(context), graph_(graph), law_(std::forward<Args>(args)...) {
        const Admission& admission = options.admission != nullptr ? *options.admission : everybody();
        if (graph.layout.replicated())
            whole_.emplace(context, graph, law_, admission, options.random_seed, options.max_hops);
        else
            shared_.emplace(context, graph, law_, admission, options.random_seed, options.max_hops);
    }

    std::vector<std::string> levels() const override { return law_.levels(); }
    std::uint64_t worlds_together() const override { return whole_ ? whole_->worlds_together() : kBlockWorlds; }

    std::vector<BlockCounts> run(SampleId begin, SampleId end, std::span<const VertexId> seeds,
                                 VisitListener& listener) override {
        std::vector<LocalVertex> owned;
        for (const VertexId v : seeds)
            if (graph_.is_owned(v))
                owned.push_back(graph_.to_local(v));
        const std::vector<WorldUnit> units = units_of_group(graph_, context_.threads, begin, end);
        return whole_ ? whole_->run(units, owned, listener) : shared_->run(units, owned, listener);
    }

private:
    Context& context_;
    const PartitionedGraph& graph_;
    Law law_;
    std::optional<detail::WholeWorlds<Law>> whole_;
    std::optional<detail::SharedWorlds<Law>> shared_;
};

/// The runner of `Law` made of `args`.
template <class Law, class... Args>
std::unique_ptr<WorldRunner> make_runner(Context& context, const PartitionedGraph& graph, const ForwardOptions& options,
                                         Args&&... args) {
    if (options.trace)
        return std::make_unique<RunnerOf<TracedLaw<Law>>>(context, graph, options, std::forward<Args>(args)...);
    return std::make_unique<RunnerOf<Law>>(context, graph, options, std::forward<Args>(args)...);
}

/// A law on live out-arcs with the arcs it draws from.
template <class Law>
class WithLiveArcs : public Law {
public:
    template <class... Args>
    WithLiveArcs(std::unique_ptr<const LiveArcs> arcs, Args&&... args)
        : Law(*arcs, std::forward<Args>(args)...), arcs_(std::move(arcs)) {}

private:
    std::unique_ptr<const LiveArcs> arcs_;
};

/// The runner of a law on live out-arcs, with tiles from a probability on (`LiveArcs`).
template <class Law, class... Args>
std::unique_ptr<WorldRunner> make_live_runner(Context& context, const PartitionedGraph& graph,
                                              const ForwardOptions& options, double tiled_from, Args&&... args) {
    DiffusionOptions diffusion = options.diffusion;
    diffusion.model = Model::ic;
    return make_runner<WithLiveArcs<Law>>(
        context, graph, options,
        std::make_unique<const LiveArcs>(context, graph, diffusion, Direction::out, tiled_from),
        std::forward<Args>(args)...);
}

} // namespace cascade::detail
