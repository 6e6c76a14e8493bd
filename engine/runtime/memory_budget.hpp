#pragma once
// What a rank may hold in memory, compared with what it holds while a kernel runs.
//
// The system promises more memory than there is and kills when it is used; the budget (`Context::memory_per_rank`) is
// looked at before that, at batch ends, and by all ranks together, so that a kernel can still end with an answer.

#include "engine/runtime/context.hpp"

namespace cascade {

/// Resident memory of this process in bytes; 0 where the system does not say.
std::uint64_t resident_bytes();

/// What the system could still hand out to all, in bytes; 2^63 where it does not say.
std::uint64_t available_bytes();

/// Throws an agreed MemoryError on every rank when one holds more than its budget. Collective.
void require_budget(const Context& context);

} // namespace cascade
