#pragma once
// An array for data that is read at random: anonymous memory on huge pages, zero at birth, never copied by accident.
//
// Random reads from 4 KiB pages cost two to three times those from 2 MiB pages under nested paging, and to get 2 MiB as 512
// small pages takes ten times as long as to get one large one. So everything from one megabyte on is mapped on a 2 MiB
// boundary and marked MADV_HUGEPAGE; the last huge page may be half empty. Smaller arrays come from the heap, which has pages
// at hand that were used before: in a mapping of its own an array meets a fault every 4 KiB. What is written at many places
// at once and given back piece by piece asks for small pages: it takes memory only as it is filled.

#include "engine/core/error.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <type_traits>
#include <utility>

namespace cascade {

enum class Pages : std::uint8_t { huge, small };

/// Owns `size` zero-initialised values of a trivially copyable type. Throws MemoryError when the system has no more.
template <class T>
class BigArray {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    BigArray() = default;
    explicit BigArray(std::size_t size, Pages pages = Pages::huge) : size_(size) {
        if (size == 0)
            return;
        if (size > (std::size_t{1} << 46) / sizeof(T))
            throw MemoryError("out of memory: an array of {} values of {} bytes was asked for", size, sizeof(T));
        const std::size_t bytes = size * sizeof(T);
        if (bytes < kFromHeap)
            take_from_heap(bytes);
        else
            map(bytes, pages);
    }
    ~BigArray() { release(); }
    BigArray(const BigArray&) = delete;
    BigArray& operator=(const BigArray&) = delete;
    BigArray(BigArray&& other) noexcept { swap(other); }
    BigArray& operator=(BigArray&& other) noexcept {
        if (this != &other) {
            release();
            swap(other);
        }
        return *this;
    }

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    std::size_t bytes() const { return size_ * sizeof(T); }
    T* data() { return data_; }
    const T* data() const { return data_; }
    T& operator[](std::size_t i) { return data_[i]; }
    const T& operator[](std::size_t i) const { return data_[i]; }
    T* begin() { return data_; }
    T* end() { return data_ + size_; }
    const T* begin() const { return data_; }
    const T* end() const { return data_ + size_; }

    /// Gives the memory of whole pages inside [begin, end) back to the system; they read as zeros from then on.
    void give_back(std::size_t begin, std::size_t end) {
        const std::size_t from = (reinterpret_cast<std::uintptr_t>(data_ + begin) + page_ - 1) / page_ * page_;
        const std::size_t to = reinterpret_cast<std::uintptr_t>(data_ + end) / page_ * page_;
        if (from >= to)
            return;
        if (mapped_ == 0)
            std::memset(reinterpret_cast<void*>(from), 0, to - from);
        else
            ::madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
    }

    std::span<T> span() { return {data_, size_}; }
    std::span<const T> span() const { return {data_, size_}; }

private:
    static constexpr std::size_t kPage = 4096;
    static constexpr std::size_t kHugePage = std::size_t{2} << 20;
    static constexpr std::size_t kFromHeap = kHugePage / 2; ///< smaller ones
    static constexpr std::size_t kLine = 64;

    [[noreturn]] static void refused(std::size_t bytes) {
        throw MemoryError("out of memory: {} more bytes were refused; use more ranks or nodes, or --layout partitioned",
                          bytes);
    }
    void map(std::size_t bytes, Pages pages) {
        page_ = pages == Pages::small ? kPage : kHugePage;
        const std::size_t huge = (bytes + kHugePage / 2) / kHugePage * kHugePage;
        mapped_ = page_ == kPage ? bytes : std::max(bytes, huge) + kHugePage;
        void* place =
            ::mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (place == MAP_FAILED)
            refused(bytes);
        base_ = place;
        auto address = reinterpret_cast<std::uintptr_t>(place);
        if (page_ == kHugePage) {
            address = (address + kHugePage - 1) / kHugePage * kHugePage;
            ::madvise(reinterpret_cast<void*>(address), mapped_ - kHugePage, MADV_HUGEPAGE);
        }
        data_ = reinterpret_cast<T*>(address);
    }
    void take_from_heap(std::size_t bytes) {
        base_ = std::aligned_alloc(kLine, (bytes + kLine - 1) / kLine * kLine);
        if (base_ == nullptr)
            refused(bytes);
        std::memset(base_, 0, bytes);
        data_ = static_cast<T*>(base_);
    }

    void release() {
        if (mapped_ != 0)
            ::munmap(base_, mapped_);
        else
            std::free(base_);
        base_ = nullptr;
        data_ = nullptr;
        size_ = mapped_ = 0;
    }
    void swap(BigArray& other) {
        std::swap(base_, other.base_);
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        std::swap(mapped_, other.mapped_);
        std::swap(page_, other.page_);
    }

    void* base_ = nullptr;
    T* data_ = nullptr;
    std::size_t size_ = 0;
    std::size_t mapped_ = 0; ///< 0: from the heap
    std::size_t page_ = kPage;
};

} // namespace cascade
