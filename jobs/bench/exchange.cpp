// bench exchange: what a round of all_to_all costs between the ranks that were started, from 8 bytes a pair upwards, in each
// way of --exchange. Where --exchange is auto, the figures at the top level are of the way that auto takes at each size.

#include "engine/comm/exchange_choice.hpp"
#include "jobs/bench/measures.hpp"
#include "jobs/common/console.hpp"
#include "jobs/common/graph_run.hpp"
#include "jobs/common/quantity.hpp"
#include "jobs/common/resources.hpp"
#include "kernels/roofline/exchange_speed.hpp"

#include <algorithm>

namespace cascade {
namespace {

using nlohmann::ordered_json;

constexpr std::uint64_t kMostRanks = std::numeric_limits<int>::max();

/// A size in one way.
struct Reading {
    const ExchangeSpelling* how;
    bool taken; ///< by auto, or the only one
    ExchangeSpeed speed;
};

int partners_on(const Job& job) {
    const int others = job.context.world.size() - 1;
    const int partners = exchange_partners(job.options).value_or(others);
    if (partners > others)
        throw UsageError("--partners {}: a rank has {} other(s); give fewer, or start more", partners, others);
    if (others == 0)
        throw UsageError("bench exchange: one rank has nobody to exchange with; start two or more, e.g. mpirun -np 2");
    return partners;
}

/// The size in every way that is asked for. Collective.
std::vector<Reading> read_size(const Job& job, std::uint64_t bytes, int partners) {
    Communicator world = job.context.world;
    world.exchange.latency = exchange_latency(job.options);
    const ExchangeBackend asked = world.exchange.backend;
    const auto others = static_cast<std::uint64_t>(partners);
    const ExchangeBackend taken =
        asked != ExchangeBackend::automatic
            ? asked
            : cheapest_exchange({.largest = bytes, .bytes = bytes * others, .partners = others}, world.size(),
                                world.exchange.ranks_per_host);
    const int repetitions = static_cast<int>(job.options.whole("repetitions", 1, 1000));
    std::vector<Reading> readings;
    for (const ExchangeSpelling& how : kExchangeSpellings) {
        if (how.backend == ExchangeBackend::automatic || (asked != ExchangeBackend::automatic && how.backend != asked))
            continue;
        world.exchange.backend = how.backend;
        readings.push_back({&how, how.backend == taken, exchange_speed(world, bytes, partners, repetitions)});
    }
    return readings;
}

ordered_json as_json(const Job& job, const std::vector<Reading>& readings, int partners) {
    ordered_json sizes = ordered_json::array();
    for (const auto& [how, taken, speed] : readings)
        sizes.push_back({{"bytes_per_pair", speed.bytes_per_pair},
                         {"exchange", how->name},
                         {"taken", taken},
                         {"rounds", speed.rounds},
                         {"microseconds_per_round", 1e6 * speed.seconds_per_round},
                         {"bytes_per_second", speed.bytes_per_second},
                         {"messages_per_second", speed.messages_per_second}});
    return {{"ranks", job.context.world.size()},
            {"hosts", host_names(job.context.world).size()},
            {"partners", partners},
            {"latency_microseconds", job.options.real("latency", 0, 1e6)},
            {"sizes", sizes}};
}

} // namespace

std::optional<int> exchange_partners(const Options& options) {
    if (!options.has("partners"))
        return std::nullopt;
    return static_cast<int>(options.whole("partners", 1, kMostRanks));
}

std::chrono::nanoseconds exchange_latency(const Options& options) {
    return std::chrono::nanoseconds(static_cast<std::int64_t>(1e3 * options.real("latency", 0, 1e6)));
}

void bench_exchange(Job& job) {
    Context& context = job.context;
    const std::uint64_t largest = job.options.size("largest");
    const int partners = partners_on(job);
    require_memory(job, kBareRankBytes + 5 * static_cast<std::uint64_t>(partners) * largest, "the rounds");
    if (job.options.flag("dry-run"))
        return;
    std::vector<Reading> readings;
    say(job, "{:>14}  {:<8}{:>16}{:>16}{:>18}", "bytes a pair", "way", "us a round", "MB a second", "messages/s");
    for (std::uint64_t bytes : exchange_sizes_to(largest)) {
        const auto phase = context.timers.scope("rounds of " + format_bytes(bytes));
        for (const Reading& reading : read_size(job, bytes, partners)) {
            readings.push_back(reading);
            say(job, "{:>14}  {:<8}{:>16.1f}{:>16.1f}{:>18.0f}{}", bytes, reading.how->name,
                1e6 * reading.speed.seconds_per_round, 1e-6 * reading.speed.bytes_per_second,
                reading.speed.messages_per_second, reading.taken ? "  <-" : "");
        }
    }
    ordered_json json = as_json(job, readings, partners);
    std::erase_if(readings, [](const Reading& reading) { return !reading.taken; });
    const ExchangeSpeed& smallest = readings.front().speed;
    double most = 0;
    for (const Reading& reading : readings)
        most = std::max(most, reading.speed.bytes_per_second);
    json.update({{"bytes_per_second", most},
                 {"messages_per_second", smallest.messages_per_second},
                 {"microseconds_per_round", 1e6 * smallest.seconds_per_round}});
    print_outcome(job, json,
                  {{"bytes_per_second", most},
                   {"messages_per_second", smallest.messages_per_second},
                   {"microseconds_per_round", 1e6 * smallest.seconds_per_round}});
}

} // namespace cascade
