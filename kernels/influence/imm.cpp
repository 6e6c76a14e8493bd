#include "kernels/influence/imm.hpp"

#include "engine/comm/collectives.hpp"

#include <algorithm>

namespace cascade {

Imm::Imm(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs, const SelectionOptions& options)
    : SelectionRun(context, graph, arcs, options) {
    const double least = least_units();
    const double total = std::max(static_cast<double>(audience_.roots.total()), least);
    plan_ = imm_plan(candidates(), options.k, options.epsilon, certificate_.delta, total, least);
    delta_each_ = certificate_.delta / (3.0 * (plan_.rounds + 1)); // memory may end with the choice of any round
}

std::uint64_t Imm::goal() const {
    return searching() ? plan_.samples_of_round(round_) : plan_.samples_for(lower_);
}

void Imm::after_choice() {
    if (!searching()) {
        stage_ = Stage::certify;
        return;
    }
    tell_round();
    const double share = static_cast<double>(cover_.covered) / static_cast<double>(theta_);
    lower_ = plan_.lower_bound(round_, share);
    if (searching() && round_ == plan_.rounds)
        lower_ = plan_.least;
    lower_ = broadcast(context_.world, lower_);
    ++round_;
    if (!searching())
        empty_pool();
    stage_ = Stage::draw;
}

void Imm::algorithm_state(Archive& archive) {
    archive.value("lower", lower_);
}

} // namespace cascade
