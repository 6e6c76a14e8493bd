#pragma once
// What the heap keeps although nobody uses it: buffers that were freed stay with the process for the next ones. Where a
// phase has ended that needed many, and the next needs memory of another kind, they can go back to the system.

#include <malloc.h>

namespace cascade {

/// Costs a look at all that is free; not for loops.
inline void give_back_free_memory() {
    ::malloc_trim(0);
}

} // namespace cascade
