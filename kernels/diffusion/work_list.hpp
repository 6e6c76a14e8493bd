#pragma once
// A list that is filled and emptied over and over: appending costs one store once room has been made.

#include <cstddef>
#include <vector>

namespace cascade {

template <class T>
class WorkList {
public:
    std::size_t size() const { return size_; }

    const T& operator[](std::size_t i) const { return places_[i]; }
    T& operator[](std::size_t i) { return places_[i]; }
    const T* begin() const { return places_.data(); }
    const T* end() const { return places_.data() + size_; }
    void clear() { size_ = 0; }
    /// Of so many elements, which hold whatever was there before.
    void resize(std::size_t size) {
        if (size > places_.size())
            places_.resize(size);
        size_ = size;
    }

    void push(const T& value) {
        if (size_ == places_.size()) [[unlikely]]
            grow();
        places_[size_++] = value;
    }

    /// Appends where `wanted`, without a branch on it.
    void push_if(bool wanted, const T& value) {
        if (size_ == places_.size()) [[unlikely]]
            grow();
        places_[size_] = value;
        size_ += wanted;
    }

private:
    [[gnu::noinline]] void grow() { places_.resize(2 * size_ + 64); }

    std::vector<T> places_;
    std::size_t size_ = 0;
};

} // namespace cascade
