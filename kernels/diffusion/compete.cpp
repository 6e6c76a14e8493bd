#include "kernels/diffusion/compete.hpp"

#include "kernels/diffusion/count_rows.hpp"
#include "kernels/diffusion/hop_counts.hpp"
#include "kernels/diffusion/interval_teller.hpp"
#include "kernels/diffusion/rival_law.hpp"
#include "kernels/diffusion/world_portions.hpp"
#include "kernels/diffusion/world_runner.hpp"

#include <algorithm>

namespace cascade {

namespace detail {

std::unique_ptr<WorldRunner> make_rival_runner(Context&, const PartitionedGraph&, const ForwardOptions&, const Rivals&);

} // namespace detail

namespace {

constexpr std::size_t kFirstLevel = 2; ///< column of campaign 0 in HopCounts; before it newly active and active

Rivals rivals_of(std::span<const std::vector<VertexId>> sets, TieRule tie) {
    Rivals rivals;
    rivals.count = static_cast<std::uint32_t>(sets.size());
    rivals.tie = tie;
    for (std::uint32_t c = 0; c < rivals.count; ++c)
        for (const VertexId v : sets[c])
            rivals.seeds[v] |= 1U << c;
    return rivals;
}

/// What follows from the adopters of all campaigns in each world: the columns of HopCounts behind the unused first one.
class Derived {
public:
    explicit Derived(std::size_t campaigns) : campaigns_(campaigns) {}

    std::size_t columns() const { return lead(campaigns_ - 1, campaigns_); }
    std::size_t others(std::size_t campaign) const { return 1 + campaign; }
    std::size_t leads_all(std::size_t campaign) const { return 1 + campaigns_ + campaign; }
    std::size_t lead(std::size_t first, std::size_t second) const {
        return 1 + 2 * campaigns_ + first * (2 * campaigns_ - first - 1) / 2 + (second - first - 1);
    }

    WorldRows of(const WorldRows& rows) const {
        WorldRows derived(rows.first, rows.worlds, columns());
        derived.values.resize(rows.hops() * derived.columns);
        for (std::size_t hop = 0; hop < rows.hops(); ++hop)
            for (std::uint32_t world = 0; world < kBlockWorlds; ++world)
                fill(rows, hop, world, derived.values.data() + hop * derived.columns);
        return derived;
    }

private:
    void fill(const WorldRows& rows, std::size_t hop, std::uint32_t world,
              std::array<std::int64_t, kBlockWorlds>* values) const {
        const auto adopters = [&](std::size_t c) { return rows.at(hop, kFirstLevel + c, world); };
        const std::int64_t all = rows.at(hop, 1, world);
        for (std::size_t c = 0; c < campaigns_; ++c) {
            values[others(c)][world] = all - adopters(c);
            values[leads_all(c)][world] = 1;
        }
        for (std::size_t first = 0; first < campaigns_; ++first)
            for (std::size_t second = first + 1; second < campaigns_; ++second) {
                const std::int64_t ahead = adopters(first) - adopters(second);
                values[lead(first, second)][world] = ahead;
                values[leads_all(first)][world] &= std::int64_t{ahead > 0};
                values[leads_all(second)][world] &= std::int64_t{ahead < 0};
            }
    }

    std::size_t campaigns_;
};

/// Classes of a ClassReach: of each group its campaigns, what each campaign's rivals have together, and all.
struct GroupClasses {
    std::uint32_t campaigns;

    std::uint32_t width() const { return 2 * campaigns + 1; }
    std::uint32_t campaign(std::uint32_t group, std::uint32_t c) const { return group * width() + c; }
    std::uint32_t others(std::uint32_t group, std::uint32_t c) const { return group * width() + campaigns + c; }
    std::uint32_t all(std::uint32_t group) const { return group * width() + 2 * campaigns; }
};

class CompeteRun final : public Restartable, VisitListener {
public:
    CompeteRun(Context& context, const PartitionedGraph& graph, const ForwardOptions& options, const Rivals& rivals,
               WorldRunner& runner)
        : context_(context), graph_(graph), options_(options), campaigns_(rivals.count),
          derived_(rivals.count), classes_{rivals.count}, runner_(runner), column_(context.world.split(graph.shard)),
          hops_(kFirstLevel + rivals.count), between_(derived_.columns()),
          groups_(context.threads, options.groups != nullptr ? options.groups->count * classes_.width() : 0),
          replicates_(2 + hops_.columns()), adoptions_(rivals.count) {
        for (const auto& [v, wanted] : rivals.seeds)
            seeds_.push_back(v);
        std::sort(seeds_.begin(), seeds_.end());
        for (BigArray<WorldCount>& counts : adoptions_)
            counts = BigArray<WorldCount>(graph.owned_count());
    }

    CompeteResult run() {
        context_.resume(*this);
        simulate_in_portions(
            context_, graph_, *this, options_.worlds, runner_.worlds_together(), 1, done_,
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
        hops_.state(context_.world, archive);
        between_.state(context_.world, archive);
        groups_.state(context_.world, archive, "groups");
        replicates_.state(context_.world, archive, "replicates");
        for (std::size_t c = 0; c < adoptions_.size(); ++c) {
            if (!archive.loading())
                consolidate_counts(graph_, column_, adoptions_[c]);
            CountRows rows(graph_, adoptions_[c]);
            if (archive.loading())
                rows.clear();
            archive.rows(fmt::format("adoptions_{}", c + 1), rows);
        }
    }

private:
    void reached(int, SampleId, LocalVertex v, std::uint64_t worlds, std::uint32_t campaign) override {
        add_worlds(adoptions_[campaign][v], worlds, context_.threads);
    }
    bool follows_steps() const override { return options_.groups != nullptr; }
    void visit(int thread, SampleId first, LocalVertex v, std::uint64_t worlds, std::uint32_t step,
               std::uint32_t campaign) override {
        const std::uint32_t group = options_.groups->class_of[v];
        if (group == kNoClass)
            return;
        for_each_world(worlds, [&](std::uint32_t bit) {
            groups_.visit(thread, first + bit, classes_.campaign(group, campaign), step);
            groups_.visit(thread, first + bit, classes_.all(group), step);
            for (std::uint32_t c = 0; c < campaigns_; ++c)
                if (c != campaign)
                    groups_.visit(thread, first + bit, classes_.others(group, c), step);
        });
    }
    void visit_traced(int, SampleId, LocalVertex, std::uint32_t, const Trace&) override {}

    void simulate(std::uint64_t end) {
        std::vector<WorldRows> rows, between;
        for (const BlockCounts& counts : runner_.run(done_, end, seeds_, *this)) {
            rows.emplace_back(counts);
            between.push_back(derived_.of(rows.back()));
            if (options_.replicates)
                add_world_rows(replicates_, rows.back(), hops_.columns());
        }
        hops_.add(context_.threads, rows);
        between_.add(context_.threads, between);
        if (options_.groups != nullptr)
            groups_.absorb(graph_);
    }

    /// How far the first campaign is ahead of the second in the end, after `worlds` of them. Collective.
    void tell(std::uint64_t worlds) {
        between_.gather(context_.world);
        if (context_.world.is_root() && between_.hops() > 0)
            tell_interval(context_, "campaign 1 less campaign 2", worlds, between_.column(derived_.lead(0, 1)).back());
    }

    /// Collective.
    CompeteResult result() {
        CompeteResult result;
        result.worlds = done_;
        hops_.gather(context_.world);
        between_.gather(context_.world);
        groups_.gather(context_.world);
        replicates_.gather(context_.world);
        result.newly_active = hops_.column(0);
        result.active = hops_.column(1);
        for (std::size_t c = 0; c < campaigns_; ++c) {
            all_reduce(column_, adoptions_[c].span(), Reduction::sum);
            result.campaigns.push_back({hops_.column(kFirstLevel + c), between_.column(derived_.others(c)),
                                        between_.column(derived_.leads_all(c)), std::move(adoptions_[c])});
        }
        for (std::size_t first = 0; first < campaigns_; ++first)
            for (std::size_t second = first + 1; second < campaigns_; ++second)
                result.leads.push_back({first, second, between_.column(derived_.lead(first, second))});
        result.groups = groups();
        result.replicates = replicates_.columns();
        return result;
    }
    std::vector<GroupReach> groups() const {
        const auto& cells = groups_.cells();
        std::vector<GroupReach> all(cells.size() / classes_.width());
        for (std::uint32_t group = 0; group < all.size(); ++group) {
            for (std::uint32_t c = 0; c < campaigns_; ++c) {
                all[group].campaigns.push_back(cells[classes_.campaign(group, c)]);
                all[group].others.push_back(cells[classes_.others(group, c)]);
            }
            all[group].all = cells[classes_.all(group)];
        }
        return all;
    }

    Context& context_;
    const PartitionedGraph& graph_;
    const ForwardOptions& options_;
    std::uint32_t campaigns_;
    Derived derived_;
    GroupClasses classes_;
    WorldRunner& runner_;
    Communicator column_;         ///< the same shard in all groups
    std::vector<VertexId> seeds_; ///< of all campaigns
    std::uint64_t done_ = 0;
    IntervalTeller tells_;
    HopCounts hops_;
    HopCounts between_; ///< columns of Derived
    ClassReach groups_;
    RowLog replicates_;
    std::vector<BigArray<WorldCount>> adoptions_; ///< [campaign]
};

} // namespace

CompeteResult run_compete(Context& context, const PartitionedGraph& graph, const CompeteOptions& options,
                          std::span<const std::vector<VertexId>> sets) {
    CASCADE_CHECK(sets.size() >= 2 && sets.size() <= kMostRivals, "{} campaigns", sets.size());
    const Rivals rivals = rivals_of(sets, options.tie);
    const std::unique_ptr<WorldRunner> runner = detail::make_rival_runner(context, graph, options.forward, rivals);
    const auto timer = context.timers.scope("simulation");
    return CompeteRun(context, graph, options.forward, rivals, *runner).run();
}

} // namespace cascade
