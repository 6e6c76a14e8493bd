#pragma once
// A failure is shared: what one rank cannot do, all ranks report, with one message and one exit code.
//
// `agree(comm, work)` runs local work that may throw, then asks every rank how it went. If any failed, all throw the
// same error (the one of the lowest failing rank) marked as agreed. The work must not communicate: a rank that threw
// in the middle would leave the others waiting.

#include "engine/comm/collectives.hpp"
#include "engine/core/error.hpp"

#include <exception>
#include <new>
#include <optional>
#include <utility>

namespace cascade {

/// Throws on every rank if `mine` holds an error on any. Collective.
void agree_on(const Communicator& comm, const std::optional<Error>& mine);

/// Turns the exception in flight into an Error: bad_alloc is 71, anything unknown 70.
Error current_error();

/// Runs `work` and returns its result, or throws one agreed error on every rank. Collective.
template <class F>
auto agree(const Communicator& comm, F&& work) {
    using Value = decltype(work());
    std::optional<Error> failure;
    if constexpr (std::is_void_v<Value>) {
        try {
            work();
        } catch (...) {
            failure = current_error();
        }
        agree_on(comm, failure);
    } else {
        std::optional<Value> value;
        try {
            value.emplace(work());
        } catch (...) {
            failure = current_error();
        }
        agree_on(comm, failure);
        return std::move(*value);
    }
}

/// Rank 0 does the work, everybody hears how it ended. Collective.
template <class F>
void agree_at_root(const Communicator& comm, F&& work) {
    agree(comm, [&] {
        if (comm.is_root())
            work();
    });
}

} // namespace cascade
