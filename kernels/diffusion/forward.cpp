#include "kernels/diffusion/forward.hpp"

#include "engine/comm/collectives.hpp"
#include "kernels/diffusion/count_rows.hpp"
#include "kernels/diffusion/hop_counts.hpp"
#include "kernels/diffusion/interval_teller.hpp"
#include "kernels/diffusion/layer_ablation.hpp"
#include "kernels/diffusion/row_log.hpp"
#include "kernels/diffusion/time_curve.hpp"
#include "kernels/diffusion/world_portions.hpp"
#include "kernels/diffusion/world_runner.hpp"

#include <algorithm>
#include <unordered_map>

namespace cascade {
namespace {

constexpr std::uint64_t kFirstLook = 1024; ///< worlds before --precision is first looked at; each look doubles them

constexpr std::size_t kForestColumns = 5; ///< world, hop, vertex, parent, seed

class ForwardRun final : public Restartable, VisitListener {
public:
    ForwardRun(Context& context, const PartitionedGraph& graph, const ForwardOptions& options,
               std::span<const VertexId> seeds, WorldRunner& runner, LayerAblation* ablation)
        : context_(context), graph_(graph), options_(options), seeds_(seeds), runner_(runner), ablation_(ablation),
          column_(context.world.split(graph.shard)), levels_(options.respread ? 0 : runner.levels().size()),
          hops_(2 + levels_), groups_(context.threads, options.groups != nullptr ? options.groups->count : 0),
          by_seed_(context.threads, static_cast<std::uint32_t>(options.trace ? seeds.size() : 0)),
          replicates_(2 + hops_.columns()), forest_(kForestColumns),
          links_(static_cast<std::size_t>(context.threads), RowLog(kForestColumns)), activations_(graph.owned_count()) {
        for (std::uint32_t i = 0; i < seeds.size(); ++i)
            index_of_seed_.emplace(seeds[i], i);
        if (options.respread)
            producers_.emplace();
        if (options.time && options.time->grid)
            curve_.emplace(*options.time->grid, context.threads);
    }

    ForwardResult run() {
        context_.resume(*this);
        simulate_in_portions(
            context_, graph_, *this, options_.worlds, runner_.worlds_together(), 1, done_,
            [&] {
                return finished() ? done_ : std::min({options_.worlds, next_look(), next_curve()});
            },
            [&](std::uint64_t end) {
                simulate(end);
                if (tells_.is_due(end))
                    tell(end);
            });
        return result();
    }

    void state(Archive& archive) override {
        archive.value("worlds", done_);
        hops_.state(context_.world, archive);
        if (producers_)
            producers_->state(context_.world, archive);
        groups_.state(context_.world, archive, "groups");
        by_seed_.state(context_.world, archive, "seeds");
        replicates_.state(context_.world, archive, "replicates");
        forest_.state(context_.world, archive, "forest");
        if (ablation_ != nullptr)
            ablation_->state(archive);
        if (curve_)
            curve_->state(context_.world, archive);
        if (!archive.loading())
            consolidate_counts(graph_, column_, activations_);
        CountRows rows(graph_, activations_);
        if (archive.loading())
            rows.clear();
        archive.rows("activations", rows);
    }

private:
    void reached(int thread, SampleId first, LocalVertex v, std::uint64_t worlds, std::uint32_t kind) override {
        add_worlds(activations_[v], worlds, context_.threads);
        if (curve_)
            curve_->reached(thread, first, worlds, kind);
    }
    bool follows_steps() const override { return options_.groups != nullptr; }
    void visit(int thread, SampleId first, LocalVertex v, std::uint64_t worlds, std::uint32_t step,
               std::uint32_t) override {
        if (options_.groups->class_of[v] == kNoClass)
            return;
        for_each_world(
            worlds, [&](std::uint32_t bit) { groups_.visit(thread, first + bit, options_.groups->class_of[v], step); });
    }
    void visit_traced(int thread, SampleId world, LocalVertex v, std::uint32_t step, const Trace& trace) override {
        by_seed_.visit(thread, world, index_of_seed_.at(trace.seed), step);
        if (world >= options_.forest_worlds)
            return;
        const std::array<std::int64_t, kForestColumns> row = {
            static_cast<std::int64_t>(world), std::int64_t{step}, static_cast<std::int64_t>(graph_.to_global(v)),
            static_cast<std::int64_t>(trace.parent), static_cast<std::int64_t>(trace.seed)};
        links_[static_cast<std::size_t>(thread)].add(row);
    }

    void simulate(std::uint64_t end) {
        const std::vector<BlockCounts> blocks = runner_.run(done_, end, seeds_, *this);
        const std::vector<WorldRows> rows(blocks.begin(), blocks.end());
        hops_.add(context_.threads, rows);
        if (producers_)
            producers_->add(context_.threads, blocks);
        if (ablation_ != nullptr)
            ablation_->add(done_, end, seeds_, rows);
        if (curve_)
            curve_->absorb(graph_, done_, end);
        if (options_.groups != nullptr)
            groups_.absorb(graph_);
        if (options_.trace)
            by_seed_.absorb(graph_);
        for (RowLog& links : links_)
            forest_.take(links);
        if (options_.replicates)
            for (const WorldRows& block : rows)
                add_world_rows(replicates_, block, hops_.columns());
    }

    /// How many are active in the end, after `worlds` of them. Collective.
    void tell(std::uint64_t worlds) {
        hops_.gather(context_.world);
        if (context_.world.is_root() && hops_.hops() > 0)
            tell_interval(context_, "active", worlds, hops_.column(1).back());
    }

    bool is_look(std::uint64_t worlds) const {
        return options_.precision > 0 && worlds >= kFirstLook && std::has_single_bit(worlds);
    }
    std::uint64_t next_look() const {
        return options_.precision > 0 ? std::max(kFirstLook, std::bit_floor(done_) * 2) : options_.worlds;
    }
    std::uint64_t next_curve() const { return curve_ ? done_ + curve_->most_worlds() : options_.worlds; }
    /// Collective.
    bool finished() {
        if (done_ >= options_.worlds)
            return true;
        if (!is_look(done_))
            return false;
        hops_.gather(context_.world);
        bool enough = false;
        if (context_.world.is_root() && hops_.hops() > 0) {
            const Distribution& end = hops_.column(1).back();
            enough = end.half_width() <= options_.precision * end.mean();
        }
        return broadcast(context_.world, enough);
    }

    /// Collective.
    ForwardResult result() {
        ForwardResult result;
        result.worlds = done_;
        hops_.gather(context_.world);
        result.newly_active = hops_.column(0);
        result.active = hops_.column(1);
        const std::vector<std::string> names = runner_.levels();
        std::vector<HopLevel>& levels = options_.layers.empty() ? result.levels : result.layers;
        for (std::size_t level = 0; level < levels_; ++level)
            levels.push_back({names[level], hops_.column(2 + level)});
        if (producers_)
            result.producers = producers_->result(context_.world);
        if (ablation_ != nullptr)
            result.layer_ablation = ablation_->result();
        if (curve_) {
            curve_->gather(context_.world);
            result.times = {curve_->grid(), curve_->newly_active(), curve_->active()};
        }
        groups_.gather(context_.world);
        by_seed_.gather(context_.world);
        replicates_.gather(context_.world);
        forest_.gather(context_.world);
        result.groups = groups_.cells();
        result.seeds = by_seed_.cells();
        result.replicates = replicates_.columns();
        result.replicates.resize(4 + result.levels.size());
        result.forest = forest_.columns();
        all_reduce(column_, activations_.span(), Reduction::sum);
        result.activations = std::move(activations_);
        return result;
    }

    Context& context_;
    const PartitionedGraph& graph_;
    const ForwardOptions& options_;
    std::span<const VertexId> seeds_;
    WorldRunner& runner_;
    LayerAblation* ablation_; ///< null: not asked for
    Communicator column_;     ///< the same shard in all groups
    std::uint64_t done_ = 0;
    IntervalTeller tells_;
    std::size_t levels_; ///< of the model, shown hop by hop; what producers do is told apart
    HopCounts hops_;
    std::optional<ProducerCounts> producers_;
    std::optional<TimeCurve> curve_;
    ClassReach groups_;
    ClassReach by_seed_;
    std::unordered_map<VertexId, std::uint32_t> index_of_seed_;
    RowLog replicates_;
    RowLog forest_;
    std::vector<RowLog> links_; ///< [thread]
    BigArray<WorldCount> activations_;
};

} // namespace

ForwardResult run_forward(Context& context, const PartitionedGraph& graph, const ForwardOptions& options,
                          std::span<const VertexId> seeds) {
    std::unique_ptr<WorldRunner> runner;
    std::optional<LayerAblation> ablation;
    if (options.layers.empty()) {
        runner = make_world_runner(context, graph, options);
    } else {
        const std::shared_ptr<const LayerArcs> arcs = make_layer_arcs(context, graph, options);
        runner = make_layered_runner(context, graph, options, arcs);
        if (options.layer_ablation)
            ablation.emplace(context, graph, options, arcs);
    }
    const auto timer = context.timers.scope("simulation");
    return ForwardRun(context, graph, options, seeds, *runner, ablation ? &*ablation : nullptr).run();
}

} // namespace cascade
