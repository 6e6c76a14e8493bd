#pragma once
// Lists that are filled and emptied over and over: appending costs one store once room has been made.

#include <algorithm>
#include <cstddef>
#include <vector>

namespace cascade {

template <class T>
class WorkList {
public:
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const T* begin() const { return places_.data(); }
    const T* end() const { return places_.data() + size_; }
    void clear() { size_ = 0; }

    void push(const T& value) {
        if (size_ == places_.size())
            places_.resize(2 * size_ + 64);
        places_[size_++] = value;
    }
    /// Drops the first `count` entries.
    void drop(std::size_t count) {
        std::copy(places_.begin() + static_cast<std::ptrdiff_t>(count),
                  places_.begin() + static_cast<std::ptrdiff_t>(size_), places_.begin());
        size_ -= count;
    }

private:
    std::vector<T> places_;
    std::size_t size_ = 0;
};

/// First in, first out, on a list: what has been taken is dropped once it is most of the list.
template <class T>
class WorkQueue {
public:
    std::size_t size() const { return list_.size() - taken_; }
    void push(const T& value) { list_.push(value); }
    /// The oldest entry; there is one.
    T take() { return list_.begin()[taken_++]; }
    /// Gives back the room of what was taken, now and then.
    void tidy() {
        constexpr std::size_t kMany = 1024;
        if (taken_ >= kMany && 2 * taken_ >= list_.size()) {
            list_.drop(taken_);
            taken_ = 0;
        }
    }

private:
    WorkList<T> list_;
    std::size_t taken_ = 0;
};

} // namespace cascade
