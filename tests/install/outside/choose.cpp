// An outside user of the libraries: makes a social graph, chooses three seeds and prints them with their spread.

#include "engine/comm/collectives.hpp"
#include "engine/graph/generate/generate.hpp"
#include "kernels/influence/selection.hpp"

#include <cstdio>

using namespace cascade;

int main(int argc, char** argv) {
    const MpiEnvironment mpi(argc, argv);
    Context context{.world = mpi.world(), .threads = 2};
    GraphSlice slice =
        generate_graph(context, {.kind = GraphKind::social, .vertices = 1000, .edges = 5000, .random_seed = 1});
    const int ranks = context.world.size();
    Partition shards{all_gather(context.world, slice.first)};
    shards.first.push_back(slice.info.vertices);
    PartitionedGraph graph(context.world, slice.info, {1, ranks}, std::move(shards));
    graph.set_in(std::move(slice.out)); // symmetric: one set of lists
    const LiveArcs arcs(context, graph, DiffusionOptions{}, Direction::in);
    SelectionOptions how{.k = 3};
    how.candidates = Bitmap(graph.selection_count());
    for (LocalVertex v = 0; v < graph.selection_count(); ++v)
        how.candidates.set(v);
    const SelectionResult result = select_seeds(context, graph, arcs, how);
    if (context.world.is_root())
        for (std::size_t i = 0; i < result.seeds.size(); ++i)
            std::printf("%llu %.17g\n", static_cast<unsigned long long>(result.seeds[i]), result.spread[i].spread);
    return 0;
}
