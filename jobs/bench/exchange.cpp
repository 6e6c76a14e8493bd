// bench exchange: what a round of all_to_all costs between the ranks that were started, from 8 bytes a pair upwards.

#include "jobs/bench/measures.hpp"
#include "jobs/common/console.hpp"
#include "jobs/common/graph_run.hpp"
#include "jobs/common/quantity.hpp"
#include "jobs/common/resources.hpp"
#include "kernels/roofline/exchange_speed.hpp"

#include <algorithm>

namespace cascade {
namespace {

nlohmann::ordered_json as_json(const Job& job, const std::vector<ExchangeSpeed>& speeds, const ExchangeSpeed& most) {
    nlohmann::ordered_json json = {{"bytes_per_second", most.bytes_per_second},
                                   {"messages_per_second", speeds.front().messages_per_second},
                                   {"microseconds_per_round", 1e6 * speeds.front().seconds_per_round},
                                   {"ranks", job.context.world.size()},
                                   {"hosts", host_names(job.context.world).size()},
                                   {"sizes", nlohmann::ordered_json::array()}};
    for (const ExchangeSpeed& speed : speeds)
        json["sizes"].push_back({{"bytes_per_pair", speed.bytes_per_pair},
                                 {"rounds", speed.rounds},
                                 {"microseconds_per_round", 1e6 * speed.seconds_per_round},
                                 {"bytes_per_second", speed.bytes_per_second},
                                 {"messages_per_second", speed.messages_per_second}});
    return json;
}

} // namespace

void bench_exchange(Job& job) {
    Context& context = job.context;
    const std::uint64_t largest = job.options.size("largest");
    const auto ranks = static_cast<std::uint64_t>(context.world.size());
    if (ranks == 1)
        throw UsageError("bench exchange: one rank has nobody to exchange with; start two or more, e.g. mpirun -np 2");
    require_memory(job, kBareRankBytes + 4 * ranks * largest, "the rounds");
    if (job.options.flag("dry-run"))
        return;
    const int repetitions = static_cast<int>(job.options.whole("repetitions", 1, 1000));
    std::vector<ExchangeSpeed> speeds;
    say(job, "{:>14}{:>16}{:>16}{:>18}", "bytes a pair", "us a round", "MB a second", "messages/s");
    for (std::uint64_t bytes : exchange_sizes_to(largest)) {
        const auto phase = context.timers.scope("rounds of " + format_bytes(bytes));
        speeds.push_back(exchange_speed(context, bytes, repetitions));
        const ExchangeSpeed& speed = speeds.back();
        say(job, "{:>14}{:>16.1f}{:>16.1f}{:>18.0f}", bytes, 1e6 * speed.seconds_per_round,
            1e-6 * speed.bytes_per_second, speed.messages_per_second);
    }
    const ExchangeSpeed most = *std::max_element(speeds.begin(), speeds.end(), [](const auto& a, const auto& b) {
        return a.bytes_per_second < b.bytes_per_second;
    });
    print_outcome(job, as_json(job, speeds, most),
                  {{"bytes_per_second", most.bytes_per_second},
                   {"messages_per_second", speeds.front().messages_per_second},
                   {"microseconds_per_round", 1e6 * speeds.front().seconds_per_round}});
}

} // namespace cascade
