#pragma once
// What the ranks of a job may use of their hosts: threads, memory, names; and what they have used.
//
// Launchers differ in what they bind: one core a rank, a socket, or nothing, and then every rank may use every CPU of
// the host. A CPU that r ranks may use counts 1/r for each, so that ranks with cores of their own get them all and
// unbound ranks share the host. All ranks run the same number of threads, the smallest share of any.

#include "jobs/common/verb.hpp"

namespace cascade {

constexpr std::uint64_t kMostThreads = 4096; ///< of a rank

struct ThreadChoice {
    int threads = 1;    ///< what to use
    int fair_share = 1; ///< CPUs the worst placed rank has to itself
};

/// --threads, or the fair share. Collective.
ThreadChoice choose_threads(const Communicator& world, const Options& options);

/// --memory-per-rank, or the usable memory of the host divided by its ranks; the smallest of any rank. Collective.
std::uint64_t choose_memory(const Communicator& world, const Options& options);

/// Distinct host names in rank order, on every rank. Collective.
std::vector<std::string> host_names(const Communicator& world);

/// The largest peak resident memory of any rank in bytes. Collective.
std::uint64_t peak_memory(const Communicator& world);

/// Throws MemoryError on every rank when the rank that needs most bytes is over the budget; `what` says for what, e.g.
/// "the graph and 10,000,000 samples". Prints the estimate. Collective.
void require_memory(Job& job, std::uint64_t needed, std::string_view what);

/// What went from rank to rank since the run began, over all ranks.
struct ExchangeTotals {
    Traffic sent;
    std::uint64_t crossings = 0; ///< memberships of samples among it
};
/// Collective.
ExchangeTotals exchange_totals(const Context& context);

} // namespace cascade
