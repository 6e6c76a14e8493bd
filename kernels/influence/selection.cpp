#include "kernels/influence/selection.hpp"

#include "kernels/influence/bounds.hpp"
#include "kernels/sampling/rr_sets.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <unordered_set>

namespace cascade {
namespace {

/// `second` with its order kept, less what is in `first`.
std::vector<VertexId> difference(const std::vector<VertexId>& second, const std::vector<VertexId>& first) {
    const std::unordered_set<VertexId> known(first.begin(), first.end());
    std::vector<VertexId> rest;
    std::copy_if(second.begin(), second.end(), std::back_inserter(rest),
                 [&](VertexId v) { return !known.contains(v); });
    return rest;
}

/// One run of the sampling rounds.
class Selection {
public:
    Selection(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs, const SelectionOptions& options)
        : context_(context), graph_(graph), arcs_(arcs), options_(options), pool_(graph.selection_count()),
          n_(static_cast<double>(graph.vertex_count())) {
        certificate_.epsilon = options.epsilon;
        certificate_.delta = options.delta > 0 ? options.delta : std::min(1.0 / n_, 0.01);
        const std::unordered_set<VertexId> given(options.given.begin(), options.given.end());
        const double candidates = n_ - static_cast<double>(given.size());
        plan_ = opimc_plan(std::max(candidates, static_cast<double>(options.k)), options.k, options.epsilon,
                           certificate_.delta);
        if (options.hit_and_stop != HitAndStop::off) // room for a last round drawn again without sentinels
            plan_.delta_each = certificate_.delta / (3.0 * (plan_.i_max + 1));
    }

    SelectionResult run() {
        if (options_.algorithm == SelectionAlgorithm::fixed) {
            plan_.delta_each = certificate_.delta / 3.0;
            certificate_.rounds = 1;
            draw(options_.samples);
            choose();
            certify();
        } else {
            sample_until_settled();
        }
        SelectionResult result;
        result.seeds = cover_.seeds;
        result.coverage = cover_.gains;
        result.certificate = certificate_;
        result.memberships = memberships_;
        result.sentinels = static_cast<std::uint32_t>(sentinels_.size());
        pool_ = InvertedPool(0);
        report(result);
        return result;
    }

private:
    ExploreOptions pool_options(Domain domain) const { return {{options_.random_seed, domain}, options_.horizon}; }

    void sample_until_settled() {
        look_for_early_sentinels(plan_.samples_of_round(1));
        for (std::uint32_t i = 1; i <= plan_.i_max; i = next_round(i)) {
            certificate_.rounds = i;
            draw(plan_.samples_of_round(i));
            choose();
            const bool last = i == plan_.i_max;
            if (last || may_end()) {
                certify();
                if (settled())
                    return;
            }
            if (last && certificate_.ratio < wanted_ratio() && !sentinels_.empty())
                start_again_whole();
            if (last)
                return;
            consider_sentinels();
            previous_ = cover_.seeds;
        }
    }

    /// Where samples are large, even the first round is worth cutting short: looks at parts of it for a sentinel.
    void look_for_early_sentinels(std::uint64_t first_round) {
        constexpr std::uint64_t kLarge = 64; // vertices a sample
        constexpr std::uint64_t kFewest = 64;
        if (hit_and_stop_ == HitAndStop::off)
            return;
        for (std::uint64_t part = 16; part > 1; part /= 2) {
            if (first_round / part < kFewest)
                continue;
            draw(first_round / part);
            if (memberships_ < kLarge * theta_)
                return;
            choose();
            consider_sentinels();
            previous_ = cover_.seeds;
        }
    }

    /// The next round worth looking at. Covered samples about double from round to round: rounds are passed over that
    /// with more than that are too few for a certificate, or for a steady choice of so many seeds.
    std::uint32_t next_round(std::uint32_t i) {
        const bool settling = options_.settle < 1.0;
        const double enough = settling ? 0.32 / std::max(options_.settle, 1e-3) * options_.k : 0;
        const auto found = static_cast<double>(cover_.covered);
        double covered = found + 3 * std::sqrt(found) + 8; // small counts may grow by more
        double samples = static_cast<double>(theta_);
        std::uint32_t next = i + 1;
        for (; next < plan_.i_max; ++next, covered *= 2, samples *= 2) {
            const double most = std::min(2 * covered, 2 * samples);
            const double lower = influence_lower_bound(most, 2 * samples, n_, plan_.delta_each);
            const double upper = influence_upper_bound(most, 2 * samples, n_, plan_.delta_each);
            if (2 * (settling ? 2 : 1) * covered >= enough && lower >= wanted_ratio() * upper)
                break;
        }
        next = broadcast(context_.world, next);
        if (settling && next > i + 1)
            previous_.clear(); // no longer chosen on half the samples
        return next;
    }

    double wanted_ratio() const { return kOneMinusInverseE - options_.epsilon; }

    /// The last round once more without sentinels, which then is certified like any other method's.
    void start_again_whole() {
        const std::uint64_t theta = theta_;
        pool_ = InvertedPool(graph_.selection_count());
        sentinels_.clear();
        theta_ = truncated_ = memberships_ = 0;
        hit_and_stop_ = HitAndStop::off;
        draw(theta);
        choose();
        certify();
    }

    /// Grows R1 to theta samples.
    void draw(std::uint64_t theta) {
        CASCADE_CHECK(theta >= theta_, "a round of {} samples after one of {}", theta, theta_);
        if (theta >= std::uint64_t{1} << 32)
            throw Error(ExitCode::out_of_memory,
                        fmt::format("{} samples are needed and a pool holds at most 2^32; raise --epsilon or --settle, "
                                    "or use --algorithm fixed --samples N",
                                    theta),
                        true);
        const auto timer = context_.timers.scope("sampling");
        const SeedClasses stop_at(graph_, std::vector<std::vector<VertexId>>{sentinels_});
        const RrSetCounts drawn = collect_rr_sets(
            context_, graph_, arcs_, pool_options(Domain::selection), theta_, theta,
            [&](std::span<const std::span<const Membership>> parts) { pool_.append(context_.threads, parts); },
            sentinels_.empty() ? nullptr : &stop_at);
        memberships_ += drawn.memberships;
        truncated_ += drawn.truncated;
        theta_ = theta;
    }

    /// Chooses on R1, and sees what the choice before covers of it.
    void choose() {
        {
            const auto building = context_.timers.scope("sampling"); // the pool is part of it, as in append
            pool_.settle(context_.threads, theta_);
        }
        const auto timer = context_.timers.scope("selection");
        CoverTask task;
        task.k = options_.k;
        task.candidates = options_.candidates.clone();
        task.given = options_.given;
        task.first = sentinels_;
        task.truncated = truncated_;
        cover_ = greedy_cover(context_, graph_, pool_, theta_, task);
        compare_with_previous();
    }

    /// What the seeds of the round before cover of the samples at hand.
    void compare_with_previous() {
        before_.clear();
        if (previous_.empty())
            return;
        before_ = coverage_curve(context_, graph_, pool_, theta_, with_given(previous_));
        before_.erase(before_.begin(), before_.begin() + static_cast<std::ptrdiff_t>(options_.given.size()));
        for (std::uint64_t& covered : before_)
            covered += truncated_;
    }

    /// Whether drawing R2 could end the rounds, judged by R1 alone: the optimistic certificate holds, and on all samples
    /// at hand the new choice looks better than the one before by less than `settle`. (Chosen on half the samples, the
    /// one before is ahead of itself by half as much as the new one; what is left of the difference is about what the
    /// new one still lacks of the best choice.)
    bool may_end() {
        const auto covered = static_cast<double>(cover_.covered);
        const double lower = influence_lower_bound(covered, static_cast<double>(theta_), n_, plan_.delta_each);
        const bool certain = lower >= upper_bound() * wanted_ratio();
        const bool level =
            options_.settle >= 1.0 ||
            (!before_.empty() && covered - static_cast<double>(before_.back()) <= options_.settle * covered);
        const bool may = broadcast(context_.world, static_cast<std::uint8_t>(certain && level)) != 0;
        if (!may)
            context_.event("round", {{"theta", theta_}, {"memberships", memberships_}, {"covered", cover_.covered}});
        return may;
    }

    std::vector<VertexId> with_given(const std::vector<VertexId>& seeds) const {
        std::vector<VertexId> all = options_.given;
        all.insert(all.end(), seeds.begin(), seeds.end());
        return all;
    }

    double upper_bound() const {
        std::uint64_t coverage = theta_;
        for (const PrefixBound& bound : cover_.bounds)
            coverage = std::min(coverage, bound.covered + bound.largest_marginals);
        return influence_upper_bound(static_cast<double>(coverage), static_cast<double>(theta_), n_, plan_.delta_each);
    }

    /// Draws R2 for the seeds, and for those of the round before on the same samples.
    void certify() {
        const auto timer = context_.timers.scope("certification");
        const std::vector<VertexId> now = with_given(cover_.seeds);
        const std::vector<VertexId> before = with_given(previous_);
        const bool compare = options_.settle < 1.0 && !previous_.empty();
        std::vector<std::vector<VertexId>> classes = {now};
        if (compare) {
            const std::vector<VertexId> fresh = difference(now, before);
            classes = {difference(now, fresh), fresh, difference(before, now)};
        }
        const SeedClasses seeds(graph_, classes);
        const HitCounts hits = count_hits(context_, graph_, arcs_, pool_options(Domain::certification), 0, theta_,
                                          seeds, compare ? HitQuestion::two_sets : HitQuestion::any);
        const std::uint64_t hits_now = compare ? hits.hit[0] + hits.hit[1] : hits.hit[0];
        Certificate& c = certificate_;
        c.theta = theta_;
        c.lower = lower_bound(hits_now, now);
        c.upper = std::max(c.lower, upper_bound());
        c.ratio = c.lower / c.upper;
        c = broadcast(context_.world, c);
        lower_before_ = compare ? lower_bound(hits.hit[0] + hits.hit[2], before) : 0;
        context_.event("round", {{"theta", theta_},
                                 {"memberships", memberships_},
                                 {"covered", cover_.covered},
                                 {"lower", c.lower},
                                 {"lower_before", lower_before_},
                                 {"upper", c.upper},
                                 {"ratio", c.ratio}});
    }

    double lower_bound(std::uint64_t hits, const std::vector<VertexId>& seeds) const {
        const std::unordered_set<VertexId> distinct(seeds.begin(), seeds.end());
        const double certain = std::min(n_, static_cast<double>(distinct.size())); // seeds reach themselves
        return std::max(certain, influence_lower_bound(static_cast<double>(hits), static_cast<double>(theta_), n_,
                                                       plan_.delta_each));
    }

    /// Whether the rounds may end; rank 0's floating point decides.
    bool settled() {
        const bool certified = certificate_.ratio >= wanted_ratio();
        const bool level = options_.settle >= 1.0 ||
                           (!previous_.empty() && certificate_.lower <= lower_before_ * (1.0 + options_.settle));
        return broadcast(context_.world, static_cast<std::uint8_t>(certified && level)) != 0;
    }

    /// Makes the leading seeds sentinels where that pays.
    void consider_sentinels() {
        constexpr double kSlack = 1.05;          // a looser bound costs more samples than stopping spares
        constexpr std::uint64_t kFewestHit = 20; // where seeds hit less than one sample in so many, nothing is spared
        if (hit_and_stop_ == HitAndStop::off)
            return;
        if (kFewestHit * cover_.covered < theta_)
            return;
        const bool on = hit_and_stop_ == HitAndStop::on;
        const ChoiceSoFar choice{cover_,
                                 before_,
                                 static_cast<std::uint32_t>(sentinels_.size()),
                                 truncated_,
                                 options_.settle,
                                 on ? 1e300 : kSlack,
                                 on ? 0 : wanted_ratio()};
        const std::uint32_t count = broadcast(context_.world, settled_seeds(choice));
        const std::span leading(cover_.seeds.data(), count);
        if (count == sentinels_.size() ||
            (!on && sentinels_.empty() && !spares_work(context_, graph_, pool_, theta_, leading)))
            return;
        sentinels_.assign(leading.begin(), leading.end());
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
    HitAndStop hit_and_stop_ = options_.hit_and_stop;
    std::vector<VertexId> sentinels_; ///< leading seeds at which samples stop
    std::vector<VertexId> previous_;  ///< seeds of the round before
    std::vector<std::uint64_t>
        before_;                  ///< [i]: samples that its first i + 1 seeds cover, with those given and truncated
    double lower_before_ = 0;     ///< their certified lower bound, on the same samples
    std::uint64_t theta_ = 0;     ///< samples of R1
    std::uint64_t truncated_ = 0; ///< of them, not stored
    std::uint64_t memberships_ = 0;
};

} // namespace

SelectionResult select_seeds(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                             const SelectionOptions& options) {
    return Selection(context, graph, arcs, options).run();
}

} // namespace cascade
