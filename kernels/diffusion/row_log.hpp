#pragma once
// Rows of whole numbers that ranks write down in any order and rank 0 sorts in the end.

#include "engine/comm/collectives.hpp"
#include "engine/core/archive.hpp"

#include <algorithm>
#include <numeric>

namespace cascade {

class RowLog {
public:
    explicit RowLog(std::size_t width) : width_(width) {}

    void add(std::span<const std::int64_t> row) { values_.insert(values_.end(), row.begin(), row.end()); }
    std::size_t size() const { return values_.size() / width_; }
    void take(RowLog& other) {
        add(other.values_);
        other.values_.clear();
    }
    /// Everything to rank 0, nothing is left elsewhere. Collective.
    void gather(const Communicator& world) { values_ = cascade::gather(world, std::span<const std::int64_t>(values_)); }
    /// Collective; as for an archive.
    void state(const Communicator& world, Archive& archive, std::string_view name) {
        if (!archive.loading())
            gather(world);
        archive.list(name, values_);
        if (!world.is_root())
            values_.clear();
    }
    /// [column][row], rows in ascending order.
    std::vector<std::vector<std::int64_t>> columns() const {
        std::vector<std::size_t> order(size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        const auto row = [&](std::size_t i) { return std::span(values_.data() + i * width_, width_); };
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return std::lexicographical_compare(row(a).begin(), row(a).end(), row(b).begin(), row(b).end());
        });
        std::vector<std::vector<std::int64_t>> all(width_);
        for (const std::size_t i : order)
            for (std::size_t c = 0; c < width_; ++c)
                all[c].push_back(row(i)[c]);
        return all;
    }

private:
    std::size_t width_;
    std::vector<std::int64_t> values_;
};

} // namespace cascade
