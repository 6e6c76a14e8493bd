#include "kernels/diffusion/threshold_law.hpp"

#include <bit>

namespace cascade {

std::size_t NeedMap::place(Key key) const {
    const std::uint64_t mixed = (key ^ key >> 31) * 0x9e3779b97f4a7c15ULL;
    return static_cast<std::size_t>(mixed >> (64 - std::countr_zero(entries_.size())));
}

void NeedMap::clear() {
    for (std::size_t at : touched_)
        entries_[at].key = kEmpty;
    touched_.clear();
}

NeedMap::Found NeedMap::touch(Key key) {
    if ((touched_.size() + 1) * 2 > entries_.size())
        grow();
    for (std::size_t at = place(key);; at = (at + 1) & (entries_.size() - 1)) {
        if (entries_[at].key == key)
            return {entries_[at].need, false};
        if (entries_[at].key == kEmpty) {
            entries_[at] = {key, 0};
            touched_.push_back(at);
            return {entries_[at].need, true};
        }
    }
}

void NeedMap::grow() {
    std::vector<Entry> old(entries_.size() * 2);
    old.swap(entries_);
    for (std::size_t& position : touched_) {
        const Entry entry = old[position];
        position = place(entry.key);
        while (entries_[position].key != kEmpty)
            position = (position + 1) & (entries_.size() - 1);
        entries_[position] = entry;
    }
}

ThresholdLaw::ThresholdLaw(Context& context, const PartitionedGraph& graph, const DiffusionOptions& options)
    : in_(graph.in()), out_(graph.out()), equal_(options.probability.kind == ProbabilityKind::wc ||
                                                 (options.probability.kind == ProbabilityKind::constant &&
                                                  options.normalise && options.probability.low > 0)) {
    if (equal_)
        return;
    totals_ =
        threshold_totals(context, graph, arc_probabilities(context, graph, options, Direction::in), options.normalise);
    weights_ = arc_probabilities(context, graph, options, Direction::out);
}

} // namespace cascade
