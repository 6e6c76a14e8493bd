#include "engine/random/subset.hpp"

#include "engine/core/check.hpp"

namespace cascade {

const BinomialTable* CoinTables::table(std::uint32_t d, double p) {
    const BinomialTable*& found = table_of_[{p, d}];
    if (found == nullptr)
        found = &tables_.emplace_back(d, p);
    return found;
}

const EqualCoins* CoinTables::coins(std::uint32_t d, double p) {
    CASCADE_CHECK(d >= 1 && p > 0.0 && p <= 1.0, "{} coins of {}", d, p);
    const EqualCoins*& found = way_of_[{p, d}];
    if (found != nullptr)
        return found;
    EqualCoins way;
    way.coins = d;
    if (p >= 1.0) {
        way.way = EqualCoins::Way::all;
        if (d == 1)
            way.one_word.single_width = ~std::uint64_t{0}; // position 0 for all words but the last
    } else if (static_cast<double>(d) * p <= 4.0) {
        way.way = EqualCoins::Way::few;
        way.table = table(d, p);
        way.one_word = way.table->one_word();
        way.two_below = way.table->threshold(2);
        way.three_below = way.table->threshold(3);
    } else if (p >= 0.125) {
        way.way = EqualCoins::Way::lanes;
        way.long_coins = &long_coins_.emplace_back(LongCoins{.threshold = Threshold::of(p).value});
    } else {
        way.way = EqualCoins::Way::pieces;
        std::uint32_t piece = 64;
        while (piece < d && static_cast<double>(piece) * 2.0 * p <= 8.0)
            piece *= 2;
        way.table = table(piece, p);
        const BinomialTable* last = table(d % piece == 0 ? piece : d % piece, p);
        way.long_coins = &long_coins_.emplace_back(LongCoins{.piece = piece, .last = last});
    }
    return found = &ways_.emplace_back(way);
}

std::size_t CoinTables::bytes() const {
    std::size_t sum = ways_.size() * sizeof(EqualCoins) + long_coins_.size() * sizeof(LongCoins);
    for (const BinomialTable& table : tables_)
        sum += sizeof table + table.thresholds().size() * sizeof(std::uint64_t);
    return sum;
}

} // namespace cascade
