#include "kernels/influence/selection.hpp"

#include "kernels/influence/bounds.hpp"
#include "kernels/sampling/rr_sets.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace cascade {
namespace {

/// One run of the sampling rounds.
class Selection {
public:
    Selection(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs, const SelectionOptions& options)
        : context_(context), graph_(graph), arcs_(arcs), options_(options), pool_(graph.selection_count()),
          n_(static_cast<double>(graph.vertex_count())) {
        certificate_.epsilon = options.epsilon;
        certificate_.delta = options.delta > 0 ? options.delta : std::min(1.0 / n_, 0.01);
        const double candidates = n_ - static_cast<double>(options.given.size());
        plan_ = opimc_plan(std::max(candidates, static_cast<double>(options.k)), options.k, options.epsilon,
                           certificate_.delta);
    }

    SelectionResult run() {
        if (options_.algorithm == SelectionAlgorithm::fixed) {
            plan_.i_max = 1;
            plan_.delta_each = certificate_.delta / 3.0;
            round(options_.samples);
        } else {
            for (std::uint32_t i = 1; i <= plan_.i_max; ++i) {
                const double lower_before = certificate_.lower;
                round(plan_.samples_of_round(i));
                if (settled(lower_before, i))
                    break;
            }
        }
        SelectionResult result;
        result.seeds = cover_.seeds;
        result.coverage = cover_.gains;
        result.certificate = certificate_;
        result.memberships = memberships_;
        result.pool_bytes = all_reduce_max(context_.world, static_cast<std::uint64_t>(pool_.bytes()));
        pool_ = InvertedPool(0);
        report(result);
        return result;
    }

private:
    ExploreOptions pool_options(Domain domain) const { return {{options_.random_seed, domain}, options_.horizon}; }

    /// Grows both pools to theta samples, chooses and certifies.
    void round(std::uint64_t theta) {
        CASCADE_CHECK(theta >= certificate_.theta, "a round of {} samples after one of {}", theta, certificate_.theta);
        if (theta >= std::uint64_t{1} << 32)
            throw Error(ExitCode::out_of_memory,
                        fmt::format("{} samples are needed and a pool holds at most 2^32; raise --epsilon or --settle, "
                                    "or use --algorithm fixed --samples N",
                                    theta),
                        true);
        {
            const auto timer = context_.timers.scope("sampling");
            memberships_ +=
                collect_rr_sets(context_, graph_, arcs_, pool_options(Domain::selection), certificate_.theta, theta,
                                [&](std::vector<Membership> portion) { pool_.append(std::move(portion)); });
            pool_.settle();
        }
        {
            const auto timer = context_.timers.scope("selection");
            CoverTask task;
            task.k = options_.k;
            task.candidates = Bitmap(graph_.selection_count());
            for (LocalVertex v = 0; v < graph_.selection_count(); ++v)
                if (options_.candidates.test(v))
                    task.candidates.set(v);
            task.given = options_.given;
            cover_ = greedy_cover(context_, graph_, pool_, theta, task);
        }
        const auto timer = context_.timers.scope("certification");
        std::vector<VertexId> all = options_.given;
        all.insert(all.end(), cover_.seeds.begin(), cover_.seeds.end());
        const SeedClasses seeds(graph_, std::vector<std::vector<VertexId>>{all});
        const HitCounts hits =
            count_hits(context_, graph_, arcs_, pool_options(Domain::certification), 0, theta, seeds, HitQuestion::any);
        certify(theta, hits.hit[0], std::unordered_set<VertexId>(all.begin(), all.end()).size());
    }

    void certify(std::uint64_t theta, std::uint64_t hits, std::size_t seeds) {
        std::uint64_t coverage_bound = theta;
        for (const PrefixBound& bound : cover_.bounds)
            coverage_bound = std::min(coverage_bound, bound.covered + bound.largest_marginals);
        const auto samples = static_cast<double>(theta);
        Certificate& c = certificate_;
        c.theta = theta;
        ++c.rounds;
        const double certain = std::min(n_, static_cast<double>(seeds)); // seeds reach themselves
        c.lower = std::max(certain, influence_lower_bound(static_cast<double>(hits), samples, n_, plan_.delta_each));
        c.upper = std::max(c.lower,
                           influence_upper_bound(static_cast<double>(coverage_bound), samples, n_, plan_.delta_each));
        c.ratio = c.lower / c.upper;
        c = broadcast(context_.world, c);
        context_.event("round", {{"theta", theta},
                                 {"lower", c.lower},
                                 {"upper", c.upper},
                                 {"ratio", c.ratio},
                                 {"memberships", memberships_}});
    }

    /// Whether the rounds may end; rank 0's floating point decides.
    bool settled(double lower_before, std::uint32_t round) {
        const bool certified = certificate_.ratio >= kOneMinusInverseE - options_.epsilon;
        const bool level =
            options_.settle >= 1.0 || (round > 1 && certificate_.lower <= lower_before * (1.0 + options_.settle));
        return broadcast(context_.world, static_cast<std::uint8_t>(certified && level)) != 0;
    }

    /// The prefix curve from fresh samples.
    void report(SelectionResult& result) {
        const auto timer = context_.timers.scope("report");
        std::vector<std::vector<VertexId>> classes;
        if (!options_.given.empty())
            classes.push_back(options_.given);
        for (VertexId v : result.seeds)
            classes.push_back({v});
        SpreadOptions how;
        how.explore = pool_options(Domain::report);
        how.precision = options_.precision;
        SpreadMeasurement measured = measure_spread(context_, graph_, arcs_, how, classes);
        result.report_samples = measured.counts.samples;
        if (!options_.given.empty()) {
            result.given_spread = measured.prefix.front();
            measured.prefix.erase(measured.prefix.begin());
        }
        result.spread = std::move(measured.prefix);
    }

    Context& context_;
    const PartitionedGraph& graph_;
    const LiveArcs& arcs_;
    const SelectionOptions& options_;
    InvertedPool pool_;
    double n_;
    OpimcPlan plan_;
    CoverResult cover_;
    Certificate certificate_;
    std::uint64_t memberships_ = 0;
};

} // namespace

SelectionResult select_seeds(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                             const SelectionOptions& options) {
    return Selection(context, graph, arcs, options).run();
}

} // namespace cascade
