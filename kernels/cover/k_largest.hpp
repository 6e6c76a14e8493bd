#pragma once
// The k largest numbers above zero of those that are offered.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace cascade {

class KLargest {
public:
    explicit KLargest(std::size_t k) : k_(k) {}

    std::size_t size() const { return heap_.size(); }
    /// What a number has to exceed.
    std::uint32_t bar() const { return heap_.size() < k_ ? 0 : heap_.front(); }
    bool takes(std::uint32_t number) const { return number > bar(); }
    void offer(std::uint32_t number) {
        if (!takes(number))
            return;
        if (heap_.size() == k_) {
            std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
            heap_.pop_back();
        }
        heap_.push_back(number);
        std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
    }
    std::vector<std::uint32_t> descending() && {
        std::sort_heap(heap_.begin(), heap_.end(), std::greater<>());
        return std::move(heap_);
    }

private:
    std::size_t k_;
    std::vector<std::uint32_t> heap_; ///< the smallest first
};

} // namespace cascade
