#pragma once
// What producers do (`--respread`), as series, keys of the summary and words: adopters by generation, reproduction numbers,
// who tries when, and when it dies out.

#include "engine/store/result_writer.hpp"
#include "jobs/common/verb.hpp"
#include "kernels/diffusion/forward.hpp"

namespace cascade {

/// /series/generations. Rank 0.
Series generation_series(const ProducerResult& producers);

/// /series/producers. Rank 0.
Series producer_series(const ProducerResult& producers);

/// The keys of summary.json; `active` in the end. Rank 0.
nlohmann::ordered_json producer_summary(const ProducerResult& producers, const Distribution& active);

/// The same in words, to people. Rank 0.
void say_producers(Job& job, const ProducerResult& producers, const Distribution& active);

/// What --verify holds against the reference. Rank 0, empty elsewhere.
std::vector<HopLevel> producer_levels(const ProducerResult& producers);

} // namespace cascade
