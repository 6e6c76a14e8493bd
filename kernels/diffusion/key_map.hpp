#pragma once
// A value for each touched key of a block of worlds, mostly (vertex, world). Open addressing; emptied at the cost of
// what was touched.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cascade {

template <class Value>
class KeyMap {
public:
    using Key = std::uint64_t; ///< not all ones
    struct Found {
        Value& value;
        bool fresh; ///< not touched before; `value` is then to be set
    };

    void clear() {
        for (const std::size_t at : touched_)
            entries_[at].key = kEmpty;
        touched_.clear();
    }
    /// Valid until the next call.
    Found touch(Key key) {
        if ((touched_.size() + 1) * 2 > entries_.size())
            grow();
        for (std::size_t at = place(key);; at = (at + 1) & (entries_.size() - 1)) {
            if (entries_[at].key == key)
                return {entries_[at].value, false};
            if (entries_[at].key == kEmpty) {
                entries_[at] = {key, Value{}};
                touched_.push_back(at);
                return {entries_[at].value, true};
            }
        }
    }

private:
    static constexpr Key kEmpty = ~Key{0};
    struct Entry {
        Key key = kEmpty;
        Value value{};
    };

    std::size_t place(Key key) const {
        const std::uint64_t mixed = (key ^ key >> 31) * 0x9e3779b97f4a7c15ULL;
        return static_cast<std::size_t>(mixed >> (64 - std::countr_zero(entries_.size())));
    }
    [[gnu::noinline]] void grow() {
        std::vector<Entry> old(entries_.size() * 2);
        old.swap(entries_);
        for (std::size_t& position : touched_) {
            const Entry entry = old[position];
            position = place(entry.key);
            while (entries_[position].key != kEmpty)
                position = (position + 1) & (entries_.size() - 1);
            entries_[position] = entry;
        }
    }

    std::vector<Entry> entries_ = std::vector<Entry>(1024);
    std::vector<std::size_t> touched_; ///< positions in use
};

} // namespace cascade
