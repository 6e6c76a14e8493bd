#include "engine/comm/collectives.hpp"
#include "kernels/diffusion/compete.hpp"
#include "kernels/reference/exact_rivals.hpp"
#include "tests/support/forward_worlds.hpp"
#include "tests/support/memory_archive.hpp"
#include "tests/support/reference.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using namespace testing;
using Sets = std::vector<std::vector<VertexId>>;

constexpr std::array kTies = {std::pair(TieRule::proportional, reference::Tie::proportional),
                              std::pair(TieRule::first, reference::Tie::first),
                              std::pair(TieRule::last, reference::Tie::last)};

CompeteOptions compete_options(std::string_view probability, std::uint64_t worlds, TieRule tie) {
    return {options_of(ForwardModel::ic, probability, worlds), tie};
}

/// Everything a result says, put together on rank 0.
struct Whole {
    std::vector<std::vector<Distribution>> hops;
    std::vector<std::vector<WorldCount>> adoptions;
    std::vector<std::uint64_t> cells;
    std::vector<std::vector<std::int64_t>> replicates;
    bool operator==(const Whole&) const = default;
};
Whole whole(const Communicator& comm, const PartitionedGraph& graph, const CompeteResult& result) {
    Whole answer{{result.newly_active, result.active}, {}, {}, result.replicates};
    for (const CampaignResult& campaign : result.campaigns) {
        for (const auto* hops : {&campaign.adopters, &campaign.others, &campaign.leads_all})
            answer.hops.push_back(*hops);
        answer.adoptions.push_back(
            gather(comm, graph.group == 0 ? campaign.adoptions.span() : std::span<const WorldCount>()));
    }
    for (const PairedDifference& lead : result.leads)
        answer.hops.push_back(lead.hops);
    for (const GroupReach& group : result.groups) {
        std::vector<std::vector<ReachCell>> all = group.campaigns;
        all.insert(all.end(), group.others.begin(), group.others.end());
        all.push_back(group.all);
        for (const auto& hops : all)
            for (const ReachCell& cell : hops)
                answer.cells.insert(answer.cells.end(),
                                    {cell.newly, cell.first, static_cast<std::uint64_t>(cell.squares_grown)});
    }
    return answer;
}

/// Every kind of answer at once: groups of v mod 3, replicates, a blocked vertex, coins of acceptance.
Whole everything(Context& context, const PartitionedGraph& graph, CompeteOptions options, const Sets& sets) {
    VertexClasses classes{BigArray<std::uint32_t>(graph.owned_count()), 3};
    std::vector<Admission::Acceptance> acceptance;
    for (LocalVertex v = 0; v < graph.owned_count(); ++v) {
        const VertexId id = graph.to_global(v);
        classes.class_of[v] = id % 4 == 3 ? kNoClass : static_cast<std::uint32_t>(id % 4);
        acceptance.push_back({id, id % 5 == 0 ? 0.6 : 1.0});
    }
    const std::vector<VertexId> blocked = {7};
    const Admission admission(graph, blocked, acceptance);
    options.forward.admission = &admission;
    options.forward.groups = &classes;
    options.forward.replicates = true;
    return whole(context.world, graph, run_compete(context, graph, options, sets));
}

CompeteResult compete_alone(const SmallGraph& shape, const CompeteOptions& options, const Sets& sets) {
    return on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
        return run_compete(context, graph, options, sets);
    });
}

TEST(Compete, MeansAreExactOnSmallGraphs) {
    constexpr std::uint64_t kWorlds = 40000;
    double sum = 0;
    std::size_t asked = 0;
    for (std::uint64_t i = 0; i < 12; ++i) {
        const SmallGraph shape = random_directed(6 + i % 3, 12 + i % 3, 50 + i);
        const Sets sets = i % 2 == 0 ? Sets{{0}, {1}} : Sets{{0, 3}, {1, 3}, {2}};
        const auto& [rule, as_reference] = kTies[i % kTies.size()];
        CompeteOptions options = compete_options("constant:0.4", kWorlds, rule);
        options.forward.random_seed = i + 1;
        const CompeteResult result = compete_alone(shape, options, sets);
        const std::vector<double> exact = reference::exact_rivals(with_constant(shape, 0.4), sets, as_reference);
        for (std::size_t c = 0; c < sets.size(); ++c) {
            const auto& hops = result.campaigns[c].adopters;
            const double z = distance(hops, hops.size() - 1, exact[c]);
            EXPECT_LT(std::abs(z), 4) << "graph " << i << ", campaign " << c;
            sum += c == 0 ? z : 0;
        }
        ++asked;
    }
    EXPECT_LT(std::abs(sum) / std::sqrt(static_cast<double>(asked)), 4) << "one side is favoured";
}

TEST(Compete, CertainArcsLeaveOnlyTies) {
    // Two of campaign 1 and one of campaign 2 point at 3: it is one's with 2/3, or always, or never.
    const SmallGraph star = directed(4, {{0, 3}, {1, 3}, {2, 3}});
    const Sets sets = {{0, 1}, {2}};
    for (const auto& [rule, expected] :
         {std::pair(TieRule::proportional, 2 + 2.0 / 3), {TieRule::first, 3.0}, {TieRule::last, 2.0}}) {
        const CompeteResult result = compete_alone(star, compete_options("constant:1", 30000, rule), sets);
        EXPECT_LT(std::abs(distance(result.campaigns[0].adopters, 1, expected)), 4);
        EXPECT_EQ(result.active.back().values(), (std::vector<Distribution::Entry>{{4, 30000}}));
    }
}

/// What each campaign has in the end, against values worked out by hand.
void expect_by_hand(const SmallGraph& shape, std::string_view probability, const Sets& sets, TieRule rule,
                    const std::vector<double>& by_hand) {
    const CompeteResult result = compete_alone(shape, compete_options(probability, 40000, rule), sets);
    for (std::size_t c = 0; c < sets.size(); ++c) {
        const auto& adopters = result.campaigns[c].adopters;
        EXPECT_LT(std::abs(distance(adopters, adopters.size() - 1, by_hand[c])), 4) << "campaign " << c + 1;
    }
}

TEST(Compete, APathBetweenTwoIsSplitInTheMiddle) {
    // 0 - 1 - 2 - 3 - 4, a seed at each end. 1 is the left one's with p; 2 with p^2 unless the right one comes too, p^4;
    // 3 when 4 -> 3 is not live, but all of 0 -> 1 -> 2 -> 3.
    const double p = 0.4, tie = p * p * p * p;
    const double without = 1 + p + p * p - tie + p * p * p * (1 - p);
    const SmallGraph path = undirected(5, {{0, 1}, {1, 2}, {2, 3}, {3, 4}});
    expect_by_hand(path, "constant:0.4", {{0}, {4}}, TieRule::proportional, {without + tie / 2, without + tie / 2});
    expect_by_hand(path, "constant:0.4", {{0}, {4}}, TieRule::first, {without + tie, without});
    expect_by_hand(path, "constant:0.4", {{0}, {4}}, TieRule::last, {without, without + tie});
}

TEST(Compete, TheCentreOfAStarGoesByTheArcsThatAreLive) {
    // Two of campaign 1 and one of campaign 2 around a centre, and a leaf beyond it that follows with p.
    const double p = 0.4, q = 1 - p;
    const double one = 2 * p * q, both = p * p; // of campaign 1's two arcs
    const double any = 1 - q * q * q;
    const auto campaigns = [&](double first) {
        return std::vector<double>{2 + first * (1 + p), 1 + (any - first) * (1 + p)};
    };
    const SmallGraph star = directed(5, {{0, 3}, {1, 3}, {2, 3}, {3, 4}});
    expect_by_hand(star, "constant:0.4", {{0, 1}, {2}}, TieRule::proportional,
                   campaigns((one + both) * q + one * p / 2 + both * p * 2 / 3));
    expect_by_hand(star, "constant:0.4", {{0, 1}, {2}}, TieRule::first, campaigns(one + both));
    expect_by_hand(star, "constant:0.4", {{0, 1}, {2}}, TieRule::last, campaigns((one + both) * q));
}

TEST(Compete, ASeedThatAllWantFollowsTheRuleToo) {
    const SmallGraph one = directed(1, {});
    const Sets sets = {{0}, {0}, {0}};
    EXPECT_EQ(compete_alone(one, compete_options("wc", 70, TieRule::first), sets).campaigns[0].adopters[0].mean(), 1);
    EXPECT_EQ(compete_alone(one, compete_options("wc", 70, TieRule::last), sets).campaigns[2].adopters[0].mean(), 1);
    const CompeteResult even = compete_alone(one, compete_options("wc", 30000, TieRule::proportional), sets);
    for (const CampaignResult& campaign : even.campaigns) {
        EXPECT_LT(std::abs(distance(campaign.adopters, 0, 1.0 / 3)), 4);
        EXPECT_EQ(campaign.leads_all[0], campaign.adopters[0]) << "who has the one vertex leads";
    }
}

TEST(Compete, CampaignsAddUpToThePlainCascadeInEveryWorld) {
    const SmallGraph shape = random_directed(60, 300, 12, true);
    const Sets sets = {{4, 5}, {5, 9}, {17}};
    for (const std::string_view probability : {"wc", "constant:0.2", "trivalency", "weights"})
        for (const auto& [rule, unused] : kTies) {
            CompeteOptions options = compete_options(probability, 500, rule);
            options.forward.hop_factors = {1, 0.7};
            options.forward.replicates = true;
            const CompeteResult result = compete_alone(shape, options, sets);
            const ForwardResult plain = alone(shape, options.forward, {4, 5, 9, 17});
            EXPECT_EQ(result.active, plain.active);
            EXPECT_EQ(result.newly_active, plain.newly_active);
            ASSERT_EQ(result.replicates.size(), 7U);
            const auto& rows = result.replicates;
            EXPECT_FALSE(rows[0].empty());
            for (std::size_t i = 0; i < rows[0].size(); ++i)
                ASSERT_EQ(rows[3][i], rows[4][i] + rows[5][i] + rows[6][i]) << "world " << rows[0][i];
            for (LocalVertex v = 0; v < 60; ++v) {
                std::uint64_t adopted = 0;
                for (const CampaignResult& campaign : result.campaigns)
                    adopted += campaign.adoptions[v];
                EXPECT_EQ(adopted, plain.activations[v]);
            }
        }
}

TEST(Compete, ACampaignWithoutRivalsIsThePlainCascade) {
    const SmallGraph shape = random_directed(60, 300, 12);
    const CompeteOptions options = compete_options("wc", 500, TieRule::proportional);
    const CompeteResult result = compete_alone(shape, options, {{4, 5}, {}});
    EXPECT_EQ(result.campaigns[0].adopters, alone(shape, options.forward, {4, 5}).active);
    EXPECT_EQ(result.campaigns[1].adopters.back().mean(), 0);
    EXPECT_EQ(result.campaigns[0].adopters, result.leads[0].hops);
}

TEST(Compete, LeadsAndGroupsAreThoseOfTheWorlds) {
    const SmallGraph shape = random_directed(40, 200, 3);
    CompeteOptions options = compete_options("constant:0.25", 300, TieRule::proportional);
    options.forward.replicates = true;
    VertexClasses everybody{BigArray<std::uint32_t>(40), 1};
    options.forward.groups = &everybody;
    const CompeteResult result = compete_alone(shape, options, {{1, 2}, {3}, {4, 5}});
    std::vector<std::array<std::int64_t, 3>> end(300);
    for (std::size_t i = 0; i < result.replicates[0].size(); ++i)
        for (std::size_t c = 0; c < 3; ++c)
            end[static_cast<std::size_t>(result.replicates[0][i])][c] = result.replicates[4 + c][i];
    Distribution lead, leads_all;
    for (const auto& of : end) {
        lead.add(of[0] - of[2]);
        leads_all.add(of[1] > of[0] && of[1] > of[2]);
    }
    EXPECT_EQ(result.leads[1].first, 0U);
    EXPECT_EQ(result.leads[1].second, 2U);
    EXPECT_EQ(result.leads[1].hops.back(), lead);
    EXPECT_EQ(result.campaigns[1].leads_all.back(), leads_all);
    const std::size_t hops = result.active.size();
    const ReachBand all = reach_band(result.groups[0].all, 300, hops);
    EXPECT_NEAR(all.mean.back(), result.active.back().mean(), 1e-9);
    EXPECT_NEAR(all.variance.back(), result.active.back().variance(), 1e-6);
    const ReachBand others = reach_band(result.groups[0].others[2], 300, hops);
    EXPECT_NEAR(others.mean.back(), result.campaigns[2].others.back().mean(), 1e-9);
    EXPECT_NEAR(others.variance.back(), result.campaigns[2].others.back().variance(), 1e-6);
}

TEST(Compete, TheMachineDoesNotShow) {
    const SmallGraph shape = random_directed(50, 220, 4, true);
    const Sets sets = {{3, 0, 11}, {17, 0}, {20}};
    for (const auto& [rule, unused] : kTies) {
        const CompeteOptions options = compete_options("uniform:0,0.5", 300, rule);
        const Whole expected = on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
            return everything(context, graph, options, sets);
        });
        EXPECT_FALSE(expected.cells.empty());
        on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
            const Whole answer = everything(context, graph, options, sets);
            if (world().is_root()) {
                EXPECT_TRUE(answer == expected);
            }
        });
    }
}

TEST(Compete, AStopIsInvisible) {
    const SmallGraph shape = random_directed(50, 220, 4, true);
    const Sets sets = {{3, 0, 11}, {17, 0}};
    const CompeteOptions options = compete_options("constant:0.2", 1500, TieRule::proportional);
    const Whole expected = on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
        return everything(context, graph, options, sets);
    });
    Memory memory;
    std::uint64_t stops = 0;
    for (bool done = false; !done;)
        for (const Layout& layout : layouts_of(world())) {
            Context context = on_threads(1 + static_cast<int>(stops % 3));
            const PartitionedGraph graph = distribute(world(), shape, layout);
            Stops restart(world(), memory, 1);
            context.restart = &restart;
            try {
                const Whole answer = everything(context, graph, options, sets);
                done = true;
                if (world().is_root()) {
                    EXPECT_TRUE(answer == expected) << "layout " << layout.text();
                }
                break;
            } catch (const Error& error) {
                ASSERT_EQ(error.code(), ExitCode::stopped_early);
                ASSERT_LT(++stops, 1000U);
            }
        }
    EXPECT_GT(stops, 1U);
}

TEST(Compete, EmptyGraphsAndSetsAreAnswered) {
    for (const SmallGraph& shape : {directed(0, {}), directed(1, {}), path(3)})
        on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
            const CompeteResult none =
                run_compete(context, graph, compete_options("wc", 10, TieRule::first), Sets{{}, {}});
            EXPECT_TRUE(none.active.empty() || none.active.back().mean() == 0);
        });
}

} // namespace
} // namespace cascade
