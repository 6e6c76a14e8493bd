#pragma once
// What a kernel must remember to go on later, said once: its `state(archive)` names every value, and the archive at hand
// counts the bytes, saves them or loads them, in that order of names.
//
// Two sorts of things are remembered. *Values* are the same on every rank: numbers, and vectors of numbers; what rank 0
// has is kept. *Rows* are a string of bytes for each vertex, held by whichever rank has the vertex; a row says nothing of
// ranks, threads or layout, so a job may go on on any other machine. A kernel may be loaded twice, when what was saved
// last turns out to be damaged and an older state takes its place: loading overwrites everything.

#include "engine/core/types.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace cascade {

/// Bytes that belong to the vertices [first, first + count) on this rank; no two ranks hold the same vertex, and every
/// vertex of the graph is held by one. `begin` and `end` below count from `first`: row 0 is that of vertex `first`.
///
/// Loading takes two passes, so that bytes go from the file to where they stay and nowhere else: first the lengths of all
/// rows are told, then the rows are put where `rooms` says. Where it says "in any order", rows come in pieces, from several
/// threads at a time.
class VertexRows {
public:
    virtual VertexId first() const = 0;
    virtual std::uint64_t count() const = 0;

    /// Lengths in bytes of the rows of `begin`, `begin` + 1, … Rows do not change between this and `copy`.
    virtual void lengths(std::uint64_t begin, std::span<std::uint32_t> out) const = 0;
    /// The rows of [begin, end), end to end.
    virtual void copy(std::uint64_t begin, std::uint64_t end, std::span<std::byte> out) const = 0;

    /// Forgets all rows; those to be loaded follow.
    virtual void clear() = 0;
    /// Lengths of the rows of `begin`, `begin` + 1, …; each row is told of once, in any order. InputError where they cannot
    /// be what was saved.
    virtual void expect(std::uint64_t begin, std::span<const std::uint32_t> lengths) = 0;
    /// All have been told of: makes room for them. InputError.
    virtual void prepare() = 0;
    /// Adds to `rooms` where the bytes of the rows of [begin, end) belong, one room behind the other; in any order.
    virtual void rooms(std::uint64_t begin, std::uint64_t end, std::vector<std::span<std::byte>>& rooms) = 0;
    /// The rows of [begin, end) are in their rooms; in any order. InputError where they cannot be what was saved.
    virtual void take(std::uint64_t begin, std::uint64_t end) = 0;
    /// All rows have been taken.
    virtual void complete() = 0;

protected:
    ~VertexRows() = default;
};

class Archive {
public:
    virtual ~Archive() = default;

    virtual bool loading() const = 0;

    template <class T>
    void value(std::string_view name, T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        bytes(name, &value, sizeof(T));
    }

    template <class T>
    void list(std::string_view name, std::vector<T>& values) {
        static_assert(std::is_trivially_copyable_v<T>);
        values.resize(length(name, values.size(), sizeof(T)));
        bytes(name, values.data(), values.size() * sizeof(T));
    }

    /// Collective, as `state` is.
    virtual void rows(std::string_view name, VertexRows& rows) = 0;

protected:
    /// Saves or overwrites `size` bytes.
    virtual void bytes(std::string_view name, void* data, std::size_t size) = 0;
    /// Saves the length `now` of a list of items of `item` bytes and returns it, or returns the one saved, which fits
    /// into what is left. InputError.
    virtual std::size_t length(std::string_view name, std::size_t now, std::size_t item) = 0;
};

/// A kernel that can be stopped and go on later.
class Restartable {
public:
    /// Names everything that its future depends on, always in the same order. Collective.
    virtual void state(Archive& archive) = 0;

protected:
    ~Restartable() = default;
};

} // namespace cascade
