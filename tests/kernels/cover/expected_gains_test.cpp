// Seeds chosen by expectation on every machine, against the plain way of choosing so.

#include "kernels/cover/greedy.hpp"
#include "kernels/reference/expected_cover.hpp"
#include "tests/support/cover_results.hpp"
#include "tests/support/machines.hpp"
#include "tests/support/pools.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

namespace cascade {
namespace {

using reference::ExpectedCoverTask;
using testing::expect_same;
using testing::world;

/// A pool and how many of its samples were left out because the first seeds hit them.
struct ExpectedTrial {
    ExpectedCoverTask task;
    std::vector<bool> truncated{}; ///< [sample]; empty: none
};

/// What is expected of the program: bounds at the prescribed prefix, powers of two behind it and k; of truncated samples,
/// which count as covered, it knows no more than their number.
CoverResult by_the_book(const ExpectedTrial& trial) {
    const ExpectedCoverTask& task = trial.task;
    ExpectedCoverTask stored = task;
    for (std::size_t j = 0; j < trial.truncated.size(); ++j)
        if (trial.truncated[j])
            stored.samples[j].clear();
    const reference::GreedyCover cover = reference::expected_cover(stored);
    const auto left_out = static_cast<std::uint64_t>(std::count(trial.truncated.begin(), trial.truncated.end(), true));
    CoverResult result;
    result.seeds = cover.seeds;
    result.gains = cover.gains;
    result.given_covered = cover.covered.front();
    result.covered = cover.covered.back() + left_out;
    for (std::size_t prefix = task.first.size(); prefix <= task.k; ++prefix)
        if (prefix == task.first.size() || prefix == task.k || (prefix & (prefix - 1)) == 0)
            result.bounds.push_back({static_cast<std::uint32_t>(prefix), cover.covered[prefix] + left_out,
                                     cover.largest_marginals[prefix]});
    return result;
}

/// The trial as this rank holds it, and what is chosen from there.
class HeldTrial {
public:
    HeldTrial(const ExpectedTrial& trial, const Layout& layout, int threads)
        : context_(testing::on_threads(threads)),
          graph_(testing::distribute(world(), testing::directed(trial.task.vertices, {}), layout)),
          pool_(graph_.selection_count()), samples_(trial.task.samples.size()) {
        const ExpectedCoverTask& task = trial.task;
        graph_.info.identity_ids = task.original_ids.empty();
        for (LocalVertex v = 0; v < (task.original_ids.empty() ? 0 : graph_.owned_count()); ++v)
            graph_.original_ids.push_back(task.original_ids[graph_.to_global(v)]);
        task_.k = static_cast<std::uint32_t>(task.k);
        task_.given = task.given;
        task_.first = task.first;
        task_.truncated = static_cast<std::uint64_t>(std::count(trial.truncated.begin(), trial.truncated.end(), true));
        task_.candidates = Bitmap(graph_.selection_count());
        BigArray<float> reach(graph_.selection_count());
        for (LocalVertex v = 0; v < graph_.selection_count(); ++v) {
            const VertexId id = graph_.selection_first() + v;
            if (!task.out_degrees.empty())
                graph_.selection_degrees.push_back(task.out_degrees[id]);
            if (task.excluded.empty() || !task.excluded[id])
                task_.candidates.set(v);
            reach[v] = task.reach[id];
        }
        classes_ = ReachClasses(std::move(reach), task_.candidates);
        task_.reach = &classes_;
        testing::fill_pool(pool_, threads, graph_, task.samples, trial.truncated);
    }
    HeldTrial(const HeldTrial&) = delete;
    HeldTrial& operator=(const HeldTrial&) = delete;

    /// Goes on from `result`. Collective.
    void choose(
        CoverResult& result, const std::function<void()>& rest = [] {}) {
        greedy_cover(context_, graph_, pool_, samples_, task_, result, rest);
    }

private:
    Context context_;
    PartitionedGraph graph_;
    InvertedPool pool_;
    std::uint64_t samples_;
    ReachClasses classes_;
    CoverTask task_;
};

/// Calls ask(the trial as it is held) on every layout, on one of them with two threads as well. Collective.
template <class Ask>
void on_machines(const ExpectedTrial& trial, Ask&& ask) {
    const std::vector<Layout> layouts = testing::layouts_of(world());
    for (std::size_t i = 0; i <= layouts.size(); ++i) {
        const Layout& layout = layouts[i % layouts.size()];
        const int threads = i < layouts.size() ? 1 : 2;
        SCOPED_TRACE(fmt::format("layout {}, {} threads, {} vertices, {} samples, k {}", layout.text(), threads,
                                 trial.task.vertices, trial.task.samples.size(), trial.task.k));
        HeldTrial held(trial, layout, threads);
        ask(held);
    }
}

void expect_by_the_book(const ExpectedTrial& trial) {
    const CoverResult expected = by_the_book(trial);
    on_machines(trial, [&](HeldTrial& held) {
        CoverResult result;
        held.choose(result);
        expect_same(result, expected);
    });
}

/// Vertices whose reaches span octaves, a few of them none, and samples that they are in about as often as that says; of
/// ids and out-degrees many are alike.
ExpectedCoverTask random_task(VertexId vertices, std::size_t samples, std::size_t members, std::mt19937_64& words) {
    ExpectedCoverTask task;
    task.vertices = vertices;
    std::vector<double> often;
    for (VertexId v = 0; v < vertices; ++v) {
        const double octave = static_cast<double>(words() % 41) / 5 - 5; // reaches repeat
        task.reach.push_back(words() % 16 == 0 ? 0 : static_cast<float>(std::exp2(octave)));
        often.push_back((0.05 + static_cast<double>(task.reach[v])) * static_cast<double>(1 + words() % 4));
        task.out_degrees.push_back(static_cast<std::uint32_t>(words() % 4));
        task.original_ids.push_back(static_cast<OriginalId>((v * 7 + 3) % vertices) - 100);
    }
    std::discrete_distribution<VertexId> draw(often.begin(), often.end());
    for (std::size_t j = 0; j < samples; ++j) {
        std::set<VertexId> sample;
        for (std::size_t i = words() % (2 * members); i-- > 0;)
            sample.insert(draw(words));
        task.samples.emplace_back(sample.begin(), sample.end());
    }
    return task;
}

TEST(ExpectedGains, EqualTheReferenceOnRandomPools) {
    std::mt19937_64 words(1);
    for (const VertexId n : {VertexId{50}, VertexId{401}, VertexId{2503}})
        for (const std::size_t samples : {0, 150, 3000}) {
            ExpectedTrial trial{random_task(n, samples, 6, words)};
            for (const std::size_t k : {1, 5, 40, 300}) {
                if (k > 40 && (n < 2000 || samples == 0)) // takes long on many ranks
                    continue;
                trial.task.k = k;
                expect_by_the_book(trial);
            }
        }
}

/// That the pools of this test tell the choice by expectation from that by counts.
TEST(ExpectedGains, DecideOtherwiseThanCounts) {
    std::mt19937_64 words(2);
    ExpectedCoverTask task = random_task(2503, 150, 6, words);
    task.k = 5;
    const auto by_counts =
        reference::greedy_cover(task.vertices, task.samples, task.k, task.original_ids, task.out_degrees);
    EXPECT_NE(reference::expected_cover(task).seeds, by_counts.seeds);
    task.k =
        300; // by then all is covered, and seeds without samples are chosen by reach until a fit finds nothing left
    EXPECT_EQ(reference::expected_cover(task).gains.back(), 0U);
}

TEST(ExpectedGains, AreThoseOfCandidatesAlone) {
    std::mt19937_64 words(3);
    ExpectedTrial trial{random_task(1200, 500, 8, words)};
    for (VertexId v = 0; v < 1200; ++v)
        trial.task.excluded.push_back(v % 3 == 0 || v < 150);
    trial.task.given = {2, 1000, 6, 1000, 150};
    for (const std::size_t k : {1, 40, 180}) {
        trial.task.k = k;
        expect_by_the_book(trial);
    }
    for (VertexId v = 0; v < 1100; ++v)
        trial.task.excluded[v] = true; // those of the last ranks are left
    trial.task.k = 60;
    expect_by_the_book(trial);
}

TEST(ExpectedGains, FirstSeedsMayLeaveOutTheSamplesTheyHit) {
    std::mt19937_64 words(4);
    ExpectedTrial trial{random_task(900, 700, 8, words)};
    trial.task.first = {17, 3, 899};
    for (const std::uint64_t left_out_of_four : {0, 2, 4}) {
        trial.truncated.clear();
        for (const auto& sample : trial.task.samples) {
            const bool hit =
                std::any_of(sample.begin(), sample.end(), [](VertexId v) { return v == 17 || v == 3 || v == 899; });
            trial.truncated.push_back(hit && words() % 4 < left_out_of_four);
        }
        for (const std::size_t k : {3, 4, 25}) {
            trial.task.k = k;
            trial.task.given.clear();
            expect_by_the_book(trial);
            trial.task.given = {5, 400};
            expect_by_the_book(trial);
        }
    }
    trial.truncated.clear();
    for (VertexId v = 20; v < 40; ++v) // more than 16: the next fit but one is at 256
        trial.task.first.push_back(v);
    trial.task.k = 265;
    expect_by_the_book(trial);
}

/// One vertex is in nearly all samples. Behind it those who came first add nothing, and who is let in must be found anew.
TEST(ExpectedGains, LetCandidatesInUntilTheNextIsKnown) {
    std::mt19937_64 words(5);
    ExpectedTrial trial{random_task(4000, 600, 20, words)};
    trial.task.reach[1234] = 100;
    for (const std::size_t without : {0, 1, 40, 400}) { // samples that it does not cover
        for (std::size_t j = 0; j < trial.task.samples.size(); ++j) {
            std::vector<VertexId>& sample = trial.task.samples[j];
            std::erase(sample, VertexId{1234});
            if (j >= without)
                sample.push_back(1234);
        }
        for (const std::size_t k : {9, 40}) {
            trial.task.k = k;
            expect_by_the_book(trial);
        }
    }
}

/// Of a class much of whose candidates are in samples only by chance, those in none are expected to add about as much, and more
/// than many others that are in some.
TEST(ExpectedGains, OfCandidatesWithoutSamplesEnterTheContest) {
    std::mt19937_64 words(6);
    ExpectedTrial trial{random_task(3000, 400, 3, words)};
    const auto is_of_class = [](VertexId v) { return v % 10 == 0 && v < 2000; };
    for (VertexId v = 0; v < 3000; ++v)
        trial.task.reach[v] = is_of_class(v) ? 6 + static_cast<float>(v) / 3000 : static_cast<float>(v % 7) / 4;
    for (std::size_t j = 0; j < trial.task.samples.size(); ++j) {
        std::vector<VertexId>& sample = trial.task.samples[j];
        std::erase_if(sample, is_of_class);
        if (j % 2 == 0)
            continue;
        const VertexId one = words() % 200;
        sample.push_back(10 * one);
        sample.push_back(10 * ((one + 1 + words() % 199) % 200));
    }
    for (const std::size_t k : {5, 120}) {
        trial.task.k = k;
        expect_by_the_book(trial);
    }
    const auto chosen = reference::expected_cover(trial.task);
    const auto none = std::find(chosen.gains.begin(), chosen.gains.end(), 0U) - chosen.gains.begin();
    EXPECT_GT(*std::max_element(chosen.gains.begin() + none, chosen.gains.end()), 0U); // and others behind it
}

/// All that are let in behind the first seed are covered by the third, and no bound makes them be counted before the fourth. Those
/// left out come next, be there candidates without samples or not; these are of a class that mostly is in some.
TEST(ExpectedGains, ThoseLeftOutComeNextWhenAllLetInAreCovered) {
    constexpr VertexId kFirst = 0, kSecond = 1, kThird = 2, kOften = 303, kOthers = 703, kVertices = 2000;
    for (const std::size_t none_of_eight : {0, 1, 6}) {
        std::mt19937_64 words(9);
        ExpectedTrial trial;
        trial.task.vertices = kVertices;
        trial.task.samples.assign(100, {kFirst});
        trial.task.samples.insert(trial.task.samples.end(), 70, {kSecond});
        std::vector<VertexId> covered;
        for (VertexId v = kThird; v < kOften; ++v)
            covered.push_back(v);
        trial.task.samples.insert(trial.task.samples.end(), 40, covered);
        trial.task.samples.insert(trial.task.samples.end(), 5, {kThird});
        for (VertexId v = 0; v < kVertices; ++v) {
            const bool often = v >= kOften && v < kOthers;
            trial.task.reach.push_back(often ? 1.25F : 0.3F);
            const std::size_t alone = often ? (v % 8 < none_of_eight ? 0 : 3 + words() % 2) : 1 + words() % 2;
            if (v >= kOften)
                trial.task.samples.insert(trial.task.samples.end(), alone, {v});
        }
        for (const std::size_t k : {16, 60}) {
            trial.task.k = k;
            expect_by_the_book(trial);
        }
        const auto seeds = reference::expected_cover(trial.task).seeds;
        EXPECT_EQ(std::vector<VertexId>(seeds.begin(), seeds.begin() + 3),
                  (std::vector<VertexId>{kFirst, kSecond, kThird}));
        EXPECT_GE(seeds[3], kOften);
        EXPECT_LT(seeds[3], kOthers);
    }
}

TEST(ExpectedGains, AllCandidatesCanBeChosen) {
    std::mt19937_64 words(7);
    ExpectedTrial trial{random_task(150, 100, 6, words)};
    trial.task.given = {7};
    trial.task.k = 149;
    expect_by_the_book(trial);
    trial.task.k = 150;
    on_machines(trial, [](HeldTrial& held) {
        CoverResult result;
        EXPECT_THROW(held.choose(result), InternalError);
    });
}

/// What an interrupted run had written down: the seeds until a rest and the bounds of shorter prefixes.
CoverResult half_done(const CoverResult& result, std::size_t seeds) {
    CoverResult half;
    half.given_covered = result.given_covered;
    half.seeds.assign(result.seeds.begin(), result.seeds.begin() + static_cast<std::ptrdiff_t>(seeds));
    half.gains.assign(result.gains.begin(), result.gains.begin() + static_cast<std::ptrdiff_t>(seeds));
    for (const PrefixBound& bound : result.bounds)
        if (bound.prefix < seeds)
            half.bounds.push_back(bound);
    return half;
}

TEST(ExpectedGains, AnInterruptedChoiceGoesOnAsIfItHadNotBeen) {
    std::mt19937_64 words(8);
    ExpectedTrial trial{random_task(1500, 1200, 6, words)};
    trial.task.k = 275;
    std::vector<VertexId> some;
    for (VertexId v = 0; v < 20; ++v)
        some.push_back(1000 - 7 * v);
    for (const std::vector<VertexId>& first : {std::vector<VertexId>{}, some}) {
        trial.task.first = first;
        const CoverResult expected = by_the_book(trial);
        on_machines(trial, [&](HeldTrial& held) {
            std::vector<std::size_t> rests;
            CoverResult whole;
            held.choose(whole, [&] {
                rests.push_back(whole.seeds.size());
                CoverResult half = half_done(expected, rests.back());
                half.covered = whole.covered;
                expect_same(whole, half);
            });
            ASSERT_GE(rests.size(), 16U);
            for (const std::size_t seeds : {first.empty() ? 16 : 32, 240, 256}) {
                SCOPED_TRACE(fmt::format("after {} of {} seeds, {} of them first", seeds, trial.task.k, first.size()));
                CoverResult result = half_done(expected, seeds);
                held.choose(result);
                expect_same(result, expected);
            }
        });
    }
}

} // namespace
} // namespace cascade
