// bench io: one dataset-like run of bytes written and read by all ranks together, as graph files are: disk space is taken
// first, then each rank writes its share by position and syncs; reading is plain reading by position, in pieces over the
// threads. What is read was just written, so the page cache answers: this is what loading a file twice costs, and no
// more than an upper bound for a cold disk. The file is removed, whatever happens.

#include "engine/comm/agree.hpp"
#include "engine/core/big_array.hpp"
#include "engine/graph/partition.hpp"
#include "engine/runtime/parallel.hpp"
#include "engine/store/durable_file.hpp"
#include "engine/store/input_bytes.hpp"
#include "jobs/bench/measures.hpp"
#include "jobs/common/console.hpp"
#include "jobs/common/graph_run.hpp"
#include "jobs/common/quantity.hpp"
#include "jobs/common/resources.hpp"

#include <unistd.h>

#include <chrono>
#include <utility>

namespace cascade {
namespace {

constexpr std::uint64_t kBuffer = std::uint64_t{256} << 20; ///< a rank's, at most

/// Where a rank's bytes are.
struct Share {
    std::uint64_t begin, bytes;
};

/// The file, gone when it is; made by the root. Collective.
class BenchFile {
public:
    BenchFile(const Communicator& world, const std::string& directory, std::uint64_t bytes) : root_(world.is_root()) {
        path = directory + "/cascade-bench-" + std::to_string(::getpid()) + ".bytes";
        broadcast(world, path);
        agree_at_root(world, [&] {
            const int descriptor = create_file(path);
            made_ = true;
            try {
                allocate_file(descriptor, bytes, path);
            } catch (...) {
                ::close(descriptor);
                remove();
                throw;
            }
            ::close(descriptor);
        });
    }
    ~BenchFile() { remove(); }
    BenchFile(const BenchFile&) = delete;
    BenchFile& operator=(const BenchFile&) = delete;

    std::string path;

private:
    void remove() {
        if (root_ && made_)
            ::unlink(path.c_str());
        made_ = false;
    }

    bool root_;
    bool made_ = false;
};

/// Seconds of local work on the slowest rank. Collective.
template <class F>
double timed(const Communicator& world, F&& work) {
    world.barrier();
    const auto began = std::chrono::steady_clock::now();
    const double mine = agree(world, [&] {
        work();
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    });
    return all_reduce_max(world, mine);
}

/// Calls `f(offset, bytes)` for the parts of a share that fit into a buffer.
template <class F>
void for_each_part(const Share& share, std::uint64_t buffer, F&& f) {
    for (std::uint64_t done = 0; done < share.bytes; done += buffer)
        f(share.begin + done, std::min(buffer, share.bytes - done));
}

} // namespace

void bench_io(Job& job) {
    Context& context = job.context;
    const Communicator& world = context.world;
    const std::uint64_t size = job.options.size("size");
    const Partition shares = Partition::equal(size, world.size());
    const Share share{shares.begin_of(world.rank()), shares.count_of(world.rank())};
    const std::uint64_t buffer = std::min(kBuffer, size / static_cast<std::uint64_t>(world.size()) + 1);
    require_memory(job, kBareRankBytes + buffer, "the buffer");
    if (job.options.flag("dry-run"))
        return;
    BigArray<char> bytes = agree(world, [&] { return BigArray<char>(buffer); });
    parallel_for(context.threads, buffer, std::size_t{1} << 20, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t i = begin; i < end; ++i) // nothing that a file system could pack
            bytes[i] = static_cast<char>(i * 0x9e3779b97f4a7c15 >> 40);
    });
    const char last = share.bytes == 0 ? '\0' : bytes[(share.bytes - 1) % buffer];
    const BenchFile file(world, job.options.text("dir"), size);
    int descriptor = agree(world, [&] { return open_to_write(file.path); });
    double cached = 0, synced = 0, read = 0;
    {
        const auto phase = context.timers.scope("write");
        cached = timed(world, [&] {
            for_each_part(share, buffer, [&](std::uint64_t offset, std::uint64_t count) {
                write_all_at(descriptor, {bytes.data(), count}, offset, file.path);
            });
        });
    }
    {
        const auto phase = context.timers.scope("sync");
        synced = cached + timed(world, [&] { sync_and_close(std::exchange(descriptor, -1), file.path); });
    }
    {
        const auto phase = context.timers.scope("read");
        read = timed(world, [&] {
            const InputBytes input(file.path);
            for_each_part(share, buffer, [&](std::uint64_t offset, std::uint64_t count) {
                input.read(offset, bytes.data(), count, context.threads);
            });
            if (share.bytes > 0 && bytes[(share.bytes - 1) % buffer] != last)
                throw IoError("{}: holds other bytes than were written", file.path);
        });
    }
    const double all = static_cast<double>(size);
    say(job, "write     {:.2f} GB a second, {:.2f} until all is on disk", 1e-9 * all / cached, 1e-9 * all / synced);
    say(job, "read      {:.2f} GB a second, from the page cache where it holds the file", 1e-9 * all / read);
    print_outcome(job,
                  {{"write_bytes_per_second", all / synced},
                   {"read_bytes_per_second", all / read},
                   {"unsynced_write_bytes_per_second", all / cached},
                   {"page_cache_included", true},
                   {"bytes", size},
                   {"directory", job.options.text("dir")},
                   {"ranks", world.size()},
                   {"threads", context.threads}},
                  {{"write_bytes_per_second", all / synced}, {"read_bytes_per_second", all / read}});
}

} // namespace cascade
