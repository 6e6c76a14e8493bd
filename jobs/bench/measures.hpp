#pragma once
// What bench measures, one function each, and how their numbers are printed.

#include "jobs/common/verb.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <optional>

namespace cascade {

/// The one line on stdout: JSON where asked for, RESULT otherwise. Collective.
void print_outcome(Job& job, const nlohmann::ordered_json& json, std::initializer_list<EventField> fields);

/// --partners; nothing: all others. UsageError.
std::optional<int> exchange_partners(const Options& options);
/// --latency. UsageError.
std::chrono::nanoseconds exchange_latency(const Options& options);
/// Rounds of all_to_all by their size and back end. Collective.
void bench_exchange(Job& job);

/// Writing and reading a file as graph files are written and read. Collective.
void bench_io(Job& job);

} // namespace cascade
