#pragma once
// What a block of worlds remembers of the vertices it has met, a record each.
//
// While few are met the records lie in a hash table that stays in cache (open addressing, at most half full). Once a
// block has met an eighth of all vertices, the blocks after it find their records by position: as much memory, and one
// access. Either way emptying costs what was met.

#include "engine/core/big_array.hpp"
#include "engine/core/types.hpp"
#include "kernels/diffusion/work_list.hpp"

#include <bit>
#include <vector>

namespace cascade {

/// `Record` is a trivially copyable aggregate, zero at birth, with `bool empty() const`.
template <class Record>
class VertexRecords {
public:
    /// Vertices lie below `universe`.
    explicit VertexRecords(LocalVertex universe) : universe_(universe) {}

    /// The record of v, empty when new. Valid until the next call.
    Record& at(LocalVertex v) {
        if (by_position_) {
            Record& record = all_[v];
            met_.push_if(record.empty(), v);
            return record;
        }
        return in_table(v);
    }
    /// Null where nothing is remembered of v.
    const Record* find(LocalVertex v) const {
        if (by_position_)
            return &all_[v];
        std::size_t place = place_of(v);
        while (table_[place].vertex != v) {
            if (table_[place].vertex == kNobody)
                return nullptr;
            place = (place + 1) & (table_.size() - 1);
        }
        return &table_[place].record;
    }
    void prefetch(LocalVertex v) const {
        __builtin_prefetch(by_position_ ? static_cast<const void*>(all_.data() + v)
                                        : static_cast<const void*>(table_.data() + place_of(v)));
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
    struct Entry {
        LocalVertex vertex = kNobody;
        Record record{};
    };

    [[gnu::noinline]] Record& in_table(LocalVertex v) {
        for (std::size_t place = place_of(v);; place = (place + 1) & (table_.size() - 1)) {
            if (table_[place].vertex == v)
                return table_[place].record;
            if (table_[place].vertex == kNobody) {
                if (2 * met_.size() < table_.size()) {
                    met_.push(v);
                    table_[place].vertex = v;
                    return table_[place].record;
                }
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
    [[gnu::noinline]] void grow() {
        std::vector<Entry> old(table_.size() * 4);
        old.swap(table_);
        for (const Entry& entry : old)
            if (entry.vertex != kNobody) {
                std::size_t place = place_of(entry.vertex);
                while (table_[place].vertex != kNobody)
                    place = (place + 1) & (table_.size() - 1);
                table_[place] = entry;
            }
    }

    LocalVertex universe_;
    bool by_position_ = false;
    std::vector<Entry> table_ = std::vector<Entry>(64);
    BigArray<Record> all_;
    WorkList<LocalVertex> met_; ///< by position: at least once each
};

} // namespace cascade
