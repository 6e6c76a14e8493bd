#pragma once
// The only door to OpenMP for whole loops. An exception must not leave a parallel region, so each thread's first one
// is kept and thrown again outside. Work is cut by position, never by who is free, where an answer could depend on it.

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>

namespace cascade {

/// Calls `body(thread)` once on each of `threads` threads.
template <class F>
void parallel_region(int threads, F&& body) {
    if (threads <= 1) {
        body(0);
        return;
    }
    std::exception_ptr failure;
    std::mutex guard;
#pragma omp parallel for num_threads(threads)                                                                          \
    schedule(static, 1) // a loop, so that fewer threads than asked still do it all
    for (int thread = 0; thread < threads; ++thread) {
        try {
            body(thread);
        } catch (...) {
            const std::lock_guard lock(guard);
            if (!failure)
                failure = std::current_exception();
        }
    }
    if (failure)
        std::rethrow_exception(failure);
}

/// Calls `body(begin, end, thread)` on the pieces [i grain, (i+1) grain) of [0, count), handed out as threads become
/// free. The pieces are the same at any number of threads, so what is summed per piece may be added up in their order.
template <class F>
void parallel_for(int threads, std::size_t count, std::size_t grain, F&& body) {
    grain = std::max<std::size_t>(grain, 1);
    if (threads <= 1 || count <= grain) {
        for (std::size_t begin = 0; begin < count; begin += grain)
            body(begin, std::min(count, begin + grain), 0);
        return;
    }
    std::atomic<std::size_t> next{0};
    parallel_region(threads, [&](int thread) {
        for (;;) {
            const std::size_t begin = next.fetch_add(grain);
            if (begin >= count)
                return;
            body(begin, std::min(count, begin + grain), thread);
        }
    });
}

} // namespace cascade
