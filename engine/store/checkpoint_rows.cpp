#include "engine/store/checkpoint_rows.hpp"

#include "engine/core/check.hpp"

#include <algorithm>
#include <numeric>

namespace cascade {
namespace {

constexpr std::uint64_t kBuffer = std::uint64_t{4} << 20;

std::uint64_t sum_of(std::span<const std::uint32_t> lengths) {
    return std::accumulate(lengths.begin(), lengths.end(), std::uint64_t{0});
}

std::uint64_t lengths_bytes(const RowSegment& segment) {
    return segment.count * sizeof(std::uint32_t);
}

/// Calls `work(begin, end, bytes)` for pieces of rows, by position in `lengths`, that fill the buffer or are one long row.
template <class F>
void in_pieces(std::span<const std::uint32_t> lengths, F&& work) {
    for (std::size_t begin = 0; begin < lengths.size();) {
        std::size_t end = begin;
        std::uint64_t bytes = 0;
        do
            bytes += lengths[end++];
        while (end < lengths.size() && bytes + lengths[end] <= kBuffer);
        work(begin, end, bytes);
        begin = end;
    }
}

/// The table at the head of the file, compared with the range and the size that are known from elsewhere.
std::vector<RowSegment> read_table(BlockReader& file, const BlockLabel& label) {
    std::uint64_t count = 0;
    file.seek(0);
    file.read(&count, sizeof count);
    if (count > file.left() / sizeof(RowSegment))
        throw InputError("{}: its table announces {} segments, more than it holds", file.path(), count);
    std::vector<RowSegment> segments(count);
    file.read(segments.data(), count * sizeof(RowSegment));
    VertexId next = label.first;
    std::uint64_t left = file.left();
    for (const RowSegment& segment : segments) {
        if (segment.first != next || segment.count == 0 || segment.count > kSegmentVertices ||
            segment.count > label.end - next)
            throw InputError("{}: its table of vertices has a gap or an overlap at vertex {}", file.path(), next);
        const std::uint64_t lengths = lengths_bytes(segment);
        if (lengths > left || segment.bytes > left - lengths)
            throw InputError("{}: its segment of vertex {} is longer than what is left", file.path(), segment.first);
        left -= lengths + segment.bytes;
        next += segment.count;
    }
    if (next != label.end || left != 0)
        throw InputError("{}: its table covers vertices up to {} of {} and leaves {} bytes", file.path(), next,
                         label.end, left);
    return segments;
}

/// The part of one segment that lies in [begin, end); `file` stands at its lengths. All content before
/// `stop` is wanted.
void read_segment(BlockReader& file, const RowSegment& segment, VertexId begin, VertexId end, std::uint64_t stop,
                  VertexRows& rows) {
    std::vector<std::uint32_t> lengths(segment.count);
    file.read(lengths.data(), lengths.size() * sizeof(std::uint32_t));
    if (sum_of(lengths) != segment.bytes)
        throw InputError("{}: lengths of rows from vertex {} on do not add up", file.path(), segment.first);
    const std::uint64_t skipped = std::max(begin, segment.first) - segment.first;
    const std::uint64_t last = std::min(end, segment.first + segment.count) - segment.first;
    file.seek(file.position() + sum_of(std::span(lengths).first(skipped)));
    const std::span<const std::uint32_t> wanted = std::span(lengths).subspan(skipped, last - skipped);
    const std::uint64_t wanted_end = file.position() + sum_of(wanted);
    stop = std::max(stop, wanted_end);
    for (std::size_t from = 0, to = 0; from < wanted.size(); from = to) {
        const std::uint64_t least = file.position() == wanted_end ? 0 : std::max(wanted[from], 1U);
        const std::span<const std::byte> held = file.view(least, stop - file.position());
        std::uint64_t bytes = 0;
        while (to < wanted.size() && wanted[to] <= held.size() - bytes)
            bytes += wanted[to++];
        rows.take(segment.first + skipped + from - rows.first(), wanted.subspan(from, to - from), held.first(bytes));
        file.seek(file.position() + bytes);
    }
}

} // namespace

RowsPlan plan_rows(const std::string& name, const VertexRows& rows) {
    RowsPlan plan{.name = name, .first = rows.first(), .end = rows.first() + rows.count(), .segments = {}};
    plan.payload = sizeof(std::uint64_t);
    std::vector<std::uint32_t> lengths;
    for (VertexId first = plan.first; first < plan.end; first += kSegmentVertices) {
        lengths.resize(std::min(kSegmentVertices, plan.end - first));
        rows.lengths(first - plan.first, lengths);
        plan.segments.push_back({first, lengths.size(), sum_of(lengths)});
        plan.payload += sizeof(RowSegment) + lengths.size() * sizeof(std::uint32_t) + plan.segments.back().bytes;
    }
    return plan;
}

void write_rows(BlockWriter& file, const VertexRows& rows, const RowsPlan& plan) {
    const std::uint64_t count = plan.segments.size();
    file.write(&count, sizeof count);
    file.write(plan.segments.data(), count * sizeof(RowSegment));
    std::vector<std::uint32_t> lengths;
    std::vector<std::byte> buffer;
    for (const RowSegment& segment : plan.segments) {
        lengths.resize(segment.count);
        const std::uint64_t begin = segment.first - plan.first;
        rows.lengths(begin, lengths);
        CASCADE_CHECK(sum_of(lengths) == segment.bytes, "rows of '{}' changed while they were saved", plan.name);
        file.write(lengths.data(), lengths.size() * sizeof(std::uint32_t));
        in_pieces(lengths, [&](std::size_t from, std::size_t to, std::uint64_t bytes) {
            buffer.resize(std::max<std::size_t>(buffer.size(), bytes));
            rows.copy(begin + from, begin + to, std::span(buffer).first(bytes));
            file.write(buffer.data(), bytes);
        });
    }
}

void read_rows(BlockReader& file, const BlockLabel& label, VertexId begin, VertexId end, VertexRows& rows) {
    const std::vector<RowSegment> segments = read_table(file, label);
    std::vector<std::pair<std::uint64_t, RowSegment>> wanted; ///< each with its place
    for (std::uint64_t at = file.position(); const RowSegment& segment : segments) {
        if (segment.first < end && segment.first + segment.count > begin)
            wanted.emplace_back(at, segment);
        at += lengths_bytes(segment) + segment.bytes;
    }
    for (const auto& [at, segment] : wanted) {
        const auto& [last_at, last] = wanted.back();
        file.seek(at);
        read_segment(file, segment, begin, end, last_at + lengths_bytes(last), rows);
    }
}

} // namespace cascade
