#pragma once
// Typed collectives. Values are trivially copyable and travel as bytes, except in reductions, which know their type.
// Every function here is collective over the communicator it is given. Counts above 2^31 are cut into rounds.

#include "engine/comm/communicator.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace cascade {

enum class Reduction { sum, min, max, bit_or };

/// A candidate in a contest over ranks: the highest score wins, the lowest tie-breaker among equals.
struct Contender {
    std::uint64_t score = 0;
    std::uint64_t tie = ~std::uint64_t{0};
    std::uint64_t payload = ~std::uint64_t{0}; ///< travels along, e.g. the vertex
};

namespace detail {

void broadcast_bytes(const Communicator& comm, void* data, std::size_t bytes, int root);
void all_gather_bytes(const Communicator& comm, const void* mine, std::size_t bytes, void* all);
void all_reduce(const Communicator& comm, void* data, std::size_t count, MPI_Datatype type, Reduction op);
/// Sends `bytes` of every rank to the root, `sizes[r]` from rank r laid end to end in `all` (significant at the root).
void gather_bytes(const Communicator& comm, const void* mine, std::size_t bytes, void* all,
                  std::span<const std::uint64_t> sizes);

template <class T>
MPI_Datatype mpi_type() {
    if constexpr (std::is_same_v<T, double>)
        return MPI_DOUBLE;
    else if constexpr (std::is_same_v<T, float>)
        return MPI_FLOAT;
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return MPI_INT32_T;
    else if constexpr (std::is_same_v<T, std::uint32_t>)
        return MPI_UINT32_T;
    else if constexpr (std::is_same_v<T, std::int64_t>)
        return MPI_INT64_T;
    else if constexpr (std::is_same_v<T, std::uint8_t>)
        return MPI_UINT8_T;
    else {
        static_assert(std::is_same_v<T, std::uint64_t>, "no reduction for this type");
        return MPI_UINT64_T;
    }
}

} // namespace detail

/// Every rank gets the root's value.
template <class T>
T broadcast(const Communicator& comm, T value, int root = 0) {
    static_assert(std::is_trivially_copyable_v<T>);
    detail::broadcast_bytes(comm, &value, sizeof(T), root);
    return value;
}

/// Every rank gets the root's vector, whatever size it has elsewhere.
template <class T>
void broadcast(const Communicator& comm, std::vector<T>& values, int root = 0) {
    const std::uint64_t size = broadcast(comm, std::uint64_t{values.size()}, root);
    values.resize(size);
    detail::broadcast_bytes(comm, values.data(), size * sizeof(T), root);
}

/// Every rank gets the root's text.
inline void broadcast(const Communicator& comm, std::string& text, int root = 0) {
    const std::uint64_t size = broadcast(comm, std::uint64_t{text.size()}, root);
    text.resize(size);
    detail::broadcast_bytes(comm, text.data(), size, root);
}

template <class T>
T all_reduce(const Communicator& comm, T value, Reduction op) {
    detail::all_reduce(comm, &value, 1, detail::mpi_type<T>(), op);
    return value;
}

/// Element by element, in place; the same length on every rank.
template <class T>
void all_reduce(const Communicator& comm, std::span<T> values, Reduction op) {
    detail::all_reduce(comm, values.data(), values.size(), detail::mpi_type<T>(), op);
}

template <class T>
T all_reduce_sum(const Communicator& comm, T value) {
    return all_reduce(comm, value, Reduction::sum);
}
template <class T>
T all_reduce_min(const Communicator& comm, T value) {
    return all_reduce(comm, value, Reduction::min);
}
template <class T>
T all_reduce_max(const Communicator& comm, T value) {
    return all_reduce(comm, value, Reduction::max);
}

/// The winner of all ranks' contenders, on every rank. Collective.
Contender all_reduce_best(const Communicator& comm, Contender mine);

/// One value a rank, in rank order, on every rank.
template <class T>
std::vector<T> all_gather(const Communicator& comm, T value) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::vector<T> all(static_cast<std::size_t>(comm.size()));
    detail::all_gather_bytes(comm, &value, sizeof(T), all.data());
    return all;
}

/// The sum over all lower ranks; zero on rank 0.
template <class T>
T exclusive_sum(const Communicator& comm, T value) {
    T before{};
    const std::vector<T> all = all_gather(comm, value);
    for (int r = 0; r < comm.rank(); ++r)
        before += all[static_cast<std::size_t>(r)];
    return before;
}

/// Everybody's values end to end in rank order at the root; empty elsewhere.
template <class T>
std::vector<T> gather(const Communicator& comm, std::span<const T> mine) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::vector<std::uint64_t> sizes = all_gather(comm, std::uint64_t{mine.size_bytes()});
    std::uint64_t total = 0;
    for (std::uint64_t size : sizes)
        total += size;
    std::vector<T> all(comm.is_root() ? total / sizeof(T) : 0);
    detail::gather_bytes(comm, mine.data(), mine.size_bytes(), all.data(), sizes);
    return all;
}

} // namespace cascade
