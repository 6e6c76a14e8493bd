#include "kernels/sampling/roots.hpp"

#include "engine/core/processor.hpp"
#include "engine/random/wide_ars.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace cascade {
namespace {

constexpr std::uint64_t kRootPlace = ~std::uint64_t{0}; ///< vertex coordinate of root draws; no vertex has it
constexpr std::uint32_t kFirstPlace = 1;                ///< draw of the place in interval 0; the words u have draw 0
constexpr std::uint32_t kFirstCandidate = 100;          ///< draw of the second candidate; the first comes with u

/// Up to kMost roots, drawn together: a stage waits for no other root of it.
class RootBlock {
public:
    static constexpr std::size_t kMost = 16;

    RootBlock(const RandomKey& key, SampleId first, VertexId n, std::span<VertexId> roots)
        : key_(key), first_(first), n_(n), bits_(static_cast<int>(std::bit_width(n - 1))), roots_(roots) {}

    void draw() {
        Numbers all{};
        for (std::size_t i = 0; i < roots_.size(); ++i)
            all.push(i);
        words_ = pairs_of(all, [](std::size_t) { return 0U; });
        choose(all, bits_);
        Numbers above;
        for (std::size_t i = 0; i < roots_.size(); ++i)
            above.push_if(roots_[i] >= n_, i);
        if (above.count > 0)
            choose_again(above);
    }

private:
    /// Some of the roots.
    struct Numbers {
        std::array<std::uint8_t, kMost> at;
        std::size_t count = 0;
        void push(std::size_t i) { push_if(true, i); }
        void push_if(bool wanted, std::size_t i) {
            at[count] = static_cast<std::uint8_t>(i);
            count += wanted;
        }
    };
    using Pairs = std::array<WordPair, kMost>; ///< in the order of some Numbers

    template <class DrawOf>
    Pairs pairs_of(const Numbers& some, DrawOf&& draw_of) const {
        Pairs pairs;
        for (std::size_t j = 0; j < some.count; ++j)
            pairs[j] = ars::counter_of(first_ + some.at[j], kRootPlace, draw_of(some.at[j]));
        random_words(key_, {pairs.front().data(), 2 * some.count});
        return pairs;
    }
    /// u without its upper bits.
    std::uint64_t low_of(std::size_t i, int bits) const {
        return bits == 64 ? words_[i][0] : words_[i][0] & ((std::uint64_t{1} << bits) - 1);
    }
    static int interval_of(std::uint64_t low) { return static_cast<int>(std::bit_width(low | 1)) - 1; }

    /// The choice for 2^bits.
    void choose(const Numbers& some, int bits) {
        const Pairs places = pairs_of(some, [&](std::size_t i) {
            return kFirstPlace + static_cast<std::uint32_t>(interval_of(low_of(i, bits)));
        });
        for (std::size_t j = 0; j < some.count; ++j) {
            const std::uint64_t low = low_of(some.at[j], bits);
            const std::uint64_t begin = std::uint64_t{1} << interval_of(low);
            roots_[some.at[j]] = low == 0 ? 0 : begin + (places[j][0] & (begin - 1));
        }
    }
    void choose_again(Numbers open) {
        const std::uint64_t half = std::uint64_t{1} << (bits_ - 1);
        Numbers below;
        for (std::size_t j = 0; j < open.count; ++j)
            roots_[open.at[j]] = words_[open.at[j]][1];
        for (std::uint32_t draw = kFirstCandidate;; ++draw) {
            Numbers left;
            for (std::size_t j = 0; j < open.count; ++j) {
                VertexId& candidate = roots_[open.at[j]];
                candidate &= half + (half - 1);
                below.push_if(candidate < half, open.at[j]);
                left.push_if(candidate >= n_, open.at[j]);
            }
            if (left.count == 0)
                break;
            open = left;
            const Pairs candidates = pairs_of(open, [&](std::size_t) { return draw; });
            for (std::size_t j = 0; j < open.count; ++j)
                roots_[open.at[j]] = candidates[j][0];
        }
        if (below.count > 0)
            choose(below, bits_ - 1);
    }

    const RandomKey& key_;
    SampleId first_;
    VertexId n_;
    int bits_;
    std::span<VertexId> roots_;
    Pairs words_; ///< u and the first candidate
};

void plain_roots(const RandomKey& key, SampleId first, VertexId n, std::span<VertexId> roots) {
    for (std::size_t at = 0; at < roots.size(); at += RootBlock::kMost)
        RootBlock(key, first + at, n, roots.subspan(at, std::min(RootBlock::kMost, roots.size() - at))).draw();
}

#if defined(__x86_64__)

using namespace wide;

/// Eight roots, as RootBlock draws them; of at most 2^63 vertices.
class WideRoots {
public:
    CASCADE_WIDE_WORDS_PART WideRoots(const Ars& ars, SampleId first, VertexId n)
        : ars_(ars),
          places_(Places::of(_mm512_add_epi64(all(first), _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0)), all(kRootPlace))),
          n_(all(n)), bits_(static_cast<int>(std::bit_width(n - 1))) {
        ars_.draw<1>(places_, words_);
    }

    CASCADE_WIDE_WORDS_PART Words draw() const {
        const Words roots = choose(bits_);
        const __mmask8 above = _mm512_cmpge_epu64_mask(roots, n_);
        return above != 0 ? _mm512_mask_mov_epi64(roots, above, choose_again(above)) : roots;
    }

private:
    CASCADE_WIDE_WORDS_PART Words choose(int bits) const {
        const Words low = _mm512_and_si512(words_[0], all((std::uint64_t{1} << bits) - 1));
        const Words interval = _mm512_sub_epi64(all(63), _mm512_lzcnt_epi64(_mm512_or_si512(low, all(1))));
        Words within[2];
        ars_.draw<1>(places_.draws_on(_mm512_add_epi64(interval, all(kFirstPlace))), within);
        const Words begin = _mm512_sllv_epi64(all(1), interval);
        const Words place = _mm512_and_si512(within[0], _mm512_sub_epi64(begin, all(1)));
        return _mm512_maskz_add_epi64(_mm512_test_epi64_mask(low, low), begin, place);
    }
    CASCADE_WIDE_WORDS_PART Words choose_again(__mmask8 open) const {
        const Words half = all(std::uint64_t{1} << (bits_ - 1));
        const Words mask = all((std::uint64_t{1} << bits_) - 1);
        Words candidates = _mm512_and_si512(words_[1], mask);
        for (std::uint32_t draw = kFirstCandidate;; ++draw) {
            open = _mm512_mask_cmpge_epu64_mask(open, candidates, n_);
            if (open == 0)
                break;
            Words next[2];
            ars_.draw<1>(places_.draws_on(all(draw)), next);
            candidates = _mm512_mask_and_epi64(candidates, open, next[0], mask);
        }
        return _mm512_mask_mov_epi64(candidates, _mm512_cmplt_epu64_mask(candidates, half), choose(bits_ - 1));
    }

    const Ars& ars_;
    Places places_;
    Words n_;
    int bits_;
    Words words_[2]; ///< u and the first candidate
};

CASCADE_WIDE_WORDS void wide_roots(const RandomKey& key, SampleId first, VertexId n, std::span<VertexId> roots) {
    if (n > VertexId{1} << 63)
        return plain_roots(key, first, n, roots);
    const Ars ars(key);
    for (std::size_t at = 0; at < roots.size(); at += kWords)
        _mm512_mask_storeu_epi64(roots.data() + at, first_of(roots.size() - at), WideRoots(ars, first + at, n).draw());
}

#endif

} // namespace

std::vector<decltype(&sample_roots)> versions_of_sample_roots() {
    std::vector<decltype(&sample_roots)> versions;
#if defined(__x86_64__)
    if (has_wide_aes())
        versions.push_back(wide_roots);
#endif
    versions.push_back(plain_roots);
    return versions;
}

void sample_roots(const RandomKey& key, SampleId first, VertexId n, std::span<VertexId> roots) {
    static const auto fastest = versions_of_sample_roots().front();
    fastest(key, first, n, roots);
}

} // namespace cascade
