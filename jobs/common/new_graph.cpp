#include "jobs/common/new_graph.hpp"

#include "engine/comm/agree.hpp"
#include "jobs/common/console.hpp"

#include <filesystem>

namespace cascade {

void check_output(const Job& job) {
    agree_at_root(job.context.world, [&] {
        const std::string& path = job.options.text("output");
        std::error_code failure;
        if (!job.options.flag("force") && std::filesystem::exists(path, failure))
            throw CreateError("--output {}: exists; choose another name, or --force to replace it", path);
    });
}

void finish_graph(Job& job, const GraphSlice& slice) {
    const std::string& path = job.options.text("output");
    say(job, "graph     {} vertices, {} arcs{}; {} self-loops removed, {} duplicates merged", slice.info.vertices,
        slice.info.edges, slice.info.symmetric ? " (both directions of each edge)" : "", slice.self_loops_removed,
        slice.duplicates_merged);
    std::string digest;
    {
        const auto phase = job.context.timers.scope("write");
        digest = write_graph_file(job.context, path, slice, job.options.flag("force"));
    }
    say(job, "written   {} ({})", path, digest);
    print_result_line(job, {{"vertices", slice.info.vertices}, {"edges", slice.info.edges}});
}

} // namespace cascade
