#include "kernels/diffusion/arc_probability.hpp"

#include "engine/comm/all_to_all.hpp"
#include "engine/graph/vertex_names.hpp"
#include "engine/random/draw.hpp"
#include "engine/runtime/parallel.hpp"

#include <algorithm>
#include <bit>
#include <mutex>

namespace cascade {
namespace {

constexpr std::size_t kGrain = 4096;

/// The first offending arc in canonical order of (row, neighbour), over all ranks.
struct Offender {
    VertexId row = kNoVertex;
    VertexId neighbour = kNoVertex;
    double value = 0;

    bool before(const Offender& other) const {
        return row != other.row ? row < other.row : neighbour < other.neighbour;
    }
};

/// Throws the same InputError on every rank if any rank has an offender. Collective.
template <class Describe>
void report_offender(Context& context, const PartitionedGraph& graph, Offender mine, Describe&& describe) {
    Offender first;
    for (const Offender& candidate : all_gather(context.world, mine))
        if (candidate.before(first))
            first = candidate;
    if (first.row == kNoVertex)
        return;
    const std::vector<VertexId> ends{first.row, first.neighbour};
    std::vector<std::string> names = vertex_names(context.world, graph, ends);
    if (graph.info.labelled)
        for (std::string& name : names)
            name = shown_label(name);
    throw Error(ExitCode::bad_input, describe(names[0], names[1], first.value), true);
}

/// In-degrees of the heads of this rank's out-arcs, asked of their owners in one round trip.
BigArray<float> weighted_cascade_out(const PartitionedGraph& graph) {
    const AdjacencyLists& lists = graph.out();
    const AdjacencyLists& in = graph.in();
    BigArray<float> probabilities(lists.arcs());
    const auto shards = static_cast<std::size_t>(graph.layout.shards);
    if (shards == 1) {
        for (EdgeId e = 0; e < lists.arcs(); ++e)
            probabilities[e] =
                static_cast<float>(1.0 / static_cast<double>(in.degree(static_cast<LocalVertex>(lists.neighbours[e]))));
        return probabilities;
    }
    std::vector<std::vector<LocalVertex>> questions(shards);
    for (EdgeId e = 0; e < lists.arcs(); ++e) {
        const VertexId head = lists.neighbours[e];
        const int owner = graph.owner_of(head);
        questions[static_cast<std::size_t>(owner)].push_back(
            static_cast<LocalVertex>(head - graph.shards.begin_of(owner)));
    }
    const Received<LocalVertex> asked = all_to_all(graph.group_comm, questions);
    std::vector<std::vector<float>> replies(shards);
    for (std::size_t s = 0; s < shards; ++s)
        for (LocalVertex v : asked.from(static_cast<int>(s)))
            replies[s].push_back(static_cast<float>(1.0 / static_cast<double>(in.degree(v))));
    const Received<float> answers = all_to_all(graph.group_comm, replies);
    std::vector<std::uint64_t> next(answers.first.begin(), answers.first.end() - 1);
    for (EdgeId e = 0; e < lists.arcs(); ++e)
        probabilities[e] = answers.items[next[static_cast<std::size_t>(graph.owner_of(lists.neighbours[e]))]++];
    return probabilities;
}

} // namespace

float drawn_probability(const ProbabilityLaw& law, std::uint64_t probability_seed, VertexId u, VertexId v) {
    const std::uint64_t word = random_block({probability_seed, Domain::probability}, u, v, 0)[0];
    if (law.kind == ProbabilityKind::trivalency) {
        constexpr std::array kLevels = {0.1F, 0.01F, 0.001F};
        return kLevels[below(word, 3)];
    }
    CASCADE_CHECK(law.kind == ProbabilityKind::uniform, "law {} is not drawn", spelling(law));
    const double share = static_cast<double>(word >> 11) * 0x1p-53;
    return static_cast<float>(std::clamp(law.low + (law.high - law.low) * share, law.low, law.high));
}

void check_weights(Context& context, const PartitionedGraph& graph, Direction direction, std::string_view option,
                   float most, std::string_view needed) {
    if (!graph.info.weighted)
        throw Error(ExitCode::bad_input,
                    fmt::format("{}: the graph has no weight column; import it with --weights column", option), true);
    const bool in = direction == Direction::in;
    const AdjacencyLists& lists = in ? graph.in() : graph.out();
    Offender first;
    std::mutex guard;
    parallel_for(context.threads, lists.count(), kGrain, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t v = begin; v < end; ++v)
            for (EdgeId e = lists.offsets[v]; e < lists.offsets[v + 1]; ++e)
                if (!(lists.weights[e] >= 0.0F && lists.weights[e] <= most)) {
                    const Offender found{graph.to_global(static_cast<LocalVertex>(v)), lists.neighbours[e],
                                         lists.weights[e]};
                    const std::lock_guard lock(guard);
                    if (found.before(first))
                        first = found;
                }
    });
    report_offender(context, graph, first, [&](const std::string& row, const std::string& neighbour, double value) {
        return fmt::format("{}: arc {} -> {} has weight {}; {}", option, in ? neighbour : row, in ? row : neighbour,
                           value, needed);
    });
}

BigArray<float> arc_probabilities(Context& context, const PartitionedGraph& graph, const DiffusionOptions& options,
                                  Direction direction) {
    const bool in = direction == Direction::in;
    const AdjacencyLists& lists = in ? graph.in() : graph.out();
    const ProbabilityLaw& law = options.probability;
    if (law.kind == ProbabilityKind::weights)
        check_weights(context, graph, direction, "--probability weights", 1, "a probability from 0 to 1 is needed");
    if (law.kind == ProbabilityKind::wc && !in)
        return weighted_cascade_out(graph);
    BigArray<float> probabilities(lists.arcs());
    parallel_for(context.threads, lists.count(), kGrain, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t row = begin; row < end; ++row) {
            const VertexId v = graph.to_global(static_cast<LocalVertex>(row));
            const EdgeId degree = lists.degree(static_cast<LocalVertex>(row));
            for (EdgeId e = lists.offsets[row]; e < lists.offsets[row + 1]; ++e) {
                const VertexId w = lists.neighbours[e];
                switch (law.kind) {
                case ProbabilityKind::wc:
                    probabilities[e] = static_cast<float>(1.0 / static_cast<double>(degree));
                    break;
                case ProbabilityKind::constant:
                    probabilities[e] = static_cast<float>(law.low);
                    break;
                case ProbabilityKind::weights:
                    probabilities[e] = lists.weights[e] + 0.0F; // -0 is 0
                    break;
                case ProbabilityKind::trivalency:
                case ProbabilityKind::uniform:
                    probabilities[e] = in ? drawn_probability(law, options.probability_seed, w, v)
                                          : drawn_probability(law, options.probability_seed, v, w);
                    break;
                }
            }
        }
    });
    return probabilities;
}

ThresholdTotals threshold_totals(Context& context, const PartitionedGraph& graph, const BigArray<float>& in_weights,
                                 bool normalise) {
    const AdjacencyLists& lists = graph.in();
    ThresholdTotals result{BigArray<std::uint64_t>(lists.count()), BigArray<std::uint8_t>(lists.count())};
    Offender mine;
    for (LocalVertex v = 0; v < lists.count(); ++v) {
        uint128 sum = 0; // 2^32 weights of 2^62 exceed 64 bits
        for (EdgeId e = lists.begin_of(v); e < lists.end_of(v); ++e)
            sum += integer_weight(in_weights[e]);
        if (normalise) {
            result.shift[v] = static_cast<std::uint8_t>(std::bit_width(static_cast<std::uint64_t>(sum >> 63)));
            for (EdgeId e = lists.begin_of(v); e < lists.end_of(v); ++e)
                result.total[v] += integer_weight(in_weights[e]) >> result.shift[v];
            continue;
        }
        const uint128 rounding = static_cast<uint128>(lists.degree(v)) << 39; // d 2^-23
        const uint128 allowed = kWholeWeight + std::min<uint128>(rounding, kWholeWeight);
        if (sum > allowed && mine.row == kNoVertex)
            mine = {graph.to_global(v), lists.neighbours[lists.begin_of(v)], static_cast<double>(sum) * 0x1p-62};
        result.total[v] = static_cast<std::uint64_t>(std::max<uint128>(std::min(sum, allowed), kWholeWeight));
    }
    report_offender(context, graph, mine, [](const std::string& head, const std::string& tail, double sum) {
        return fmt::format(
            "--model lt: the in-weights of vertex {} (arc {} -> {} is the first) sum to {}, more than 1; "
            "give smaller weights or --normalise",
            head, tail, head, sum);
    });
    return result;
}

} // namespace cascade
