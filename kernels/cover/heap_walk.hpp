#pragma once
// The places of a heap in descending order of what stands there, as far as one wants to go. The heap stays as it is: taking
// the entries out and putting them back would carry others from its end to its top and down again, once for each.

#include <cstdint>
#include <queue>
#include <utility>

namespace cascade {

/// `bound(place)`, a number of 32 bits, is asked once a place, before the walk comes to it: what has been passed may change.
template <class Bound>
class HeapWalk {
public:
    HeapWalk(std::size_t places, Bound bound) : places_(places), bound_(std::move(bound)) { reach(0); }

    bool has_next() const { return !reached_.empty(); }
    /// Of the next place.
    std::uint32_t bound() const { return static_cast<std::uint32_t>(reached_.top() >> 32); }
    std::size_t next() {
        const std::size_t place = ~static_cast<std::uint32_t>(reached_.top());
        reached_.pop();
        reach(2 * place + 1);
        reach(2 * place + 2);
        return place;
    }

private:
    void reach(std::size_t place) {
        if (place < places_) // among equals the one nearest to the front comes first
            reached_.push(std::uint64_t{bound_(place)} << 32 | static_cast<std::uint32_t>(~place));
    }

    std::size_t places_;
    Bound bound_;
    std::priority_queue<std::uint64_t> reached_;
};

} // namespace cascade
