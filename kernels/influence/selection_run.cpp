#include "kernels/influence/selection_run.hpp"

#include "engine/comm/agree.hpp"
#include "engine/comm/collectives.hpp"
#include "engine/runtime/memory_budget.hpp"
#include "kernels/cover/knapsack.hpp"
#include "kernels/cover/pool_rows.hpp"
#include "kernels/diffusion/local_reach.hpp"
#include "kernels/influence/bounds.hpp"
#include "kernels/sampling/rr_sets.hpp"

#include <algorithm>
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

} // namespace

SelectionRun::SelectionRun(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                           const SelectionOptions& options)
    : context_(context), graph_(graph), arcs_(arcs), options_(options), everybody_(graph.vertex_count()),
      audience_(options.audience == nullptr ? everybody_ : *options.audience), n_(audience_.total()),
      pool_(graph.selection_count()) {
    certificate_.epsilon = options.epsilon;
    certificate_.delta =
        options.delta > 0 ? options.delta : std::min(1.0 / static_cast<double>(graph.vertex_count()), 0.01);
    losses_.without.resize(options.layer_losses ? 1 + arcs.further_layers().size() : 0);
}

SelectionResult SelectionRun::run() {
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

void SelectionRun::state(Archive& archive) {
    archive.value("stage", stage_);
    archive.value("round", round_);
    algorithm_state(archive);
    archive.value("theta", theta_);
    archive.value("chosen_from", chosen_from_);
    archive.value("choosing", choosing_);
    archive.value("expecting", expecting_);
    archive.value("bounds_from", bounds_from_);
    archive.value("truncated", truncated_);
    archive.value("memberships", memberships_);
    archive.value("mean_size", mean_size_);
    archive.list("sentinels", sentinels_);
    archive.list("previous", previous_);
    archive.list("before", before_);
    cover_.state(archive);
    archive.value("certificate", certificate_);
    hits_.state(archive);
    archive.list("cut_short", cut_short_);
    spread_.state(archive);
    losses_.state(archive);
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

SampleOptions SelectionRun::pool_options(Domain domain) {
    SampleOptions how{{{options_.random_seed, domain}}, &audience_.roots};
    how.worth = &audience_.hops;
    how.time = audience_.time;
    how.mean_size = mean_size_;
    how.goals = &goals_;
    return how;
}

void SelectionRun::step() {
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

void SelectionRun::empty_pool() {
    pool_ = InvertedPool(graph_.selection_count());
    sentinels_.clear();
    theta_ = truncated_ = memberships_ = 0;
}

double SelectionRun::candidates() const {
    const std::unordered_set<VertexId> given(options_.given.begin(), options_.given.end());
    return std::max(static_cast<double>(graph_.vertex_count()) - static_cast<double>(given.size()),
                    static_cast<double>(options_.k));
}

double SelectionRun::least_units() const {
    const std::uint32_t certain = budgeted() && !audience_.roots.equal() ? 1 : options_.k; // can be bought together
    const std::uint64_t of_best = largest_units(context_.world, graph_, audience_.roots, options_.candidates, certain);
    return static_cast<double>(std::max<std::uint64_t>(of_best, 1));
}

/// Grows R1 to the goal.
void SelectionRun::draw() {
    const std::uint64_t end = goal();
    CASCADE_CHECK(end >= theta_, "a round of {} samples after one of {}", end, theta_);
    if (end >= std::uint64_t{1} << 32)
        throw Error(ExitCode::out_of_memory,
                    fmt::format("{} samples are needed and a pool holds at most 2^32; raise --epsilon{}, or use "
                                "--algorithm fixed --samples N",
                                end, options_.algorithm == SelectionAlgorithm::opimc ? " or --settle" : ""),
                    true);
    try {
        draw_to(end);
    } catch (const Error& error) {
        if (error.code() != ExitCode::out_of_memory || !error.agreed() || chosen_from_ == 0)
            throw;
        return end_with_last_choice(error.what());
    }
    after_draw();
}

void SelectionRun::draw_to(std::uint64_t end) {
    const auto timer = context_.timers.scope("sampling");
    const SeedClasses stop_at(graph_, std::vector<std::vector<VertexId>>{sentinels_});
    const RrSetCounts before{memberships_, truncated_};
    collect_rr_sets(
        context_, graph_, arcs_, pool_options(domain()), theta_, end,
        [&](std::span<const std::span<const Membership>> parts) { pool_.append(context_.threads, parts); },
        sentinels_.empty() ? nullptr : &stop_at,
        [&](SampleId at, const RrSetCounts& drawn) {
            memberships_ = before.memberships + drawn.memberships;
            truncated_ = before.truncated + drawn.truncated;
            theta_ = at;
            require_budget(context_);
            context_.rest(*this);
        });
    if (sentinels_.empty())
        mean_size_ = static_cast<double>(memberships_) / static_cast<double>(theta_);
}

/// R1 cannot grow: gives it up and certifies what was chosen last.
void SelectionRun::end_with_last_choice(const std::string& why) {
    cut_short_.assign(why.begin(), why.end());
    pool_ = InvertedPool(0);
    previous_.clear();
    theta_ = chosen_from_;
    stage_ = Stage::certify;
}

/// Chooses on R1, and sees what the choice before covers of it.
void SelectionRun::choose() {
    {
        const auto building = context_.timers.scope("sampling"); // the pool is part of it, as in append
        agree(context_.world, [&] { pool_.settle(context_.threads, theta_); });
    }
    const auto timer = context_.timers.scope("selection");
    if (!choosing_) { // else an earlier run has begun this choice
        bounds_from_ = likely_bounds_from();
        cover_ = {};
        chosen_from_ = theta_;
        choosing_ = true;
        expecting_ = may_expect() && few_samples();
    }
    if (budgeted())
        cover_ = knapsack_cover(context_, graph_, pool_, theta_,
                                {options_.k, options_.candidates.clone(), options_.costs, options_.budget,
                                 options_.given, options_.capped});
    else
        choose_greedily();
    choosing_ = false;
    compare_with_previous();
    certificate_.rounds = round_;
    after_choice();
}

/// The prefix from which on the least bound of this choice is likely to be, judged by that of the choice before: with more
/// samples it moves towards shorter or longer ones. 0: not known.
std::uint32_t SelectionRun::likely_bounds_from() const {
    const auto least = cover_.least_bound();
    if (!least || least->prefix == cover_.bounds.front().prefix || least->prefix == options_.k)
        return 0; // it may have lain before or behind those that were made
    const std::uint64_t growth = std::max<std::uint64_t>((theta_ + chosen_from_ - 1) / chosen_from_, 1);
    return static_cast<std::uint32_t>(least->prefix / (2 * growth));
}

CoverTask SelectionRun::cover_task() const {
    CoverTask task;
    task.k = options_.k;
    task.candidates = options_.candidates.clone();
    task.given = options_.given;
    task.first = sentinels_;
    task.truncated = truncated_;
    task.bounds_from = bounds_from_;
    return task;
}

void SelectionRun::choose_greedily() {
    constexpr std::uint64_t kFew = 64; // samples of a last seed, about which counts are off by an eighth
    const auto rest = [&] { context_.rest(*this); };
    if (!expecting_) {
        greedy_cover(context_, graph_, pool_, theta_, cover_task(), cover_, rest);
        if (!may_expect() || cover_.gains.back() >= kFew)
            return;
        expecting_ = true;
        cover_ = {};
    }
    if (!nearby_)
        nearby_.emplace(local_reach(context_, graph_, arcs_, audience_.hops.limit() == 1 ? 1 : 2), options_.candidates);
    CoverTask task = cover_task();
    task.reach = &*nearby_;
    greedy_cover(context_, graph_, pool_, theta_, task, cover_, rest);
}

/// IMM promises what a choice by coverage reaches, and so does a choice within a budget.
bool SelectionRun::may_expect() const {
    return options_.choose_by != ChooseBy::coverage && options_.algorithm != SelectionAlgorithm::imm && !budgeted();
}

/// Whether fewer than k vertices are in many samples, so that the last seeds certainly are not. Collective.
bool SelectionRun::few_samples() const {
    constexpr std::uint32_t kMany = 128;
    std::uint64_t in_many = 0;
    for (LocalVertex v = 0; v < pool_.vertices(); ++v)
        in_many += pool_.count_of(v) >= kMany;
    return all_reduce_sum(context_.world, in_many) < options_.k;
}

/// What the seeds of the round before cover of the samples at hand.
void SelectionRun::compare_with_previous() {
    before_.clear();
    if (previous_.empty())
        return;
    before_ = coverage_curve(context_, graph_, pool_, theta_, with_given(previous_));
    before_.erase(before_.begin(), before_.begin() + static_cast<std::ptrdiff_t>(options_.given.size()));
    for (std::uint64_t& covered : before_)
        covered += truncated_;
}

void SelectionRun::tell_round() const {
    context_.event("round", {{"theta", theta_}, {"memberships", memberships_}, {"covered", cover_.covered}});
}

std::vector<VertexId> SelectionRun::with_given(const std::vector<VertexId>& seeds) const {
    std::vector<VertexId> all = options_.given;
    all.insert(all.end(), seeds.begin(), seeds.end());
    return all;
}

double SelectionRun::upper_bound() const {
    std::uint64_t coverage = theta_;
    if (const auto least = cover_.least_bound())
        coverage = std::min(coverage, least->total());
    if (budgeted() && !options_.capped) { // what is promised of the samples at hand is a bound too
        const auto added = static_cast<double>(cover_.covered - cover_.given_covered);
        const auto most = static_cast<std::uint64_t>(added / options_.promised_share()) + 1;
        coverage = std::min(coverage, cover_.given_covered + most);
    }
    return influence_upper_bound(static_cast<double>(coverage), static_cast<double>(theta_), n_, delta_each_);
}

/// Draws R2 for the seeds, and for those of the round before on the same samples.
void SelectionRun::certify() {
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
    const std::uint64_t samples = certify_goal();
    count_hits(context_, graph_, arcs_, pool_options(Domain::certification), 0, samples, seeds,
               compare ? HitQuestion::two_sets : HitQuestion::any, hits_, [&] {
                   context_.progress("certifying", hits_.samples, samples);
                   context_.rest(*this);
               });
    const HitCounts hits = std::exchange(hits_, {});
    const std::uint64_t hits_now = compare ? hits.hit[0] + hits.hit[1] : hits.hit[0];
    Certificate& c = certificate_;
    c.theta = theta_;
    c.theta_certified = samples;
    c.lower = lower_bound(hits_now, samples, now);
    c.upper = std::max(c.lower, upper_bound());
    c.ratio = c.lower / c.upper;
    c = broadcast(context_.world, c);
    lower_before_ = compare ? lower_bound(hits.hit[0] + hits.hit[2], samples, before) : 0;
    context_.event("round", {{"theta", theta_},
                             {"memberships", memberships_},
                             {"covered", cover_.covered},
                             {"lower", c.lower},
                             {"lower_before", lower_before_},
                             {"upper", c.upper},
                             {"ratio", c.ratio}});
    if (cut_short_.empty())
        after_certificate();
    else
        stage_ = Stage::report;
}

/// Collective.
double SelectionRun::lower_bound(std::uint64_t hits, std::uint64_t samples, const std::vector<VertexId>& seeds) const {
    const double certain = audience_.value(units_of(graph_, audience_.roots, seeds)); // seeds reach themselves
    return std::max(certain,
                    influence_lower_bound(static_cast<double>(hits), static_cast<double>(samples), n_, delta_each_));
}

/// The prefix curve from fresh samples.
void SelectionRun::report(SelectionResult& result) {
    const auto timer = context_.timers.scope("report");
    pool_ = InvertedPool(0);
    std::vector<std::vector<VertexId>> classes;
    if (!options_.given.empty())
        classes.push_back(options_.given);
    for (VertexId v : result.seeds)
        classes.push_back({v});
    SpreadOptions how;
    how.explore.key = {options_.random_seed, Domain::report};
    how.explore.mean_size = mean_size_;
    how.explore.goals = &goals_;
    how.audience = &audience_;
    how.precision = options_.precision;
    const auto rest = [&] { context_.rest(*this); };
    SpreadMeasurement measured = measure_spread(context_, graph_, arcs_, how, classes, spread_, rest);
    result.report_samples = measured.counts.samples;
    if (!options_.given.empty()) {
        result.given_spread = measured.prefix.front();
        measured.prefix.erase(measured.prefix.begin());
    }
    result.spread = std::move(measured.prefix);
    const std::vector<VertexId> seeds = with_given(result.seeds);
    if (options_.layer_losses)
        result.layer_losses = measure_layer_losses(context_, graph_, arcs_, how, seeds, measured.counts, losses_, rest);
    if (!audience_.roots.equal())
        result.reach = measure_reach(context_, graph_, arcs_, how, seeds, reach_, rest);
}

} // namespace cascade
