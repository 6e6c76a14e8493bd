#include "engine/store/graph_rows.hpp"

#include "engine/core/processor.hpp"
#include "engine/core/utf8.hpp"
#include "engine/runtime/parallel.hpp"

#include <atomic>
#include <cmath>

namespace cascade {
namespace {

constexpr std::size_t kGrain = 4096;

/// The lowest i in [0, count) with `bad(i)`, or count.
template <class F>
std::size_t first_bad(std::size_t count, int threads, F&& bad, std::size_t grain = kGrain) {
    std::atomic<std::size_t> lowest{count};
    parallel_for(threads, count, grain, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t i = begin; i < end; ++i) {
            if (!bad(i))
                continue;
            std::size_t known = lowest.load();
            while (i < known && !lowest.compare_exchange_weak(known, i)) {
            }
            return;
        }
    });
    return lowest;
}

[[noreturn]] void complain(const GraphFile& file, const layout::NamedPlace& dataset, VertexId row,
                           const std::string& what) {
    throw InputError("{}: {}: row {}: {}; the file is damaged, restore it or make it again with `cascade import`",
                     file.path, dataset.name, row, what);
}

/// How many of the ids [begin, end) are not below n, and how many not above the one before them.
template <class Id>
std::uint64_t odd_ids(const Id* ids, EdgeId begin, EdgeId end, VertexId n) {
    if (begin == end)
        return 0;
    std::uint64_t odd = ids[begin] >= n;
    for (EdgeId e = begin + 1; e < end; ++e) {
        odd += ids[e] >= n;
        odd += ids[e - 1] >= ids[e];
    }
    return odd;
}

/// The same for newer processors.
template <class Id>
CASCADE_NEWER_INSTRUCTIONS std::uint64_t odd_ids_newer(const Id* ids, EdgeId begin, EdgeId end, VertexId n) {
    return odd_ids(ids, begin, end, n);
}

/// Whether the lists of rows [first, last) are as they must be. Ids that are not above the one before them are counted over
/// all lists at once, which vectors do, and then between one list and the next, where alone they may be.
template <class Id>
bool sound_lists(const Id* ids, const BigArray<EdgeId>& offsets, std::size_t first, std::size_t last, VertexId n) {
    const EdgeId begin = offsets[first];
    const EdgeId end = offsets[last];
    if (begin == end)
        return true;
    std::uint64_t between = 0;
    for (std::size_t row = first + 1; row < last; ++row) { // without branches, which nothing would foretell
        const EdgeId at = offsets[row];
        const EdgeId here = std::min(at, end - 1);
        const bool list_follows = (at > begin) & (at < offsets[row + 1]);
        between += list_follows & (ids[here - (here > begin)] >= ids[here]);
    }
    return between == (has_newer_instructions() ? odd_ids_newer(ids, begin, end, n) : odd_ids(ids, begin, end, n));
}

template <class Id>
std::size_t first_bad_list(const BigArray<Id>& ids, const BigArray<EdgeId>& offsets, VertexId n, int threads) {
    const std::size_t rows = offsets.size() - 1;
    const std::size_t piece =
        first_bad((rows + kGrain - 1) / kGrain, threads,
                  [&](std::size_t i) {
                      return !sound_lists(ids.data(), offsets, i * kGrain, std::min(rows, (i + 1) * kGrain), n);
                  },
                  1);
    std::size_t row = std::min(rows, piece * kGrain);
    while (row < rows && sound_lists(ids.data(), offsets, row, row + 1, n))
        ++row;
    return row;
}

void check_neighbours(const RowRange& rows, const AdjacencyLists& lists, int threads) {
    const NeighbourArray& ids = lists.neighbours;
    const VertexId n = rows.file.info.vertices;
    const std::size_t row = ids.is_wide() ? first_bad_list(ids.wide_values(), lists.offsets, n, threads)
                                          : first_bad_list(ids.narrow_values(), lists.offsets, n, threads);
    if (row < rows.count)
        complain(rows.file, rows.direction.indices, rows.first + row,
                 fmt::format("its neighbours must be ascending, without repeats, and below {}", n));
}

void check_weights(const RowRange& rows, const AdjacencyLists& lists, int threads) {
    const std::size_t row = first_bad(rows.count, threads, [&](std::size_t v) {
        bool bad = false;
        for (EdgeId e = lists.offsets[v]; e < lists.offsets[v + 1]; ++e)
            bad |= !std::isfinite(lists.weights[e]);
        return bad;
    });
    if (row < rows.count)
        complain(rows.file, rows.direction.values, rows.first + row, "a weight is not a finite number");
}

/// The offsets of [first, first + count] as stored: ascending, since no label is empty, within the bytes there are.
std::vector<std::uint64_t> read_label_offsets(const InputBytes& bytes, const GraphFile& file, VertexId first,
                                              VertexId count, int threads) {
    const std::uint64_t total = file.labels.count;
    std::vector<std::uint64_t> offsets(count + 1);
    bytes.read(file.label_offsets.offset + first * sizeof(std::uint64_t), offsets.data(),
               offsets.size() * sizeof(std::uint64_t), threads);
    if (first == 0 && offsets[0] != 0)
        complain(file, layout::kLabelOffsets, 0, fmt::format("starts at {} instead of 0", offsets[0]));
    if (offsets[0] > total)
        complain(file, layout::kLabelOffsets, first, fmt::format("begins at {} of {} bytes", offsets[0], total));
    const std::size_t row = first_bad(
        count, threads, [&](std::size_t v) { return offsets[v] >= offsets[v + 1] || offsets[v + 1] > total; });
    if (row < count)
        complain(file, layout::kLabelOffsets, first + row,
                 fmt::format("runs from {} to {} of {} bytes", offsets[row], offsets[row + 1], total));
    if (first + count == file.info.vertices && offsets[count] != total)
        complain(file, layout::kLabelOffsets, file.info.vertices,
                 fmt::format("the labels end at {} instead of {}", offsets[count], total));
    return offsets;
}

/// The label of the vertex before `first`, whose own begins at byte `end` of all labels.
std::string label_before(const InputBytes& bytes, const GraphFile& file, VertexId first, std::uint64_t end) {
    std::uint64_t begin = 0;
    bytes.read(file.label_offsets.offset + (first - 1) * sizeof(begin), &begin, sizeof(begin));
    std::string label(begin < end ? end - begin : 0, '\0');
    bytes.read(file.labels.offset + begin, label.data(), label.size());
    return label;
}

} // namespace

std::unique_ptr<InputBytes> open_unchanged(const GraphFile& file) {
    auto bytes = std::make_unique<InputBytes>(file.path);
    if (bytes->size() != file.bytes)
        throw InputError("{}: has {} bytes now and had {} when the program started; leave it alone while it is read",
                         file.path, bytes->size(), file.bytes);
    return bytes;
}

BigArray<EdgeId> read_pointers(const RowRange& rows, int threads) {
    const DatasetPlace& place = rows.file.*rows.direction.pointers.place;
    const EdgeId m = rows.file.info.edges;
    BigArray<EdgeId> pointers(rows.count + 1);
    rows.bytes.read(place.offset + rows.first * sizeof(EdgeId), pointers.data(), pointers.bytes(), threads);
    if (rows.first == 0 && pointers[0] != 0)
        complain(rows.file, rows.direction.pointers, 0, fmt::format("starts at {} instead of 0", pointers[0]));
    const std::size_t row = first_bad(
        rows.count, threads, [&](std::size_t v) { return pointers[v] > pointers[v + 1] || pointers[v + 1] > m; });
    if (row < rows.count)
        complain(rows.file, rows.direction.pointers, rows.first + row,
                 fmt::format("runs from {} to {} of {} arcs", pointers[row], pointers[row + 1], m));
    if (rows.first + rows.count == rows.file.info.vertices && pointers[rows.count] != m)
        complain(rows.file, rows.direction.pointers, rows.file.info.vertices,
                 fmt::format("the lists end at {} instead of {}", pointers[rows.count], m));
    return pointers;
}

AdjacencyLists read_rows(const RowRange& rows, BigArray<EdgeId> pointers, int threads) {
    const DatasetPlace& ids = rows.file.*rows.direction.indices.place;
    const DatasetPlace& values = rows.file.*rows.direction.values.place;
    const EdgeId before = pointers[0];
    if (before > rows.file.info.edges) // only possible for a run of no rows
        complain(rows.file, rows.direction.pointers, rows.first,
                 fmt::format("starts at {} of {} arcs", before, rows.file.info.edges));
    const EdgeId arcs = pointers[rows.count] - before;
    AdjacencyLists lists;
    lists.neighbours = NeighbourArray(arcs, rows.file.info.vertices, ids.width == 8);
    void* const to = ids.width == 8 ? static_cast<void*>(lists.neighbours.wide_values().data())
                                    : static_cast<void*>(lists.neighbours.narrow_values().data());
    rows.bytes.read(ids.offset + before * ids.width, to, lists.neighbours.bytes(), threads);
    for (EdgeId& pointer : pointers)
        pointer -= before;
    lists.offsets = std::move(pointers);
    check_neighbours(rows, lists, threads);
    if (rows.file.info.weighted) {
        lists.weights = BigArray<float>(arcs);
        rows.bytes.read(values.offset + before * sizeof(float), lists.weights.data(), lists.weights.bytes(), threads);
        check_weights(rows, lists, threads);
    }
    return lists;
}

std::vector<OriginalId> read_ids(const InputBytes& bytes, const GraphFile& file, VertexId first, VertexId count,
                                 int threads) {
    std::vector<OriginalId> ids(count);
    bytes.read(file.ids.offset + first * sizeof(OriginalId), ids.data(), count * sizeof(OriginalId), threads);
    if (file.info.order != "id" || count == 0)
        return ids;
    if (first > 0) {
        OriginalId before = 0;
        bytes.read(file.ids.offset + (first - 1) * sizeof(OriginalId), &before, sizeof(before));
        if (before >= ids[0])
            complain(file, layout::kIds, first, "ids must be ascending in a file ordered by id");
    }
    const std::size_t row = first_bad(count - 1, threads, [&](std::size_t v) { return ids[v] >= ids[v + 1]; });
    if (row < count - 1)
        complain(file, layout::kIds, first + row + 1, "ids must be ascending in a file ordered by id");
    return ids;
}

LabelRows read_labels(const InputBytes& bytes, const GraphFile& file, VertexId first, VertexId count, int threads) {
    std::vector<std::uint64_t> ends = read_label_offsets(bytes, file, first, count, threads);
    const std::uint64_t begin = ends[0];
    std::string text(ends.back() - begin, '\0');
    bytes.read(file.labels.offset + begin, text.data(), text.size(), threads);
    ends.erase(ends.begin());
    for (std::uint64_t& end : ends)
        end -= begin;
    LabelRows rows{LabelList(std::move(text), std::move(ends)), begin};
    const LabelList& labels = rows.labels;
    const std::size_t bad = first_bad(count, threads, [&](std::size_t v) { return !is_utf8(labels[v]); });
    if (bad < count)
        complain(file, layout::kLabels, first + bad, "a label is not UTF-8");
    if (file.info.order != "id" || count == 0)
        return rows;
    const bool first_is_late = first == 0 || label_before(bytes, file, first, begin) < labels[0];
    const std::size_t row =
        first_is_late ? first_bad(count - 1, threads, [&](std::size_t v) { return labels[v] >= labels[v + 1]; }) + 1
                      : 0;
    if (row < count)
        complain(file, layout::kLabels, first + row, "labels must be ascending in a file ordered by id");
    return rows;
}

void check_iso_value(const InputBytes& bytes, const GraphFile& file, const layout::NamedPlace& values) {
    const DatasetPlace& place = file.*values.place;
    if (place.width != 1)
        return;
    std::uint8_t one = 0;
    bytes.read(place.offset, &one, 1);
    if (one != 1)
        complain(file, values, 0, fmt::format("the value of an unweighted arc is {} instead of 1", one));
}

} // namespace cascade
