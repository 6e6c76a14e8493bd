#include "jobs/common/exchange_options.hpp"

#include "engine/comm/collectives.hpp"
#include "engine/core/error.hpp"
#include "jobs/common/quantity.hpp"

namespace cascade {
namespace {

ExchangeBackend backend_of(std::string_view name) {
    for (const ExchangeSpelling& spelling : kExchangeSpellings)
        if (spelling.name == name)
            return spelling.backend;
    throw UsageError("--exchange {}: one of {} is needed", name, exchange_names());
}

/// Ranks on each host where several have as many each, numbered host by host; 1 otherwise. Collective.
int ranks_per_host(const Communicator& world) {
    const Communicator host = world.split_by_host();
    const bool in_turn = world.rank() - host.rank() == world.rank() / host.size() * host.size();
    const std::int32_t most = all_reduce_max(world, std::int32_t{host.size()});
    const std::int32_t fewest = all_reduce_min(world, static_cast<std::int32_t>(in_turn ? host.size() : 0));
    return most == fewest && most < world.size() ? most : 1;
}

} // namespace

std::string_view exchange_names() {
    static const std::string names = [] {
        std::string joined;
        for (const ExchangeSpelling& spelling : kExchangeSpellings) {
            joined += joined.empty() ? "" : "|";
            joined += spelling.name;
        }
        return joined;
    }();
    return names;
}

void validate_exchange_options(const Options& options) {
    backend_of(options.text("exchange"));
    const std::uint64_t cap = options.size("exchange-cap");
    if (cap == 0 || cap > kLargestMessage)
        throw UsageError("--exchange-cap {}: more than 0 and at most {} is needed, since MPI counts in 32 bits",
                         options.text("exchange-cap"), format_bytes(kLargestMessage));
}

Communicator with_exchange(const Communicator& world, const Options& options) {
    Communicator same = world;
    same.exchange = {.backend = backend_of(options.text("exchange")),
                     .bytes_per_round = options.size("exchange-cap"),
                     .ranks_per_host = ranks_per_host(world)};
    return same;
}

} // namespace cascade
