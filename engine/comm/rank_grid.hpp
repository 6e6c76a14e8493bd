#pragma once
// Ranks as a grid, row by row; the last row may be short. From rank s to rank d the way leads through the rank of s's row
// in d's column, and where the last row has none, through that of another row, a different one for each s in turn.
// Rows are made of whole hosts where these are as large as that: then the first hop stays on a host, and the second is
// all that goes between hosts. Otherwise rows and columns are about √p long.

#include <vector>

namespace cascade {

class RankGrid {
public:
    RankGrid(int ranks, int ranks_per_host);

    int width() const { return width_; }
    int rows() const { return rows_; }
    /// Where what goes from `source` to `destination` stops over; one of the two if they share a row or column.
    int via(int source, int destination) const { return through(source, destination % width_); }

    /// Ranks that `rank` hands to in the first hop, without itself; in the order of their columns.
    std::vector<int> next_of(int rank) const;
    /// Ranks that hand to `rank` in the first hop, without itself; ascending.
    std::vector<int> before(int rank) const;
    /// Ranks of the column, without itself; both ways of the second hop.
    std::vector<int> column_of(int rank) const;
    /// The most ranks whose bytes stop over at one rank, itself included.
    int most_before() const;

private:
    int through(int source, int column) const {
        const int same_row = source / width_ * width_ + column;
        return same_row < ranks_ ? same_row : source % (rows_ - 1) * width_ + column;
    }

    int ranks_;
    int width_;
    int rows_;
};

} // namespace cascade
