#pragma once
// The probability of each arc of a list, read back from what it is drawn by.
//
// Live arcs keep no probabilities where one number says them all, and where arcs differ they keep what a draw needs: the
// survival along the list (ic), sums of weights (lt). Either gives them back to within a rounding.

#include "kernels/diffusion/live_arcs.hpp"

namespace cascade {

template <class F>
void LiveArcs::for_each_chance(LocalVertex v, F&& f) const {
    const EdgeId begin = offsets_[v];
    const EdgeId end = offsets_[v + 1];
    switch (way_) {
    case Way::none:
    case Way::rows:
        return;
    case Way::equal:
    case Way::one_equal:
        if (begin < end)
            f(begin, end, constant_ > 0 ? constant_ : 1 / static_cast<double>(static_cast<std::int64_t>(end - begin)));
        return;
    case Way::mixed:
        return for_each_mixed_chance(mixed_[v], f);
    case Way::one_mixed:
        break;
    }
    const double share = total_[v] == 0 ? 0 : 1 / static_cast<double>(total_[v]);
    for (EdgeId place = begin; place < end; ++place)
        f(place, place + 1, share * static_cast<double>(prefix_[place] - (place == begin ? 0 : prefix_[place - 1])));
}

template <class F>
void LiveArcs::for_each_mixed_chance(const MixedList& list, F&& f) const {
    EdgeId place = list.begin + list.certain;
    if (list.certain > 0)
        f(list.begin, place, 1.0);
    const auto piece = [&](EdgeId length) {
        double before = 0x1p64;
        for (const EdgeId end = place + length; place < end; ++place) {
            const auto survival = static_cast<double>(survival_[place]);
            f(place, place + 1, (before - survival) / before);
            before = survival;
        }
    };
    piece(list.drawn);
    if (list.more != 0)
        for (const std::uint32_t* length = pieces_.data() + list.more; *length != 0; ++length)
            piece(*length);
}

} // namespace cascade
