#include "engine/comm/rank_grid.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace cascade {
namespace {

/// The smallest whole number whose square is not below `n`.
int root_above(int n) {
    int root = static_cast<int>(std::sqrt(static_cast<double>(n)));
    while (std::int64_t{root} * root < n)
        ++root;
    while (root > 1 && std::int64_t{root - 1} * (root - 1) >= n)
        --root;
    return root;
}

} // namespace

RankGrid::RankGrid(int ranks, int ranks_per_host) : ranks_(ranks) {
    const int host = std::clamp(ranks_per_host, 1, ranks);
    const int root = root_above(ranks);
    width_ = std::min((root + host - 1) / host * host, ranks);
    rows_ = (ranks + width_ - 1) / width_;
}

std::vector<int> RankGrid::next_of(int rank) const {
    std::vector<int> next;
    for (int column = 0; column < width_; ++column)
        if (const int r = through(rank, column); r != rank)
            next.push_back(r);
    return next;
}

std::vector<int> RankGrid::before(int rank) const {
    std::vector<int> sources;
    const int column = rank % width_;
    const int row = rank / width_ * width_;
    for (int source = row; source < std::min(row + width_, ranks_); ++source)
        if (source != rank)
            sources.push_back(source);
    for (int source = std::max(row + width_, (rows_ - 1) * width_); source < ranks_; ++source)
        if (through(source, column) == rank)
            sources.push_back(source);
    return sources;
}

std::vector<int> RankGrid::column_of(int rank) const {
    std::vector<int> column;
    for (int r = rank % width_; r < ranks_; r += width_)
        if (r != rank)
            column.push_back(r);
    return column;
}

int RankGrid::most_before() const {
    const int short_row = ranks_ % width_;
    return rows_ == 1 || short_row == 0 ? width_ : width_ + (short_row + rows_ - 2) / (rows_ - 1);
}

} // namespace cascade
