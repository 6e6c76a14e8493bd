#pragma once
// --exchange and --exchange-cap: how the ranks of a job exchange bytes (engine/comm/exchange_settings.hpp). What a job
// answers does not depend on either; how long it takes may.

#include "engine/comm/communicator.hpp"
#include "jobs/common/options.hpp"

namespace cascade {

/// The spellings of --exchange, joined by '|'.
std::string_view exchange_names();

/// Throws UsageError unless both can be followed.
void validate_exchange_options(const Options& options);

/// The same ranks, exchanging as the options say, and knowing how many of them share a host. Collective.
Communicator with_exchange(const Communicator& world, const Options& options);

} // namespace cascade
