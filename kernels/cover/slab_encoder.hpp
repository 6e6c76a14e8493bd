#pragma once
// Encodes what waits for a slab of the inverted pool; one object a thread, so that its room is used again and again.
//
// First the waiting ids are counted into lists. Then each list that has some decides what becomes of it: bytes that stay
// (all full frames) and bytes that follow (the tail's ids and the new ones, as frames), or a bitmap, or everything anew.
// Last, a stream of just the right size takes both, list after list; those between that have none are copied at one go.

#include "kernels/cover/inverted_pool.hpp"

namespace cascade {

class InvertedPool::SlabEncoder {
public:
    explicit SlabEncoder(InvertedPool& pool) : pool_(pool) {}

    /// Takes in what waits for the slab.
    void encode(std::size_t slab_index);

private:
    /// What becomes of a list's bytes: so many old ones stay, so many new ones follow.
    struct Change {
        LocalVertex vertex;
        std::size_t kept;
        std::size_t fresh;
    };

    void gather();
    template <class F>
    void for_each_run(F&& f) const;
    template <class F>
    void for_each_old(LocalVertex v, F&& f) const;
    std::span<std::uint32_t> newcomers(LocalVertex v);
    std::size_t bytes_of(LocalVertex v) const { return lists_[v + 1].place - lists_[v].place; }
    void renew(LocalVertex v, std::span<std::uint32_t> fresh);
    bool to_be_dense(const List& list, std::uint64_t count) const;
    void enter_bitmap(LocalVertex v, std::span<const std::uint32_t> fresh);
    void grow(Words& words) const;
    void rewrite(LocalVertex v, std::span<const std::uint32_t> fresh);
    void lengthen(LocalVertex v, std::span<const std::uint32_t> fresh);
    void write(List& list, std::uint32_t base);
    void assemble();
    std::uint8_t* move_unchanged(LocalVertex v, LocalVertex end, std::uint8_t* stream, std::uint8_t* to);

    InvertedPool& pool_;
    std::size_t slab_index_ = 0;
    LocalVertex first_ = 0; ///< of the slab's vertices
    LocalVertex count_ = 0;
    List* lists_ = nullptr; ///< of the slab
    Slab* slab_ = nullptr;
    std::vector<std::size_t> ends_;     ///< in `ids_`: a list ends here and begins where the one before ends
    std::vector<std::uint32_t> ids_;    ///< what waits, list after list
    std::vector<std::uint32_t> joined_; ///< ids to be written
    std::vector<std::uint32_t> buffer_; ///< for sorting
    std::vector<std::uint8_t> output_;  ///< new bytes, list after list
    std::size_t written_ = 0;
    std::vector<Change> changes_; ///< of lists with newcomers, ascending
};

} // namespace cascade
