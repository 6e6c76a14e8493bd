#include "engine/store/checkpoint_rows.hpp"

#include "engine/core/check.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace cascade {
namespace {

std::uint64_t sum_of(std::span<const std::uint32_t> lengths) {
    return std::accumulate(lengths.begin(), lengths.end(), std::uint64_t{0});
}

/// The segment that begins with the first of `lengths`.
RowSegment cut(VertexId first, std::span<const std::uint32_t> lengths) {
    RowSegment segment{.first = first};
    bool alike = true;
    do {
        alike &= lengths[segment.count] == lengths.front();
        segment.bytes += lengths[segment.count++];
    } while (segment.count < lengths.size() && segment.bytes < kSegmentBytes);
    segment.each = alike ? lengths.front() : kLengthsDiffer;
    return segment;
}

} // namespace

std::uint64_t RowSegment::lengths_bytes() const {
    return each == kLengthsDiffer ? count * sizeof(std::uint32_t) : 0;
}

std::uint64_t RowsPlan::table_bytes() const {
    return sizeof(std::uint64_t) + segments.size() * sizeof(RowSegment);
}

std::uint64_t RowsPlan::file_bytes() const {
    std::uint64_t content = table_bytes();
    for (const RowSegment& segment : segments)
        content += segment.lengths_bytes() + segment.bytes;
    return block_file_bytes(content, 1 + 2 * segments.size());
}

RowsPlan plan_rows(const std::string& name, const VertexRows& rows) {
    RowsPlan plan{.name = name, .first = rows.first(), .end = rows.first() + rows.count(), .segments = {}};
    std::vector<std::uint32_t> lengths;
    for (VertexId first = plan.first; first < plan.end; first += lengths.size()) {
        lengths.resize(std::min(kSegmentVertices, plan.end - first));
        rows.lengths(first - plan.first, lengths);
        for (std::size_t at = 0; at < lengths.size(); at += plan.segments.back().count)
            plan.segments.push_back(cut(first + at, std::span(lengths).subspan(at)));
    }
    return plan;
}

void write_rows(BlockWriter& file, const VertexRows& rows, const RowsPlan& plan) {
    const std::uint64_t count = plan.segments.size();
    file.write(&count, sizeof count);
    file.write(plan.segments.data(), count * sizeof(RowSegment));
    file.end_block();
    std::vector<std::uint32_t> lengths;
    std::vector<std::byte> buffer;
    for (const RowSegment& segment : plan.segments) {
        lengths.resize(segment.count);
        const std::uint64_t begin = segment.first - plan.first;
        rows.lengths(begin, lengths);
        CASCADE_CHECK(sum_of(lengths) == segment.bytes, "rows of '{}' changed while they were saved", plan.name);
        file.write(lengths.data(), segment.lengths_bytes());
        file.end_block();
        buffer.resize(std::max<std::size_t>(buffer.size(), segment.bytes));
        rows.copy(begin, begin + segment.count, std::span(buffer).first(segment.bytes));
        file.write(buffer.data(), segment.bytes);
        file.end_block();
    }
}

RowsReader::RowsReader(const std::string& path, const BlockLabel& label, std::uint64_t bytes)
    : file_(path, label, bytes) {
    BlockPlace place = file_.first_block();
    std::vector<std::byte> table(place.bytes);
    file_.read(place, table.data());
    std::uint64_t count = 0;
    if (table.size() >= sizeof count)
        std::memcpy(&count, table.data(), sizeof count);
    if (table.size() < sizeof count || (table.size() - sizeof count) % sizeof(RowSegment) != 0 ||
        (table.size() - sizeof count) / sizeof(RowSegment) != count)
        throw InputError("{}: its table of {} bytes is not one of {} segments", path, table.size(), count);
    segments_.resize(count);
    VertexId next = label.first;
    for (std::size_t i = 0; Segment & segment : segments_) {
        std::memcpy(static_cast<RowSegment*>(&segment), table.data() + sizeof count + i++ * sizeof(RowSegment),
                    sizeof(RowSegment));
        if (segment.first != next || segment.count == 0 || segment.count > kSegmentVertices ||
            segment.count > label.end - next)
            throw InputError("{}: its table of vertices has a gap or an overlap at vertex {}", path, next);
        if (segment.each != kLengthsDiffer && segment.bytes != std::uint64_t{segment.each} * segment.count)
            throw InputError("{}: lengths of rows from vertex {} on do not add up", path, segment.first);
        segment.lengths_place = place = place.next(segment.lengths_bytes());
        segment.rows_place = place = place.next(segment.bytes);
        if (segment.bytes > bytes || place.offset > bytes)
            throw InputError("{}: its segment of vertex {} is longer than the file", path, segment.first);
        next += segment.count;
    }
    if (const std::uint64_t end = place.next(0).offset; next != label.end || end != bytes)
        throw InputError("{}: its table covers vertices up to {} of {} and {} of {} bytes", path, next, label.end, end,
                         bytes);
}

bool RowsReader::concerns(std::size_t segment, VertexId begin, VertexId end) const {
    const Segment& one = segments_[segment];
    return one.first < end && one.first + one.count > begin;
}

RowsReader::Part RowsReader::part_of(const Segment& segment, VertexId begin, VertexId end) {
    return {std::max(begin, segment.first) - segment.first,
            std::min(end, segment.first + segment.count) - segment.first};
}

std::vector<std::uint32_t> RowsReader::lengths_of(const Segment& segment) const {
    std::vector<std::uint32_t> lengths(segment.count, segment.each);
    if (segment.each != kLengthsDiffer)
        return lengths;
    file_.read(segment.lengths_place, lengths.data());
    if (sum_of(lengths) != segment.bytes)
        throw InputError("{}: lengths of rows from vertex {} on do not add up", file_.path(), segment.first);
    return lengths;
}

void RowsReader::tell_lengths(std::size_t segment, VertexId begin, VertexId end, VertexRows& rows) const {
    const Segment& one = segments_[segment];
    const Part part = part_of(one, begin, end);
    const std::vector<std::uint32_t> lengths = lengths_of(one);
    rows.expect(one.first + part.begin - rows.first(), std::span(lengths).subspan(part.begin, part.end - part.begin));
}

void RowsReader::load(std::size_t segment, VertexId begin, VertexId end, VertexRows& rows) const {
    const Segment& one = segments_[segment];
    const Part part = part_of(one, begin, end);
    std::vector<std::byte> unwanted; // in front, and behind
    std::uint64_t in_front = 0;
    if (part.begin > 0 || part.end < one.count) {
        const std::vector<std::uint32_t> lengths = lengths_of(one);
        in_front = sum_of(std::span(lengths).first(part.begin));
        unwanted.resize(in_front + sum_of(std::span(lengths).subspan(part.end)));
    }
    std::vector<std::span<std::byte>> rooms;
    rooms.push_back(std::span(unwanted).first(in_front));
    const std::uint64_t first = one.first - rows.first(); // may wrap around; the sums below do not
    rows.rooms(first + part.begin, first + part.end, rooms);
    rooms.push_back(std::span(unwanted).subspan(in_front));
    file_.read(one.rows_place, rooms);
    rows.take(first + part.begin, first + part.end);
}

void RowsReader::check() const {
    for (const Segment& segment : segments_) {
        file_.check(segment.lengths_place);
        file_.check(segment.rows_place);
    }
}

} // namespace cascade
