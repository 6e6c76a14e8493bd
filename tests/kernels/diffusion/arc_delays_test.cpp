#include "kernels/diffusion/arc_delays.hpp"
#include "tests/support/machines.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::SmallGraph;
using testing::world;

/// The delay of an arc, asked at its head or at its tail; every rank asks for what it owns.
TEST(ArcDelays, AreTheSameFromBothEnds) {
    const SmallGraph shape = testing::random_directed(40, 200, 3, true);
    const RandomKey key = ArcDelays::key_of({7, Domain::forward});
    for (const std::string_view text : {"exponential:2", "weibull:0.6,weights", "weights"}) {
        const DelayLaw law = parse_delay(text);
        testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
            const ArcDelays in(context, graph, law, Direction::in);
            const ArcDelays out(context, graph, law, Direction::out);
            for (const testing::Arc& arc : shape.arcs) {
                const double scale = law.by_arc ? static_cast<double>(arc.weight) : law.scale;
                const std::uint64_t word = law.kind == DelayKind::fixed ? 0 : random_block(key, 11, arc.v, arc.u)[0];
                const Ticks expected = law.draw(word, scale);
                if (graph.is_owned(arc.v)) {
                    EXPECT_EQ(in.draw(in.word(key, 11, arc.v, arc.u), graph.to_local(arc.v), arc.u), expected);
                }
                if (graph.is_owned(arc.u)) {
                    EXPECT_EQ(out.draw(out.word(key, 11, arc.u, arc.v), graph.to_local(arc.u), arc.v), expected);
                }
            }
        });
    }
}

TEST(ArcDelays, DifferFromPoolToPool) {
    const RandomKey first = ArcDelays::key_of({7, Domain::selection});
    const RandomKey second = ArcDelays::key_of({7, Domain::certification});
    EXPECT_NE(random_block(first, 1, 2, 3), random_block(second, 1, 2, 3));
    EXPECT_NE(random_block(first, 1, 2, 3), random_block({7, Domain::selection}, 1, 2, 3));
}

TEST(ArcDelays, NameTheFirstArcThatHasNone) {
    SmallGraph shape = testing::directed(5, {{0, 1, 1.F}, {1, 2, -2.F}, {3, 4, -1.F}, {2, 3, 4.F}}, true);
    testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
        for (const Direction direction : {Direction::in, Direction::out})
            try {
                ArcDelays(context, graph, parse_delay("weights"), direction);
                ADD_FAILURE() << "a delay of -2 is accepted";
            } catch (const Error& error) {
                EXPECT_EQ(error.code(), ExitCode::bad_input);
                EXPECT_TRUE(error.agreed());
                EXPECT_STREQ(error.what(),
                             "--delay weights: arc 1 -> 2 has weight -2; a delay from 0 to 1e9 is needed");
            }
    });
    Context context = testing::on_threads(1);
    const PartitionedGraph bare = testing::replicated(world(), testing::path(3));
    EXPECT_THROW(ArcDelays(context, bare, parse_delay("exponential:weights"), Direction::in), Error);
}

} // namespace
} // namespace cascade
