// Verifying: all digests and all rules over all datasets, in windows, so that a graph larger than memory can be checked.
//
// Blocks are dealt to ranks for the digests, rows for the rules; a window ends at about 16 M arcs or one row. Each rank
// does all of its share and agrees once at the end of a dataset, since windows differ in number from rank to rank.

#include "engine/comm/agree.hpp"
#include "engine/store/dataset_digest.hpp"
#include "engine/store/graph_rows.hpp"

#include <algorithm>

namespace cascade {
namespace {

constexpr VertexId kWindowRows = VertexId{1} << 20;
constexpr EdgeId kWindowArcs = EdgeId{1} << 24;

/// Checks the rows behind `pointers`, a few at a time.
void check_rows(const RowRange& rows, const BigArray<EdgeId>& pointers, int threads) {
    VertexId begin = 0;
    while (begin < rows.count) {
        const EdgeId goal = pointers[begin] + kWindowArcs;
        const auto past = std::upper_bound(pointers.begin() + begin + 1, pointers.end(), goal);
        const VertexId end =
            std::clamp<VertexId>(static_cast<VertexId>(past - pointers.begin()) - 1, begin + 1, rows.count);
        BigArray<EdgeId> part(end - begin + 1);
        std::copy(pointers.begin() + begin, pointers.begin() + end + 1, part.begin());
        read_rows({rows.bytes, rows.file, rows.direction, rows.first + begin, end - begin}, std::move(part), threads);
        begin = end;
    }
}

/// This rank's share of one direction.
void check_direction(Context& context, const InputBytes& bytes, const GraphFile& file,
                     const layout::Direction& direction) {
    const Partition shares = Partition::equal(file.info.vertices, context.world.size());
    const VertexId end = shares.end_of(context.world.rank());
    VertexId first = shares.begin_of(context.world.rank());
    do { // once even without rows, for the ends of the pointers
        const RowRange rows{bytes, file, direction, first, std::min(kWindowRows, end - first)};
        check_rows(rows, read_pointers(rows, context.threads), context.threads);
        first += rows.count;
    } while (first < end);
    check_iso_value(bytes, file, direction.values);
}

void check_ids(Context& context, const InputBytes& bytes, const GraphFile& file) {
    const Partition shares = Partition::equal(file.info.vertices, context.world.size());
    const VertexId end = shares.end_of(context.world.rank());
    for (VertexId first = shares.begin_of(context.world.rank()); first < end; first += kWindowRows)
        read_ids(bytes, file, first, std::min(kWindowRows, end - first), context.threads);
}

void check_labels(Context& context, const InputBytes& bytes, const GraphFile& file) {
    const Partition shares = Partition::equal(file.info.vertices, context.world.size());
    const VertexId end = shares.end_of(context.world.rank());
    VertexId first = shares.begin_of(context.world.rank());
    do { // once even without labels, for the ends of the offsets
        const VertexId count = std::min(kWindowRows, end - first);
        read_labels(bytes, file, first, count, context.threads);
        first += count;
    } while (first < end);
}

} // namespace

void verify_graph_file(Context& context, const GraphFile& file) {
    const auto scope = context.timers.scope("verify graph");
    const Communicator& world = context.world;
    const auto bytes = agree(world, [&] { return std::make_unique<InputBytes>(file.path); });
    for (const layout::Direction& direction : {layout::kOut, layout::kIn})
        if ((file.*direction.pointers.place).width != 0)
            agree(world, [&] { check_direction(context, *bytes, file, direction); });
    if (!file.info.identity_ids)
        agree(world, [&] { check_ids(context, *bytes, file); });
    if (file.info.labelled)
        agree(world, [&] { check_labels(context, *bytes, file); });
    for (const layout::NamedPlace& dataset : layout::kDatasets)
        require_stored_digest(context, *bytes, file, dataset);
}

} // namespace cascade
