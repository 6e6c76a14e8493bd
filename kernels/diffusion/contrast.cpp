#include "kernels/diffusion/contrast.hpp"

#include "kernels/diffusion/hop_counts.hpp"
#include "kernels/diffusion/interval_teller.hpp"
#include "kernels/diffusion/world_portions.hpp"
#include "kernels/diffusion/world_runner.hpp"

#include <algorithm>
#include <tuple>

namespace cascade {
namespace {

/// Column 0 of differences is not used: it has another meaning in HopCounts.
constexpr std::size_t kFirstPair = 1;

class ContrastRun final : public Restartable, VisitListener {
public:
    ContrastRun(Context& context, const PartitionedGraph& graph, const ForwardOptions& options,
                std::span<const std::vector<VertexId>> sets, WorldRunner& runner)
        : context_(context), graph_(graph), options_(options), sets_(sets), runner_(runner),
          active_(sets.size(), HopCounts(2 + runner.levels().size())),
          differences_(kFirstPair + sets.size() * (sets.size() - 1) / 2) {}

    ContrastResult run() {
        context_.resume(*this);
        simulate_in_portions(
            context_, graph_, *this, options_.worlds, runner_.worlds_together(), sets_.size(), done_,
            [&] { return options_.worlds; },
            [&](std::uint64_t end) {
                simulate(end);
                if (tells_.is_due(end))
                    tell(end);
            });
        return result();
    }

    void state(Archive& archive) override {
        archive.value("worlds", done_);
        for (HopCounts& set : active_)
            set.state(context_.world, archive);
        differences_.state(context_.world, archive);
    }

private:
    bool follows_steps() const override { return false; }
    void reached(int, SampleId, LocalVertex, std::uint64_t, std::uint32_t) override {}
    void visit(int, SampleId, LocalVertex, std::uint64_t, std::uint32_t, std::uint32_t) override {}
    void visit_traced(int, SampleId, LocalVertex, std::uint32_t, const Trace&) override {}

    void simulate(std::uint64_t end) {
        std::vector<std::vector<WorldRows>> rows(sets_.size()); // [set][unit], units alike in all sets
        for (std::size_t set = 0; set < sets_.size(); ++set) {
            for (const BlockCounts& counts : runner_.run(done_, end, sets_[set], *this))
                rows[set].emplace_back(counts);
            std::sort(rows[set].begin(), rows[set].end(), [](const WorldRows& a, const WorldRows& b) {
                return std::tie(a.first, a.worlds) < std::tie(b.first, b.worlds);
            });
            active_[set].add(context_.threads, rows[set]);
        }
        std::vector<WorldRows> between;
        for (std::size_t unit = 0; unit < rows.front().size(); ++unit)
            between.push_back(difference(rows, unit));
        differences_.add(context_.threads, between);
    }

    /// How far the first set is ahead of the second in the end, after `worlds` of them. Collective.
    void tell(std::uint64_t worlds) {
        differences_.gather(context_.world);
        if (context_.world.is_root() && differences_.hops() > 0)
            tell_interval(context_, "set 1 less set 2", worlds, differences_.column(kFirstPair).back());
    }

    WorldRows difference(const std::vector<std::vector<WorldRows>>& rows, std::size_t unit) const {
        WorldRows between(rows.front()[unit].first, rows.front()[unit].worlds, differences_.columns());
        std::size_t hops = 0;
        for (const std::vector<WorldRows>& set : rows)
            hops = std::max(hops, set[unit].hops());
        between.values.resize(hops * between.columns);
        for (std::size_t hop = 0; hop < hops; ++hop) {
            std::size_t column = hop * between.columns + kFirstPair;
            for (std::size_t first = 0; first < rows.size(); ++first)
                for (std::size_t second = first + 1; second < rows.size(); ++second, ++column)
                    for (std::uint32_t world = 0; world < kBlockWorlds; ++world)
                        between.values[column][world] =
                            rows[first][unit].at(hop, 1, world) - rows[second][unit].at(hop, 1, world);
        }
        return between;
    }

    /// Collective.
    ContrastResult result() {
        ContrastResult result;
        result.worlds = done_;
        differences_.gather(context_.world);
        for (HopCounts& set : active_) {
            set.gather(context_.world);
            result.active.push_back(set.column(1));
        }
        std::size_t column = kFirstPair;
        for (std::size_t first = 0; first < sets_.size(); ++first)
            for (std::size_t second = first + 1; second < sets_.size(); ++second)
                result.differences.push_back({first, second, differences_.column(column++)});
        return result;
    }

    Context& context_;
    const PartitionedGraph& graph_;
    const ForwardOptions& options_;
    std::span<const std::vector<VertexId>> sets_;
    WorldRunner& runner_;
    std::uint64_t done_ = 0;
    IntervalTeller tells_;
    std::vector<HopCounts> active_; ///< [set]
    HopCounts differences_;         ///< [kFirstPair + pair]
};

} // namespace

ContrastResult run_contrast(Context& context, const PartitionedGraph& graph, const ForwardOptions& options,
                            std::span<const std::vector<VertexId>> sets) {
    const std::unique_ptr<WorldRunner> runner = make_world_runner(context, graph, options);
    const auto timer = context.timers.scope("simulation");
    return ContrastRun(context, graph, options, sets, *runner).run();
}

WinShares win_shares(const Distribution& difference) {
    WinShares shares;
    for (const Distribution::Entry& entry : difference.values())
        (entry.value > 0 ? shares.wins : entry.value == 0 ? shares.ties : shares.losses) += entry.worlds;
    return shares;
}

} // namespace cascade
