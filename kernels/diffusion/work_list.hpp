#pragma once
// A list that is filled and emptied over and over: appending costs one store once room has been made.
//
// Room grows by realloc and is not written before it is used: a long list moves by its pages, and what it never held
// costs no memory.

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace cascade {

template <class T>
class WorkList {
    static_assert(std::is_trivially_copyable_v<T>, "elements are moved by their bytes");

public:
    WorkList() = default;
    WorkList(WorkList&& other) noexcept { swap(other); }
    WorkList& operator=(WorkList&& other) noexcept {
        WorkList(std::move(other)).swap(*this);
        return *this;
    }

    std::size_t size() const { return size_; }

    const T& operator[](std::size_t i) const { return places_[i]; }
    T& operator[](std::size_t i) { return places_[i]; }
    T* begin() { return places_.get(); }
    const T* begin() const { return places_.get(); }
    const T* end() const { return places_.get() + size_; }
    void clear() { size_ = 0; }
    /// Empty from now on, and without room where that takes more than so many bytes.
    void give_back_above(std::size_t bytes) {
        size_ = 0;
        if (room_ * sizeof(T) > bytes)
            *this = WorkList();
    }
    /// Of so many elements, which hold whatever was there before. std::bad_alloc where there is no room.
    void resize(std::size_t size) {
        if (size > room_)
            make_room(std::max(size, 2 * room_)); // a list that grows by pieces moves seldom
        size_ = size;
    }

    void push(const T& value) {
        if (size_ == room_) [[unlikely]]
            make_room(2 * size_ + 64);
        places_[size_++] = value;
    }

    /// Appends where `wanted`, without a branch on it.
    void push_if(bool wanted, const T& value) {
        if (size_ == room_) [[unlikely]]
            make_room(2 * size_ + 64);
        places_[size_] = value;
        size_ += wanted;
    }

private:
    struct Free {
        void operator()(T* places) const { std::free(places); }
    };

    void swap(WorkList& other) noexcept {
        places_.swap(other.places_);
        std::swap(size_, other.size_);
        std::swap(room_, other.room_);
    }
    [[gnu::noinline]] void make_room(std::size_t room) {
        void* places = std::realloc(places_.get(), room * sizeof(T));
        if (places == nullptr)
            throw std::bad_alloc();
        static_cast<void>(places_.release()); // realloc has taken it
        places_.reset(static_cast<T*>(places));
        room_ = room;
    }

    std::unique_ptr<T[], Free> places_;
    std::size_t size_ = 0;
    std::size_t room_ = 0; ///< elements there is memory for
};

} // namespace cascade
