#include "jobs/common/resources.hpp"

#include "engine/comm/agree.hpp"
#include "engine/comm/collectives.hpp"
#include "jobs/common/console.hpp"
#include "jobs/common/machine.hpp"
#include "jobs/common/quantity.hpp"

#include <algorithm>
#include <latch>
#include <system_error>
#include <thread>
#include <vector>

namespace cascade {
namespace {

/// CPUs of this rank, each divided by the ranks of the host that may use it; at least 1.
int fair_cpus(const Communicator& host) {
    const std::vector<cpu_set_t> masks = all_gather(host, allowed_cpus());
    const cpu_set_t& mine = masks[static_cast<std::size_t>(host.rank())];
    double share = 0;
    for (std::size_t cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (!CPU_ISSET(cpu, &mine))
            continue;
        const auto users =
            std::count_if(masks.begin(), masks.end(), [&](const cpu_set_t& mask) { return CPU_ISSET(cpu, &mask); });
        share += 1.0 / static_cast<double>(users);
    }
    return std::max(1, static_cast<int>(share + 1e-6));
}

/// Starts as many threads as will be wanted, all at once, and lets them go: where memory or a limit forbids them, OpenMP
/// would end the process without a word to the other ranks.
void try_threads(int threads) {
    std::latch gate(1);
    std::vector<std::thread> others;
    int refused = 0;
    try {
        others.reserve(static_cast<std::size_t>(threads));
        for (int i = 1; i < threads; ++i)
            others.emplace_back([&] { gate.wait(); });
    } catch (const std::system_error& error) {
        refused = error.code().value();
    }
    gate.count_down();
    for (std::thread& other : others)
        other.join();
    if (refused != 0)
        throw MemoryError(
            "--threads {}: only {} can be started ({}); memory or a limit on processes is too low, give fewer", threads,
            others.size() + 1, system_message(refused));
}

} // namespace

ThreadChoice choose_threads(const Communicator& world, const Options& options) {
    ThreadChoice choice;
    choice.fair_share = all_reduce_min(world, static_cast<std::int32_t>(fair_cpus(world.split_by_host())));
    choice.threads =
        options.has("threads") ? static_cast<int>(options.whole("threads", 1, kMostThreads)) : choice.fair_share;
    agree(world, [&] { try_threads(choice.threads); });
    return choice;
}

std::uint64_t choose_memory(const Communicator& world, const Options& options) {
    if (options.has("memory-per-rank"))
        return options.size("memory-per-rank");
    const Communicator host = world.split_by_host();
    return all_reduce_min(world, std::uint64_t{usable_memory() / static_cast<std::uint64_t>(host.size())});
}

std::vector<std::string> host_names(const Communicator& world) {
    const std::string mine = host_name() + '\n';
    const std::vector<char> all = gather(world, std::span<const char>(mine.data(), mine.size()));
    std::string joined(all.begin(), all.end());
    broadcast(world, joined);
    std::vector<std::string> names;
    for (std::size_t begin = 0; begin < joined.size();) {
        const std::size_t end = joined.find('\n', begin);
        const std::string name = joined.substr(begin, end - begin);
        if (std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
        begin = end + 1;
    }
    return names;
}

std::uint64_t peak_memory(const Communicator& world) {
    return all_reduce_max(world, peak_resident_bytes());
}

void require_memory(Job& job, std::uint64_t needed, std::string_view what) {
    needed = all_reduce_max(job.context.world, needed);
    const std::uint64_t allowed = job.context.memory_per_rank;
    if (allowed != 0 && needed > allowed)
        throw Error(ExitCode::out_of_memory,
                    fmt::format("{} needs {} a rank ({} bytes) and {} ({} bytes) are allowed; raise --memory-per-rank, "
                                "or use more ranks with --layout auto or partitioned",
                                what, format_bytes(needed), needed, format_bytes(allowed), allowed),
                    true);
    say(job, "memory    {}: {} a rank, of {}", what, format_bytes(needed),
        allowed == 0 ? "no limit" : format_bytes(allowed));
}

ExchangeTotals exchange_totals(const Context& context) {
    const Traffic& mine = context.world.traffic();
    std::vector<std::uint64_t> sums = {mine.bytes, mine.messages, context.crossings};
    sums.insert(sums.end(), mine.exchanges.begin(), mine.exchanges.end());
    all_reduce(context.world, std::span<std::uint64_t>(sums), Reduction::sum);
    ExchangeTotals totals{.sent = {.bytes = sums[0], .messages = sums[1]}, .crossings = sums[2]};
    std::copy_n(sums.begin() + 3, kExchangeBackends, totals.sent.exchanges.begin());
    return totals;
}

} // namespace cascade
