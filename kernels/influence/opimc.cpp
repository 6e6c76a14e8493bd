#include "kernels/influence/opimc.hpp"

#include "engine/comm/collectives.hpp"

#include <algorithm>
#include <cmath>

namespace cascade {

double least_work(double settle) {
    constexpr double kMost = 1 << 19;
    const double shares = 0.005 / std::max(settle, 0.005);
    return kMost * shares * shares;
}

Opimc::Opimc(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs, const SelectionOptions& options)
    : SelectionRun(context, graph, arcs, options) {
    const double least = least_units();
    const std::uint64_t of_given = units_of(graph, audience_.roots, options.given);
    const double total = std::max(static_cast<double>(audience_.roots.total() - of_given), least);
    plan_ = opimc_plan(candidates(), options.k, options.epsilon, certificate_.delta, total, least);
    theta_max_ = plan_.theta_max;
    if (settling())
        plan_.go_on_to(least_work(options.settle));
    delta_each_ = plan_.delta_each;
    if (hit_and_stop() != HitAndStop::off || SelectionRun::may_expect())
        delta_each_ = certificate_.delta / (3.0 * (plan_.i_max + 1)); // room for a last round once more
    if (hit_and_stop() != HitAndStop::off)
        begin_early();
}

void Opimc::algorithm_state(Archive& archive) {
    archive.value("part", part_);
    archive.value("again", again_);
}

/// Where samples are large, even the first round is worth cutting short: it begins with parts of itself, to look for
/// a sentinel, until a look shows small samples.
void Opimc::begin_early() {
    constexpr std::uint64_t kFewest = 64;
    part_ = 16;
    while (part_ > 1 && goal() < kFewest)
        part_ /= 2;
}

void Opimc::after_draw() {
    if (part_ > 1 && memberships_ < kLarge * theta_)
        part_ = 1; // the whole round, then
    else
        stage_ = Stage::choose;
}

void Opimc::after_choice() {
    if (part_ == 1 && (again_ || last() || may_end()))
        stage_ = Stage::certify;
    else
        go_on();
}

void Opimc::after_certificate() {
    const bool plain_may_help = last() && certificate_.ratio < wanted_ratio() && (!sentinels_.empty() || expecting_);
    if (again_ || settled() || (last() && !plain_may_help))
        stage_ = Stage::report;
    else if (last())
        start_again_plain();
    else
        go_on();
}

/// Where rounds go on until the seeds are settled finely, what is expected of candidates costs a look at every arc and is of
/// no use in the end: seeds have samples enough then, or lose a little to those of a round more. Large samples are
/// dearer than that look, and so is a round more once as many memberships were drawn as there are arcs; who is expected to add
/// most is sooner settled.
bool Opimc::may_expect() const {
    constexpr double kFine = 0.01;
    const bool pays =
        options_.settle > kFine || mean_size_ >= kLarge || work() >= static_cast<double>(graph_.edge_count());
    return !again_ && SelectionRun::may_expect() && (options_.choose_by == ChooseBy::expectation || pays);
}

/// From a choice to more samples.
void Opimc::go_on() {
    consider_sentinels();
    previous_ = cover_.seeds;
    if (part_ > 1)
        part_ /= 2;
    else
        round_ = next_round();
    stage_ = Stage::draw;
}

/// The next round worth looking at. Covered samples about double from round to round: rounds are passed over that
/// with more than that are too few for a certificate, or for a steady choice of so many seeds a round later.
std::uint32_t Opimc::next_round() {
    const double enough =
        settling() ? 0.32 / std::max(options_.settle, 1e-3) * static_cast<double>(cover_.seeds.size()) : 0;
    const double enough_work = settling() ? least_work(options_.settle) : 0;
    const auto found = static_cast<double>(cover_.covered);
    double covered = found + 3 * std::sqrt(found) + 8; // small counts may grow by more
    double samples = static_cast<double>(theta_);
    double done = work();
    std::uint32_t next = round_ + 1;
    for (; next < plan_.i_max; ++next, covered *= 2, samples *= 2, done *= 2) {
        const double most = std::min(2 * covered, 2 * samples);
        const double lower = influence_lower_bound(most, 2 * samples, n_, delta_each_);
        const double upper = influence_upper_bound(most, 2 * samples, n_, delta_each_);
        if (4 * covered >= enough && 4 * done >= enough_work && lower >= wanted_ratio() * upper)
            break;
    }
    next = broadcast(context_.world, next);
    if (settling() && next > round_ + 1)
        previous_.clear(); // no longer chosen on half the samples
    return next;
}

/// The last round once more without sentinels, and chosen by coverage: that is what the theory of theta_max is about.
void Opimc::start_again_plain() {
    empty_pool();
    again_ = true;
    stage_ = Stage::draw;
}

/// Whether drawing R2 could end the rounds, judged by R1 alone: the optimistic certificate holds, and on all samples
/// at hand the new choice looks better than the one before by less than `settle`. (Chosen on half the samples, the
/// one before is ahead of itself by half as much as the new one; what is left of the difference is about what the
/// new one still lacks of the best choice.)
bool Opimc::may_end() {
    const auto covered = static_cast<double>(cover_.covered);
    const double lower = influence_lower_bound(covered, static_cast<double>(theta_), n_, delta_each_);
    const bool certain = lower >= upper_bound() * wanted_ratio();
    const bool level = !settling() || plenty() ||
                       (worked_enough() && !before_.empty() &&
                        covered - static_cast<double>(before_.back()) <= options_.settle * covered);
    const bool may = broadcast(context_.world, static_cast<std::uint8_t>(certain && level)) != 0;
    if (!may)
        tell_round();
    return may;
}

/// Whether the rounds may end; rank 0's floating point decides.
bool Opimc::settled() {
    const bool certified = certificate_.ratio >= wanted_ratio();
    const bool level = !settling() || plenty() ||
                       (!previous_.empty() && certificate_.lower <= lower_before_ * (1.0 + options_.settle));
    return broadcast(context_.world, static_cast<std::uint8_t>(certified && level)) != 0;
}

/// Makes the leading seeds sentinels where that pays.
void Opimc::consider_sentinels() {
    constexpr double kSlack = 1.05;          // a looser bound costs more samples than stopping spares
    constexpr std::uint64_t kFewestHit = 20; // where seeds hit less than one sample in so many, nothing is spared
    if (hit_and_stop() == HitAndStop::off)
        return;
    if (kFewestHit * cover_.covered < theta_)
        return;
    const bool on = hit_and_stop() == HitAndStop::on;
    ChoiceSoFar choice{cover_,     before_,         static_cast<std::uint32_t>(sentinels_.size()),
                       truncated_, options_.settle, kSlack};
    if (on)
        choice.least_ratio = wanted_ratio();
    const std::uint32_t count = broadcast(context_.world, settled_seeds(choice));
    const std::span leading(cover_.seeds.data(), count);
    if (count == sentinels_.size() ||
        (!on && sentinels_.empty() && !spares_work(context_, graph_, pool_, theta_, leading)))
        return;
    sentinels_.assign(leading.begin(), leading.end());
}

} // namespace cascade
