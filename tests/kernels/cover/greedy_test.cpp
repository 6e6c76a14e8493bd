#include "kernels/cover/greedy.hpp"
#include "kernels/reference/greedy_cover.hpp"
#include "tests/support/cover_results.hpp"
#include "tests/support/machines.hpp"
#include "tests/support/pools.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <set>
#include <tuple>

namespace cascade {
namespace {

using testing::SmallGraph;
using testing::world;
using Samples = std::vector<std::vector<VertexId>>;

/// What is asked of both the program and the plain greedy.
struct Question {
    VertexId vertices = 0;
    Samples samples;
    std::uint32_t k = 1;
    std::set<VertexId> excluded{};
    std::vector<VertexId> given{};
    std::vector<OriginalId> ids{}; ///< empty: identity
    std::vector<VertexId> first{};
    std::vector<bool> truncated{};        ///< samples the pool goes without; each holds one of `first`
    std::vector<std::uint32_t> degrees{}; ///< empty: not known
    std::uint32_t bounds_from = 0;
};

/// Greedy by counting everything every time; of truncated samples it knows nothing.
CoverResult plain_greedy(const Question& question) {
    CoverResult result;
    std::vector<bool> covered(question.samples.size());
    std::vector<std::vector<std::size_t>> lists(question.vertices);
    for (std::size_t j = 0; j < covered.size(); ++j)
        for (const VertexId v : question.samples[j])
            lists[v].push_back(j);
    std::set<VertexId> open;
    for (VertexId v = 0; v < question.vertices; ++v)
        if (question.excluded.count(v) == 0)
            open.insert(v);
    const auto gain_of = [&](VertexId v) {
        return static_cast<std::uint64_t>(
            std::count_if(lists[v].begin(), lists[v].end(), [&](std::size_t j) { return !covered[j]; }));
    };
    const auto cover = [&](VertexId v) {
        result.covered += gain_of(v);
        for (const std::size_t j : lists[v])
            covered[j] = true;
        open.erase(v);
    };
    for (const VertexId v : question.given)
        cover(v);
    result.given_covered = result.covered;
    const auto id = [&](VertexId v) { return question.ids.empty() ? static_cast<OriginalId>(v) : question.ids[v]; };
    const auto degree = [&](VertexId v) { return question.degrees.empty() ? 0 : question.degrees[v]; };
    for (std::uint32_t prefix = 0;; ++prefix) {
        std::vector<std::pair<std::uint64_t, VertexId>> gains;
        for (const VertexId v : open)
            gains.push_back({gain_of(v), v});
        std::sort(gains.begin(), gains.end(), [&](const auto& a, const auto& b) {
            return std::tuple(a.first, degree(a.second), id(b.second)) >
                   std::tuple(b.first, degree(b.second), id(a.second));
        });
        const std::size_t first = question.first.size();
        const bool listed = prefix == question.k || prefix == first ||
                            (prefix > first && prefix >= question.k / 512 && (prefix & (prefix - 1)) == 0);
        const std::uint64_t least = result.bounds.empty() ? 0 : result.least_bound()->total();
        const bool rising = !result.bounds.empty() &&
                            result.bounds.back().total() > least + least / (question.bounds_from > 0 ? 100 : 20);
        if (listed && (question.k < 512 || (prefix >= question.bounds_from && !rising))) {
            PrefixBound bound{prefix, result.covered, 0};
            for (std::size_t i = 0; i < std::min<std::size_t>(question.k, gains.size()); ++i)
                bound.largest_marginals += gains[i].first;
            result.bounds.push_back(bound);
        }
        if (prefix == question.k)
            return result;
        const VertexId seed = prefix < first ? question.first[prefix] : gains[0].second;
        result.gains.push_back(gain_of(seed));
        result.seeds.push_back(seed);
        cover(seed);
    }
}

/// What is expected of the program: the greedy of all samples, with what only stored ones can tell.
CoverResult expected_of(const Question& question) {
    CoverResult expected = plain_greedy(question);
    if (question.truncated.empty())
        return expected;
    Question stored = question;
    for (std::size_t j = 0; j < stored.samples.size(); ++j)
        if (stored.truncated[j])
            stored.samples[j].clear();
    const CoverResult known = plain_greedy(stored);
    expected.given_covered = known.given_covered;
    std::copy_n(known.gains.begin(), question.first.size(), expected.gains.begin());
    return expected;
}

CoverResult ask(Context& context, PartitionedGraph& graph, const Question& question) {
    if (!question.ids.empty()) {
        graph.info.identity_ids = false;
        for (LocalVertex v = 0; v < graph.owned_count(); ++v)
            graph.original_ids.push_back(question.ids[graph.to_global(v)]);
    }
    for (VertexId v = 0; v < (question.degrees.empty() ? 0 : graph.selection_count()); ++v)
        graph.selection_degrees.push_back(question.degrees[graph.selection_first() + v]);
    InvertedPool pool(graph.selection_count());
    CoverTask task;
    task.k = question.k;
    task.given = question.given;
    task.first = question.first;
    task.bounds_from = question.bounds_from;
    task.truncated = static_cast<std::uint64_t>(std::count(question.truncated.begin(), question.truncated.end(), true));
    task.candidates = Bitmap(graph.selection_count());
    for (LocalVertex v = 0; v < graph.selection_count(); ++v)
        if (question.excluded.count(graph.selection_first() + v) == 0)
            task.candidates.set(v);
    testing::fill_pool(pool, context.threads, graph, question.samples, question.truncated);
    return greedy_cover(context, graph, pool, question.samples.size(), task);
}

void expect_plain_greedy(const Question& question) {
    const CoverResult expected = expected_of(question);
    for (const Layout& layout : testing::layouts_of(world()))
        for (const int threads : {1, 3}) {
            SCOPED_TRACE(fmt::format("layout {}, {} threads, {} vertices, k {}", layout.text(), threads,
                                     question.vertices, question.k));
            Context context = testing::on_threads(threads);
            PartitionedGraph graph = testing::distribute(world(), testing::directed(question.vertices, {}), layout);
            testing::expect_same(ask(context, graph, question), expected);
        }
}

/// Random samples in which a vertex is one time in `one_in`, every third one less often.
Samples random_samples(VertexId vertices, std::size_t count, std::uint64_t one_in, std::mt19937_64& words) {
    Samples samples(count);
    for (auto& sample : samples)
        for (VertexId v = 0; v < vertices; ++v)
            if (words() % (one_in * (1 + v % 3)) == 0)
                sample.push_back(v);
    return samples;
}

TEST(GreedyCover, EqualsTheReferenceOnRandomPools) {
    std::mt19937_64 words(1);
    for (const VertexId n : {VertexId{1}, VertexId{6}, VertexId{40}})
        for (const std::size_t count : {0, 5, 300}) {
            Question question{n, random_samples(n, count, 8, words), 0};
            for (const std::uint32_t k : {1U, 2U, 5U, 8U, static_cast<std::uint32_t>(n)}) {
                question.k = std::min(k, static_cast<std::uint32_t>(n));
                expect_plain_greedy(question);
                const auto book = reference::greedy_cover(n, question.samples, question.k);
                const CoverResult plain = plain_greedy(question);
                EXPECT_EQ(plain.seeds, book.seeds);
                EXPECT_EQ(plain.gains, book.gains);
                for (const PrefixBound& bound : plain.bounds)
                    EXPECT_EQ(bound.largest_marginals, book.largest_marginals[bound.prefix]);
            }
        }
}

/// Bounds of so many candidates with stale counts are a look at all of them, in parts.
TEST(GreedyCover, EqualsTheReferenceOnAPoolOfManyVertices) {
    std::mt19937_64 words(6);
    Question question{20000, random_samples(20000, 400, 60, words), 9};
    for (std::size_t j = 0; j < 300; ++j)
        question.samples[j].push_back(7); // the first seed makes nearly all counts stale
    for (std::vector<VertexId>& sample : question.samples) {
        std::sort(sample.begin(), sample.end());
        sample.erase(std::unique(sample.begin(), sample.end()), sample.end());
    }
    expect_plain_greedy(question);
}

/// The heap begins with some of the candidates. One seed covers all there is, so that those left add nothing, and all must
/// have been let in for the smallest ids among them to come next.
TEST(GreedyCover, LetsCandidatesInUntilTheNextIsKnown) {
    std::mt19937_64 words(8);
    Question question{30000, Samples(600), 9};
    for (std::size_t j = 0; j < question.samples.size(); ++j) {
        std::set<VertexId> sample = {29999};
        for (int i = 0; i < 60; ++i) // some are in many samples, most in one or none
            sample.insert(words() % (words() % 30000 + 1));
        question.samples[j].assign(sample.begin(), sample.end());
    }
    for (const std::size_t without : {0, 1, 40, 400}) { // samples that the last vertex does not cover
        for (std::size_t j = 0; j < without; ++j)
            std::erase(question.samples[j], VertexId{29999});
        expect_plain_greedy(question);
    }
}

/// Gains of hundreds share levels; who is counted again stays on one or goes down by some.
TEST(GreedyCover, EqualsTheReferenceWhereGainsAreLarge) {
    std::mt19937_64 words(10);
    const Question question{150, random_samples(150, 12000, 60, words), 40};
    expect_plain_greedy(question);
    const auto book = reference::greedy_cover(question.vertices, question.samples, question.k);
    const CoverResult plain = plain_greedy(question);
    ASSERT_GT(book.gains[30], 64U);
    EXPECT_EQ(plain.seeds, book.seeds);
    for (const PrefixBound& bound : plain.bounds)
        EXPECT_EQ(bound.largest_marginals, book.largest_marginals[bound.prefix]);
}

/// Where the least bound was before is known: those of shorter prefixes are not made, nor any behind the first that is
/// well above the least. A choice of very many seeds has none of the shortest either.
TEST(GreedyCover, BoundsAreMadeWhereTheLeastMayBe) {
    std::mt19937_64 words(9);
    Question question{700, random_samples(700, 1500, 12, words), 540};
    std::set<std::uint32_t> made;
    for (const std::uint32_t from : {0, 17, 512, 540}) {
        question.bounds_from = from;
        expect_plain_greedy(question);
        const CoverResult result = plain_greedy(question);
        ASSERT_FALSE(result.bounds.empty());
        EXPECT_GE(result.bounds[0].prefix, from);
        made.insert(static_cast<std::uint32_t>(result.bounds.size()));
    }
    EXPECT_GE(made.size(), 3U);
    question.k = 40; // of few seeds all
    expect_plain_greedy(question);
    EXPECT_EQ(plain_greedy(question).bounds.size(), 8U);
    const Question large{1100, random_samples(1100, 500, 8, words), 1030}; // 0, 2, 4, …: not at 1
    expect_plain_greedy(large);
    EXPECT_EQ(plain_greedy(large).bounds[1].prefix, 2U);
}

TEST(GreedyCover, TiesGoToTheSmallestOriginalId) {
    std::mt19937_64 words(2);
    for (int round = 0; round < 5; ++round) {
        Question question{20, random_samples(20, 12, 6, words), 20};
        for (VertexId v = 0; v < 20; ++v)
            question.ids.push_back(static_cast<OriginalId>((v * 7 + 3) % 20) - 10);
        question.ids[5] = std::numeric_limits<OriginalId>::min();
        question.ids[6] = std::numeric_limits<OriginalId>::max();
        expect_plain_greedy(question);
    }
}

TEST(GreedyCover, TiesGoToTheMostOutArcsFirst) {
    std::mt19937_64 words(5);
    for (int round = 0; round < 5; ++round) {
        Question question{20, random_samples(20, 12, 6, words), 20};
        for (VertexId v = 0; v < 20; ++v) {
            question.ids.push_back(static_cast<OriginalId>((v * 7 + 3) % 20) - 10);
            question.degrees.push_back(static_cast<std::uint32_t>(words() % 4));
        }
        question.degrees[9] = std::numeric_limits<std::int32_t>::max(); // the most there is
        expect_plain_greedy(question);
        EXPECT_EQ(plain_greedy(question).seeds,
                  reference::greedy_cover(20, question.samples, 20, question.ids, question.degrees).seeds);
    }
}

TEST(GreedyCover, GivenSeedsCoverAndAreNotChosen) {
    std::mt19937_64 words(3);
    Question question{30, random_samples(30, 200, 10, words), 6, {}, {0, 29, 13, 0}};
    expect_plain_greedy(question);
    question.k = 27; // all that is left
    expect_plain_greedy(question);
}

TEST(GreedyCover, OnlyCandidatesAreChosenAndBounded) {
    std::mt19937_64 words(4);
    Question question{30, random_samples(30, 200, 10, words), 5, {}, {7}};
    for (VertexId v = 0; v < 30; v += 3)
        question.excluded.insert(v);
    expect_plain_greedy(question);
    for (VertexId v = 0; v < 22; ++v)
        question.excluded.insert(v);
    expect_plain_greedy(question); // candidates on the last ranks alone
}

TEST(GreedyCover, MoreSeedsThanCandidatesFailEverywhere) {
    Context context = testing::on_threads(1);
    PartitionedGraph graph = testing::partitioned(world(), testing::directed(3, {}));
    EXPECT_THROW(ask(context, graph, {3, {{0}}, 4}), InternalError);
}

TEST(GreedyCover, FirstSeedsMayLeaveOutTheSamplesTheyHit) {
    std::mt19937_64 words(5);
    Question question{30, random_samples(30, 300, 12, words), 9};
    question.first = {17, 3, 29};
    for (const std::uint64_t left_out_of_four : {0, 2, 4}) {
        question.truncated.clear();
        for (const auto& sample : question.samples) {
            const bool hit = std::any_of(sample.begin(), sample.end(), [&](VertexId v) {
                return std::find(question.first.begin(), question.first.end(), v) != question.first.end();
            });
            question.truncated.push_back(hit && words() % 4 < left_out_of_four);
        }
        for (const std::uint32_t k : {3U, 4U, 9U, 30U}) {
            question.k = k;
            question.given.clear();
            expect_plain_greedy(question);
            question.given = {5, 11};
            question.k = std::min(k, 28U);
            expect_plain_greedy(question);
        }
    }
    EXPECT_EQ(expected_of(question).gains[0], 0U);
    EXPECT_EQ(expected_of(question).bounds[0].prefix, 3U);
}

TEST(GreedyCover, MoreFirstSeedsThanSeedsFailEverywhere) {
    Context context = testing::on_threads(1);
    PartitionedGraph graph = testing::partitioned(world(), testing::directed(3, {}));
    EXPECT_THROW(ask(context, graph, {3, {{0}}, 1, {}, {}, {}, {0, 1}, {}}), InternalError);
}

/// Lists long enough for bitmaps, for blocks and for more threads than one. The first seed takes a third of each other's
/// samples, so that all bounds are stale at once.
TEST(GreedyCover, LongListsAreCountedByAllThreads) {
    std::mt19937_64 words(6);
    constexpr VertexId kVertices = 40;
    Question question{kVertices, Samples(150000), 12};
    for (std::size_t j = 0; j < question.samples.size(); ++j)
        for (VertexId v = 0; v < kVertices; ++v)
            if (v == 7 ? j % 3 == 0 : words() % (12 + v / 8) == 0)
                question.samples[j].push_back(v);
    expect_plain_greedy(question);
}

/// Seeds go on after everything is covered, by original id, whether or not a candidate was ever in a sample.
TEST(GreedyCover, CandidatesWithoutSamplesTieWithThoseUsedUp) {
    Question question{12, {{4}, {4, 9}, {9}, {4, 2}, {7, 4}}, 12};
    expect_plain_greedy(question);
    for (VertexId v = 0; v < 12; ++v)
        question.ids.push_back(100 - static_cast<OriginalId>(v));
    expect_plain_greedy(question);
    question.k = 4;
    expect_plain_greedy(question);
}

TEST(GreedyCover, BoundsCanBeLeftOut) {
    Context context = testing::on_threads(1);
    const PartitionedGraph graph = testing::partitioned(world(), testing::directed(3, {}));
    const InvertedPool pool(graph.selection_count());
    CoverTask task;
    task.k = 2;
    task.candidates = Bitmap(graph.selection_count());
    for (LocalVertex v = 0; v < graph.selection_count(); ++v)
        task.candidates.set(v);
    task.with_bounds = false;
    const CoverResult result = greedy_cover(context, graph, pool, 4, task);
    EXPECT_TRUE(result.bounds.empty());
    EXPECT_EQ(result.seeds, (std::vector<VertexId>{0, 1}));
    EXPECT_EQ(result.covered, 0U);
}

} // namespace
} // namespace cascade
