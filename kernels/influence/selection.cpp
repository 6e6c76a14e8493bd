#include "kernels/influence/selection.hpp"

#include "engine/comm/agree.hpp"
#include "engine/runtime/memory_budget.hpp"
#include "kernels/cover/knapsack.hpp"
#include "kernels/cover/pool_rows.hpp"
#include "kernels/influence/bounds.hpp"
#include "kernels/sampling/rr_sets.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <unordered_set>
#include <utility>

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
class Selection final : public Restartable {
public:
    Selection(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs, const SelectionOptions& options)
        : context_(context), graph_(graph), arcs_(arcs), options_(options), pool_(graph.selection_count()),
          everybody_(graph.vertex_count()), audience_(options.audience == nullptr ? everybody_ : *options.audience),
          n_(audience_.total()) {
        const auto vertices = static_cast<double>(graph.vertex_count());
        certificate_.epsilon = options.epsilon;
        certificate_.delta = options.delta > 0 ? options.delta : std::min(1.0 / vertices, 0.01);
        plan_ = plan(vertices);
        if (options.hit_and_stop != HitAndStop::off) // room for a last round drawn again without sentinels
            plan_.delta_each = certificate_.delta / (3.0 * (plan_.i_max + 1));
        if (fixed())
            plan_.delta_each = certificate_.delta / 3.0;
        else if (options.hit_and_stop != HitAndStop::off)
            begin_early();
    }

    SelectionResult run() {
        context_.resume(*this);
        while (stage_ != Stage::report)
            step();
        SelectionResult result;
        result.seeds = cover_.seeds;
        result.coverage = cover_.gains;
        result.certificate = certificate_;
        result.memberships = memberships_;
        result.sentinels = static_cast<std::uint32_t>(sentinels_.size());
        result.cut_short = std::string(cut_short_.begin(), cut_short_.end());
        report(result);
        return result;
    }

    void state(Archive& archive) override {
        archive.value("stage", stage_);
        archive.value("round", round_);
        archive.value("part", part_);
        archive.value("again", again_);
        archive.value("theta", theta_);
        archive.value("chosen_from", chosen_from_);
        archive.value("truncated", truncated_);
        archive.value("memberships", memberships_);
        archive.list("sentinels", sentinels_);
        archive.list("previous", previous_);
        archive.list("before", before_);
        cover_.state(archive);
        archive.value("certificate", certificate_);
        hits_.state(archive);
        archive.list("cut_short", cut_short_);
        spread_.state(archive);
        reach_.state(archive);
        if (stage_ == Stage::report || !cut_short_.empty())
            return;
        if (!archive.loading())
            agree(context_.world, [&] { pool_.settle(context_.threads, theta_); });
        InvertedPool::Sizes sizes(pool_, graph_.selection_first());
        archive.rows("pool-sizes", sizes);
        InvertedPool::Rows rows(pool_, sizes, theta_, context_.threads);
        archive.rows("pool", rows);
    }

private:
    enum class Stage : std::uint8_t { draw, choose, certify, report };

    /// The rounds; k candidates count no less than their own weights. Collective.
    OpimcPlan plan(double vertices) const {
        const std::unordered_set<VertexId> given(options_.given.begin(), options_.given.end());
        const std::uint64_t of_given = units_of(graph_, audience_.roots, options_.given);
        const std::uint32_t certain = budgeted() && !audience_.roots.equal() ? 1 : options_.k; // can be bought together
        const std::uint64_t of_best =
            largest_units(context_.world, graph_, audience_.roots, options_.candidates, certain);
        const double candidates =
            std::max(vertices - static_cast<double>(given.size()), static_cast<double>(options_.k));
        const double least = static_cast<double>(std::max<std::uint64_t>(of_best, 1));
        const double total = std::max(static_cast<double>(audience_.roots.total() - of_given), least);
        return opimc_plan(candidates, options_.k, options_.epsilon, certificate_.delta, total, least);
    }

    SampleOptions pool_options(Domain domain) const {
        SampleOptions how{{{options_.random_seed, domain}}, &audience_.roots};
        how.worth = &audience_.hops;
        return how;
    }
    bool budgeted() const { return options_.budget > 0; }
    bool fixed() const { return options_.algorithm == SelectionAlgorithm::fixed; }
    bool last() const { return fixed() || round_ == plan_.i_max; }
    HitAndStop hit_and_stop() const {
        return again_ || fixed() || budgeted() ? HitAndStop::off : options_.hit_and_stop;
    }

    void step() {
        switch (stage_) {
        case Stage::draw:
            return draw();
        case Stage::choose:
            return choose();
        case Stage::certify:
            return certify();
        case Stage::report:
            break;
        }
    }

    /// Samples that the round, or the part of the first one, is to have.
    std::uint64_t goal() const { return fixed() ? options_.samples : plan_.samples_of_round(round_) / part_; }

    /// Where samples are large, even the first round is worth cutting short: it begins with parts of itself, to look for
    /// a sentinel, until a look shows small samples.
    void begin_early() {
        constexpr std::uint64_t kFewest = 64;
        part_ = 16;
        while (part_ > 1 && goal() < kFewest)
            part_ /= 2;
    }

    void after_draw() {
        constexpr std::uint64_t kLarge = 64; // vertices a sample
        if (part_ > 1 && memberships_ < kLarge * theta_)
            part_ = 1; // the whole round, then
        else
            stage_ = Stage::choose;
    }

    void after_choice() {
        certificate_.rounds = round_;
        if (part_ == 1 && (again_ || last() || may_end()))
            stage_ = Stage::certify;
        else
            go_on();
    }

    void after_certificate() {
        const bool whole_may_help = last() && !fixed() && certificate_.ratio < wanted_ratio() && !sentinels_.empty();
        if (fixed() || again_ || !cut_short_.empty() || settled() || (last() && !whole_may_help))
            stage_ = Stage::report;
        else if (last())
            start_again_whole();
        else
            go_on();
    }

    /// From a choice to more samples.
    void go_on() {
        consider_sentinels();
        previous_ = cover_.seeds;
        if (part_ > 1)
            part_ /= 2;
        else
            round_ = next_round();
        stage_ = Stage::draw;
    }

    /// The next round worth looking at. Covered samples about double from round to round: rounds are passed over that
    /// with more than that are too few for a certificate, or for a steady choice of so many seeds.
    std::uint32_t next_round() {
        const bool settling = options_.settle < 1.0;
        const double enough =
            settling ? 0.32 / std::max(options_.settle, 1e-3) * static_cast<double>(cover_.seeds.size()) : 0;
        const auto found = static_cast<double>(cover_.covered);
        double covered = found + 3 * std::sqrt(found) + 8; // small counts may grow by more
        double samples = static_cast<double>(theta_);
        std::uint32_t next = round_ + 1;
        for (; next < plan_.i_max; ++next, covered *= 2, samples *= 2) {
            const double most = std::min(2 * covered, 2 * samples);
            const double lower = influence_lower_bound(most, 2 * samples, n_, plan_.delta_each);
            const double upper = influence_upper_bound(most, 2 * samples, n_, plan_.delta_each);
            if (2 * (settling ? 2 : 1) * covered >= enough && lower >= wanted_ratio() * upper)
                break;
        }
        next = broadcast(context_.world, next);
        if (settling && next > round_ + 1)
            previous_.clear(); // no longer chosen on half the samples
        return next;
    }

    double wanted_ratio() const { return std::max(0.0, options_.promised_share() - options_.epsilon); }

    /// The last round once more without sentinels, which then is certified like any other method's.
    void start_again_whole() {
        pool_ = InvertedPool(graph_.selection_count());
        sentinels_.clear();
        theta_ = truncated_ = memberships_ = chosen_from_ = 0;
        again_ = true;
        stage_ = Stage::draw;
    }

    /// Grows R1 to the goal.
    void draw() {
        const std::uint64_t end = goal();
        CASCADE_CHECK(end >= theta_, "a round of {} samples after one of {}", end, theta_);
        if (end >= std::uint64_t{1} << 32)
            throw Error(ExitCode::out_of_memory,
                        fmt::format("{} samples are needed and a pool holds at most 2^32; raise --epsilon or --settle, "
                                    "or use --algorithm fixed --samples N",
                                    end),
                        true);
        try {
            draw_to(end);
        } catch (const Error& error) {
            if (error.code() != ExitCode::out_of_memory || !error.agreed() || chosen_from_ == 0 || again_)
                throw;
            return end_with_last_choice(error.what());
        }
        after_draw();
    }

    void draw_to(std::uint64_t end) {
        const auto timer = context_.timers.scope("sampling");
        const SeedClasses stop_at(graph_, std::vector<std::vector<VertexId>>{sentinels_});
        const RrSetCounts before{memberships_, truncated_};
        collect_rr_sets(
            context_, graph_, arcs_, pool_options(Domain::selection), theta_, end,
            [&](std::span<const std::span<const Membership>> parts) { pool_.append(context_.threads, parts); },
            sentinels_.empty() ? nullptr : &stop_at,
            [&](SampleId at, const RrSetCounts& drawn) {
                memberships_ = before.memberships + drawn.memberships;
                truncated_ = before.truncated + drawn.truncated;
                theta_ = at;
                require_budget(context_);
                context_.rest(*this);
            });
    }

    /// R1 cannot grow: gives it up and certifies what was chosen last.
    void end_with_last_choice(const std::string& why) {
        cut_short_.assign(why.begin(), why.end());
        pool_ = InvertedPool(0);
        previous_.clear();
        theta_ = chosen_from_;
        stage_ = Stage::certify;
    }

    /// Chooses on R1, and sees what the choice before covers of it.
    void choose() {
        {
            const auto building = context_.timers.scope("sampling"); // the pool is part of it, as in append
            agree(context_.world, [&] { pool_.settle(context_.threads, theta_); });
        }
        const auto timer = context_.timers.scope("selection");
        if (chosen_from_ != theta_) { // else an earlier run has begun this choice
            cover_ = {};
            chosen_from_ = theta_;
        }
        if (budgeted())
            cover_ = knapsack_cover(context_, graph_, pool_, theta_,
                                    {options_.k, options_.candidates.clone(), options_.costs, options_.budget,
                                     options_.given, options_.capped});
        else
            greedy_cover(context_, graph_, pool_, theta_, cover_task(), cover_, [&] { context_.rest(*this); });
        compare_with_previous();
        after_choice();
    }

    CoverTask cover_task() const {
        CoverTask task;
        task.k = options_.k;
        task.candidates = options_.candidates.clone();
        task.given = options_.given;
        task.first = sentinels_;
        task.truncated = truncated_;
        return task;
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
        if (budgeted() && !options_.capped) { // what is promised of the samples at hand is a bound too
            const auto added = static_cast<double>(cover_.covered - cover_.given_covered);
            const auto most = static_cast<std::uint64_t>(added / options_.promised_share()) + 1;
            coverage = std::min(coverage, cover_.given_covered + most);
        }
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
        count_hits(context_, graph_, arcs_, pool_options(Domain::certification), 0, theta_, seeds,
                   compare ? HitQuestion::two_sets : HitQuestion::any, hits_, [&] {
                       context_.progress("certifying", hits_.samples, theta_);
                       context_.rest(*this);
                   });
        const HitCounts hits = std::exchange(hits_, {});
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
        after_certificate();
    }

    /// Collective.
    double lower_bound(std::uint64_t hits, const std::vector<VertexId>& seeds) const {
        const double certain = audience_.value(units_of(graph_, audience_.roots, seeds)); // seeds reach themselves
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
        if (hit_and_stop() == HitAndStop::off)
            return;
        if (kFewestHit * cover_.covered < theta_)
            return;
        const bool on = hit_and_stop() == HitAndStop::on;
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
        pool_ = InvertedPool(0);
        std::vector<std::vector<VertexId>> classes;
        if (!options_.given.empty())
            classes.push_back(options_.given);
        for (VertexId v : result.seeds)
            classes.push_back({v});
        SpreadOptions how;
        how.explore.key = {options_.random_seed, Domain::report};
        how.audience = &audience_;
        how.precision = options_.precision;
        SpreadMeasurement measured =
            measure_spread(context_, graph_, arcs_, how, classes, spread_, [&] { context_.rest(*this); });
        result.report_samples = measured.counts.samples;
        if (!options_.given.empty()) {
            result.given_spread = measured.prefix.front();
            measured.prefix.erase(measured.prefix.begin());
        }
        result.spread = std::move(measured.prefix);
        if (audience_.roots.equal())
            return;
        result.reach = measure_reach(context_, graph_, arcs_, how, with_given(result.seeds), reach_,
                                     [&] { context_.rest(*this); });
    }

    Context& context_;
    const PartitionedGraph& graph_;
    const LiveArcs& arcs_;
    const SelectionOptions& options_;
    InvertedPool pool_;
    const Audience everybody_;
    const Audience& audience_;
    double n_; ///< what all vertices count together
    OpimcPlan plan_;
    Stage stage_ = Stage::draw;
    std::uint32_t round_ = 1;
    std::uint32_t part_ = 1; ///< the first round is drawn to this part of itself
    bool again_ = false;     ///< the last round is drawn again without sentinels
    CoverResult cover_;
    std::uint64_t chosen_from_ = 0; ///< samples of R1 it was chosen from, or is being
    Certificate certificate_;
    HitCounts hits_;                  ///< of R2, so far
    SpreadProgress spread_;           ///< of R3
    ReachProgress reach_;             ///< of all seeds, after it
    std::vector<char> cut_short_;     ///< why R1 was given up
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

double SelectionOptions::promised_share() const {
    if (budget == 0)
        return kOneMinusInverseE;
    return capped ? 0 : kGreedyMaxShare;
}

SelectionResult select_seeds(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                             const SelectionOptions& options) {
    return Selection(context, graph, arcs, options).run();
}

} // namespace cascade
