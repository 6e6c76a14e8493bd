#pragma once
// What a block of worlds remembers of the vertices it has met, a record each.
//
// While few are met the records lie in a hash table that stays in cache (open addressing, at most half full). Once a
// block has met an eighth of all vertices, the blocks after it find their records by position: as much memory, and one
// access. Either way emptying costs what was met.
//
// A block of one world says yes or no where others have 64 bits. When its table would outgrow a byte for every vertex,
// records go into such bytes, a bit a word and one for having been met; the one in use lies unpacked beside them. So one
// world on a graph that fills the memory of its hosts takes little more.

#include "engine/core/big_array.hpp"
#include "engine/core/types.hpp"
#include "kernels/diffusion/work_list.hpp"

#include <array>
#include <bit>
#include <utility>
#include <vector>

namespace cascade {

/// `Record` is a trivially copyable aggregate, zero at birth, with `bool empty() const`. With `kMasks` it is made of words
/// with a bit a world and nothing else.
template <class Record>
class VertexRecords {
public:
    /// Vertices lie below `universe`.
    explicit VertexRecords(LocalVertex universe) : universe_(universe) {}

    /// Of the worlds to come, a bit each; nothing is remembered yet.
    void begin(std::uint64_t worlds) {
        single_ = worlds == 1;
        if (!single_ && bytes_.size() > 0) {
            bytes_ = {};
            table_ = std::vector<Entry>(kSmallest);
        }
    }

    /// The record of v, empty when new. Valid until the next call.
    Record& at(LocalVertex v) {
        if (by_position_) {
            Record& record = all_[v];
            met_.push_if(record.empty(), v);
            return record;
        }
        return elsewhere(v);
    }
    /// Null where nothing is remembered of v. Valid until the next call.
    const Record* find(LocalVertex v) const {
        if (by_position_)
            return &all_[v];
        if (bytes_.size() > 0) {
            looked_at_ = v == held_vertex_ ? held_ : unpacked(bytes_[v]);
            return &looked_at_;
        }
        std::size_t place = place_of(v);
        while (table_[place].vertex != v) {
            if (table_[place].vertex == kNobody)
                return nullptr;
            place = (place + 1) & (table_.size() - 1);
        }
        return &table_[place].record;
    }
    void prefetch(LocalVertex v) const {
        __builtin_prefetch(by_position_         ? static_cast<const void*>(all_.data() + v)
                           : bytes_.size() == 0 ? static_cast<const void*>(table_.data() + place_of(v))
                                                : bytes_.data() + v);
    }

    /// Empties all records; body(v, record) sees each that was not empty.
    template <class F>
    void drain(F&& body) {
        constexpr std::size_t kAhead = 16;
        if (by_position_) {
            for (std::size_t i = 0; i < met_.size(); ++i) {
                if (i + kAhead < met_.size())
                    prefetch(met_[i + kAhead]);
                Record& record = all_[met_[i]];
                if (!record.empty())
                    body(met_[i], record);
                record = Record{};
            }
        } else if (bytes_.size() > 0) {
            put_back();
            for (const LocalVertex v : met_) {
                const Record record = unpacked(std::exchange(bytes_[v], std::uint8_t{0}));
                if (!record.empty())
                    body(v, record);
            }
        } else {
            for (const LocalVertex v : met_) {
                Entry& entry = table_[kept_at(v)];
                if (!entry.record.empty())
                    body(v, entry.record);
                entry = Entry{};
            }
            if (met_.size() >= universe_ / 8) {
                by_position_ = true;
                all_ = BigArray<Record>(universe_);
                table_ = {};
            }
        }
        met_.clear();
    }

private:
    static constexpr LocalVertex kNobody = ~LocalVertex{0};
    static constexpr std::size_t kSmallest = 64;
    static constexpr std::uint8_t kMet = 0x80;
    static constexpr bool kPacks = requires { Record::kMasks; };
    struct Entry {
        LocalVertex vertex = kNobody;
        Record record{};
    };

    [[gnu::noinline]] Record& elsewhere(LocalVertex v) {
        if (bytes_.size() > 0)
            return among_bytes(v);
        for (std::size_t place = place_of(v);; place = (place + 1) & (table_.size() - 1)) {
            if (table_[place].vertex == v)
                return table_[place].record;
            if (table_[place].vertex == kNobody) {
                if (2 * met_.size() < table_.size()) {
                    met_.push(v);
                    table_[place].vertex = v;
                    return table_[place].record;
                }
                if (kPacks && single_ && kGrowth * table_.size() * sizeof(Entry) > universe_)
                    return pack(), among_bytes(v);
                grow();
                place = place_of(v) - 1;
            }
        }
    }
    std::size_t place_of(LocalVertex v) const {
        return static_cast<std::size_t>(v * 0x9e3779b97f4a7c15ULL >> (64 - std::countr_zero(table_.size())));
    }
    /// Entries go while others stay, so those behind a gap have to be looked for.
    std::size_t kept_at(LocalVertex v) const {
        std::size_t place = place_of(v);
        while (table_[place].vertex != v)
            place = (place + 1) & (table_.size() - 1);
        return place;
    }
    static constexpr std::size_t kGrowth = 4;
    [[gnu::noinline]] void grow() {
        std::vector<Entry> old(table_.size() * kGrowth);
        old.swap(table_);
        for (const Entry& entry : old)
            if (entry.vertex != kNobody) {
                std::size_t place = place_of(entry.vertex);
                while (table_[place].vertex != kNobody)
                    place = (place + 1) & (table_.size() - 1);
                table_[place] = entry;
            }
    }

    static std::uint8_t packed([[maybe_unused]] const Record& record) {
        std::uint8_t bits = kMet;
        if constexpr (kPacks) {
            const auto words = std::bit_cast<MaskWords>(record);
            for (std::size_t i = 0; i < words.size(); ++i)
                bits |= static_cast<std::uint8_t>((words[i] & 1) << i);
        }
        return bits;
    }
    static Record unpacked([[maybe_unused]] std::uint8_t bits) {
        if constexpr (kPacks) {
            MaskWords words;
            for (std::size_t i = 0; i < words.size(); ++i)
                words[i] = bits >> i & 1;
            return std::bit_cast<Record>(words);
        }
        return {};
    }
    /// From the table into bytes.
    [[gnu::noinline]] void pack() {
        bytes_ = BigArray<std::uint8_t>(universe_);
        for (const Entry& entry : table_)
            if (entry.vertex != kNobody)
                bytes_[entry.vertex] = packed(entry.record);
        table_ = {};
        held_vertex_ = kNobody;
    }
    void put_back() {
        if (held_vertex_ != kNobody)
            bytes_[held_vertex_] = packed(held_);
        held_vertex_ = kNobody;
    }
    Record& among_bytes(LocalVertex v) {
        put_back();
        met_.push_if((bytes_[v] & kMet) == 0, v);
        held_ = unpacked(bytes_[v]);
        held_vertex_ = v;
        return held_;
    }

    using MaskWords = std::array<std::uint64_t, kPacks ? sizeof(Record) / sizeof(std::uint64_t) : 1>;
    static_assert(!kPacks || std::tuple_size_v<MaskWords> <= 7, "the eighth bit is kMet");

    LocalVertex universe_;
    bool by_position_ = false;
    bool single_ = false; ///< one world, bit 0
    std::vector<Entry> table_ = std::vector<Entry>(kSmallest);
    BigArray<Record> all_;
    WorkList<LocalVertex> met_; ///< by position: at least once each
    BigArray<std::uint8_t> bytes_;
    Record held_{}; ///< of `held_vertex_`, whose byte may be out of date
    LocalVertex held_vertex_ = kNobody;
    mutable Record looked_at_{};
};

} // namespace cascade
