#include "kernels/cover/pool_rows.hpp"

#include "engine/core/check.hpp"
#include "engine/core/processor.hpp"
#include "engine/runtime/parallel.hpp"
#include "kernels/cover/gap_check.hpp"

#include <cstring>
#include <numeric>

namespace cascade {
namespace {

constexpr std::size_t kRun = 512;                    ///< rows
constexpr std::size_t kMuch = std::size_t{64} << 20; ///< bytes of room that may turn out too much

constexpr std::uint64_t kPlace = ~std::uint64_t{0} >> 1; ///< the bits of a place in the stream

CASCADE_NEWER_INSTRUCTIONS bool is_list_by_instruction(const std::uint8_t* begin, const std::uint8_t* end,
                                                       std::uint32_t count, std::uint32_t last) {
    return gap_code::is_list(begin, end, count, last);
}

} // namespace

void InvertedPool::Rows::refuse(LocalVertex vertex) const {
    throw InputError("the saved list of samples of vertex {} holds what no list can hold", first_ + vertex);
}

std::span<const std::byte> InvertedPool::Rows::body_of(LocalVertex v) const {
    const List* list = pool_.lists_.data() + pool_.entry(v);
    const Slab& slab = pool_.slab_of(v);
    if (list->dense != 0)
        return std::as_bytes(slab.bitmaps[list->last].span());
    return std::as_bytes(std::span(slab.stream.data() + list[0].place, slab.stream.data() + list[1].place));
}

void InvertedPool::Rows::lengths(std::uint64_t begin, std::span<std::uint32_t> out) const {
    CASCADE_CHECK(pool_.waiting_ == 0, "{} memberships wait", pool_.waiting_);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto v = static_cast<LocalVertex>(begin + i);
        out[i] = pool_.count_of(v) == 0 ? 0 : static_cast<std::uint32_t>(sizeof(Head) + body_of(v).size());
    }
}

void InvertedPool::Rows::copy(std::uint64_t begin, std::uint64_t end, std::span<std::byte> out) const {
    std::byte* to = out.data();
    for (auto v = static_cast<LocalVertex>(begin); v < end; ++v) {
        const List& list = pool_.lists_[pool_.entry(v)];
        if (list.count == 0)
            continue;
        const Head head{list.count, list.dense != 0 ? kDenseMark : list.last};
        std::memcpy(to, &head, sizeof head);
        to += sizeof head;
        const std::span<const std::byte> body = body_of(v);
        std::memcpy(to, body.data(), body.size());
        to += body.size();
    }
}

void InvertedPool::Rows::clear() {
    pool_ = InvertedPool(pool_.vertices_);
    filling_ = filled_ = 0;
}

/// A bitmap is whole words, as its head is one; so most rows need not be looked at.
bool InvertedPool::Rows::is_bitmap(std::span<const std::byte> row) {
    static_assert(sizeof(Head) == sizeof(std::uint64_t));
    if (row.empty() || row.size() % sizeof(std::uint64_t) != 0)
        return false;
    Head head{};
    std::memcpy(&head, row.data(), sizeof head);
    return head.last == kDenseMark;
}

/// Checks the rows of a run and puts them where they belong: what has been checked, and nothing else.
class InvertedPool::Rows::Taker {
public:
    /// Nothing may be read from `end` on.
    Taker(Rows& rows, const Run& run, const std::byte* end)
        : rows_(rows), run_(run), slab_(rows.pool_.slabs_[rows.filling_]), end_(end),
          to_(slab_.stream.data() + run.place), to_end_(to_ + run.frames), bitmap_(run.bitmap), vertex_(run.vertex) {}

    /// How many ids all its lists have.
    std::uint64_t take() {
        std::uint64_t ids = 0;
        std::span<const std::byte> left = run_.bytes;
        List* list = rows_.pool_.lists_.data() + rows_.pool_.entry(vertex_);
        for (const std::uint32_t length : run_.lengths) {
            *list = {};
            list->place = static_cast<std::uint64_t>(to_ - slab_.stream.data()) & kPlace;
            if (length != 0)
                ids += take_row(*list, left.first(length));
            left = left.subspan(length);
            ++list;
            ++vertex_;
        }
        return ids;
    }

private:
    std::uint32_t take_row(List& list, std::span<const std::byte> row) {
        Head head{};
        std::memcpy(&head, row.data(), sizeof head); // there is one: `cut` has looked
        const std::span<const std::byte> body = row.subspan(sizeof head);
        if (is_bitmap(row))
            take_bitmap(list, head, body);
        else
            take_frames(list, head, body);
        return list.count = head.count;
    }

    void take_frames(List& list, Head head, std::span<const std::byte> body) {
        const auto* const from = reinterpret_cast<const std::uint8_t*>(body.data());
        const bool slack = static_cast<std::size_t>(end_ - body.data()) >= body.size() + gap_code::kCheckSlack;
        if (head.count == 0 || head.last >= rows_.samples_ ||
            !(slack ? is_list(from, body.size(), head) : ends(body, head)))
            rows_.refuse(vertex_);
        list.last = head.last;
        copy(from, body.size(), slack);
        to_ += body.size();
    }

    bool is_list(const std::uint8_t* from, std::size_t size, Head head) const {
        return newer_ ? is_list_by_instruction(from, from + size, head.count, head.last)
                      : gap_code::is_list(from, from + size, head.count, head.last);
    }

    /// The same for the last rows, behind which nothing may be read.
    bool ends(std::span<const std::byte> body, Head head) const {
        std::vector<std::uint8_t> padded(body.size() + gap_code::kCheckSlack);
        std::memcpy(padded.data(), body.data(), body.size());
        return is_list(padded.data(), body.size(), head);
    }

    /// Most lists are too short for a call; what is written beyond one is written over by the next, or it is not done.
    void copy(const std::uint8_t* from, std::size_t size, bool slack) {
        constexpr std::size_t kShort = 64;
        static_assert(gap_code::kSlack >= 16);
        if (!slack || size > kShort || static_cast<std::size_t>(to_end_ - to_) < size + 16) {
            std::memcpy(to_, from, size);
            return;
        }
        for (std::size_t i = 0; i < size; i += 16)
            std::memcpy(to_ + i, from + i, 16);
    }

    void take_bitmap(List& list, Head head, std::span<const std::byte> body) {
        const std::uint64_t words = body.size() / sizeof(std::uint64_t);
        const std::uint64_t most = (rows_.samples_ + 63) / 64;
        if (words > most)
            rows_.refuse(vertex_);
        Words bitmap(words);
        if (words > 0)
            std::memcpy(bitmap.data(), body.data(), body.size());
        const std::uint64_t ids =
            std::transform_reduce(bitmap.begin(), bitmap.end(), std::uint64_t{0}, std::plus{},
                                  [](std::uint64_t word) { return static_cast<std::uint64_t>(std::popcount(word)); });
        const std::uint64_t last_bits = rows_.samples_ % 64;
        const bool beyond = words > 0 && words == most && last_bits != 0 && bitmap[words - 1] >> last_bits != 0;
        if (ids != head.count || beyond)
            rows_.refuse(vertex_);
        list.dense = 1;
        list.last = static_cast<std::uint32_t>(bitmap_);
        slab_.bitmaps[bitmap_++] = std::move(bitmap);
    }

    Rows& rows_;
    const Run& run_;
    Slab& slab_;
    const std::byte* end_;
    std::uint8_t* to_; ///< where the next frames go
    const std::uint8_t* to_end_;
    std::size_t bitmap_;
    LocalVertex vertex_;
    bool newer_ = has_newer_instructions();
};

void InvertedPool::Rows::take(std::uint64_t begin, std::span<const std::uint32_t> lengths,
                              std::span<const std::byte> bytes) {
    const std::byte* const end = bytes.data() + bytes.size();
    const std::size_t in_slab = std::size_t{1} << pool_.slab_bits_;
    for (auto vertex = static_cast<LocalVertex>(begin); !lengths.empty();) {
        for (const std::size_t slab = vertex >> pool_.slab_bits_; filling_ < slab;)
            finish_slab();
        const auto some = lengths.first(std::min(lengths.size(), in_slab - vertex % in_slab));
        std::vector<Run> runs = cut(vertex, some, bytes);
        make_room(runs);
        std::vector<std::uint64_t> ids(runs.size());
        parallel_for(threads_, runs.size(), 1,
                     [&](std::size_t i, std::size_t, int) { ids[i] = Taker(*this, runs[i], end).take(); });
        pool_.encoded_ += std::accumulate(ids.begin(), ids.end(), std::uint64_t{0});
        lengths = lengths.subspan(some.size());
        vertex += static_cast<LocalVertex>(some.size());
    }
}

std::vector<InvertedPool::Rows::Run> InvertedPool::Rows::cut(LocalVertex vertex, std::span<const std::uint32_t> lengths,
                                                             std::span<const std::byte>& bytes) const {
    std::vector<Run> runs;
    for (; !lengths.empty(); lengths = lengths.subspan(runs.back().lengths.size())) {
        Run run{.vertex = vertex, .lengths = lengths.first(std::min(kRun, lengths.size())), .bytes = bytes};
        for (const std::uint32_t length : run.lengths) {
            if (length > bytes.size() || (length > 0 && length < sizeof(Head)))
                refuse(vertex);
            if (is_bitmap(bytes.first(length)))
                ++run.bitmaps;
            else if (length > 0)
                run.frames += length - sizeof(Head);
            bytes = bytes.subspan(length);
            ++vertex;
        }
        run.bytes = run.bytes.first(run.bytes.size() - bytes.size());
        runs.push_back(run);
    }
    return runs;
}

/// Says where in the slab at hand each run goes, and makes the slab large enough; for all its rows, if they go on as they
/// have begun.
void InvertedPool::Rows::make_room(std::span<Run> runs) {
    Slab& slab = pool_.slabs_[filling_];
    std::size_t bitmaps = slab.bitmaps.size();
    const std::size_t before = filled_;
    for (Run& run : runs) {
        run.place = std::exchange(filled_, filled_ + run.frames);
        run.bitmap = std::exchange(bitmaps, bitmaps + run.bitmaps);
    }
    slab.bitmaps.resize(bitmaps);
    if (slab.stream.size() >= filled_ + gap_code::kSlack)
        return;
    const std::size_t first = filling_ << pool_.slab_bits_;
    const std::size_t come = runs.back().vertex + runs.back().lengths.size() - first;
    const std::size_t expected = come == rows_in_slab() ? filled_ : (filled_ / come + 1) * rows_in_slab() / 4 * 5;
    BigArray<std::uint8_t> larger(std::clamp(expected, filled_, filled_ + std::max(filled_, kMuch)) + gap_code::kSlack);
    std::copy_n(slab.stream.data(), before, larger.data());
    slab.stream = std::move(larger);
}

/// Of the one at hand.
std::size_t InvertedPool::Rows::rows_in_slab() const {
    return std::min<std::size_t>(std::size_t{1} << pool_.slab_bits_, pool_.vertices_ - (filling_ << pool_.slab_bits_));
}

/// Nothing more will come for the slab at hand: its last list ends where its bytes do, and room it does not need goes.
void InvertedPool::Rows::finish_slab() {
    Slab& slab = pool_.slabs_[filling_];
    pool_.lists_[(filling_ << pool_.slab_bits_) + rows_in_slab() + filling_].place = filled_ & kPlace;
    slab.stream.shrink(filled_ + gap_code::kSlack);
    ++filling_;
    filled_ = 0;
}

void InvertedPool::Rows::complete() {
    while (filling_ < pool_.slabs_.size())
        finish_slab();
    pool_.samples_ = samples_;
}

} // namespace cascade
