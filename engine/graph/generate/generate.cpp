#include "engine/graph/generate/generate.hpp"

#include "engine/comm/agree.hpp"
#include "engine/graph/generate/regular.hpp"
#include "engine/graph/generate/rmat.hpp"
#include "engine/graph/generate/social.hpp"

namespace cascade {
namespace {

/// The greatest whole number whose square is not above n.
std::uint64_t whole_root(std::uint64_t n) {
    std::uint64_t low = 0;
    std::uint64_t high = std::uint64_t{1} << 32;
    while (high - low > 1) {
        const std::uint64_t middle = low + (high - low) / 2;
        (middle * middle <= n ? low : high) = middle;
    }
    return low;
}

/// G(n, m) with repetition: both ends of every edge are uniform.
struct GnmSource {
    RandomKey key;
    VertexId vertices;
    PlainArc operator()(std::uint64_t i) const {
        const RandomBlock words = random_block(key, i, 0, 0);
        return {below(words[0], vertices), below(words[1], vertices)};
    }
};

VertexId columns_of(const GenerateOptions& options) {
    if (options.columns > 0)
        return options.columns;
    const VertexId root = whole_root(options.vertices);
    return std::max<VertexId>(root * root == options.vertices ? root : root + 1, 1);
}

SocialOptions social_options(const GenerateOptions& options) {
    const std::uint64_t communities = options.communities > 0 ? options.communities : whole_root(options.vertices);
    return {options.vertices, options.edges, communities, options.mixing};
}

std::uint64_t edges_of(const GenerateOptions& options) {
    const VertexId n = options.vertices;
    switch (options.kind) {
    case GraphKind::rmat:
    case GraphKind::gnm:
    case GraphKind::social:
        return options.edges;
    case GraphKind::path:
        return PathSource{n}.edges();
    case GraphKind::star:
        return StarSource{n}.edges();
    case GraphKind::ring:
        return RingSource{n}.edges();
    case GraphKind::grid:
        return GridSource{n, columns_of(options)}.edges();
    case GraphKind::complete:
        return CompleteSource{n, options.directed}.edges();
    }
    throw InternalError("unknown kind of graph");
}

template <class Source>
std::vector<EdgeBlock> all_of(const Context& context, VertexId vertices, const Source& source) {
    return make_share(context, vertices, source.edges(), source);
}

/// This rank's share of the edges.
std::vector<EdgeBlock> blocks_of(const Context& context, const GenerateOptions& options) {
    const VertexId n = options.vertices;
    CASCADE_CHECK(n > 0 || options.edges == 0, "edges without vertices");
    switch (options.kind) {
    case GraphKind::rmat:
        CASCADE_CHECK(std::has_single_bit(n), "R-MAT on {} vertices", n);
        return make_share(context, n, options.edges,
                          RmatSource(options.random_seed, static_cast<unsigned>(std::countr_zero(n))));
    case GraphKind::gnm:
        return make_share(context, n, options.edges,
                          GnmSource{generator_key(options.random_seed, GeneratorLayer::gnm), n});
    case GraphKind::social:
        return make_share(context, n, options.edges, SocialSource(options.random_seed, social_options(options)));
    case GraphKind::path:
        return all_of(context, n, PathSource{n});
    case GraphKind::star:
        return all_of(context, n, StarSource{n});
    case GraphKind::ring:
        return all_of(context, n, RingSource{n});
    case GraphKind::grid:
        return all_of(context, n, GridSource{n, columns_of(options)});
    case GraphKind::complete:
        return all_of(context, n, CompleteSource{n, options.directed});
    }
    throw InternalError("unknown kind of graph");
}

std::string source_text(const GenerateOptions& options) {
    const GraphKindEntry& entry = entry_of(options.kind);
    std::string text = fmt::format("generate {} vertices={}", entry.name, options.vertices);
    if (entry.random)
        text += fmt::format(" edges={} random-seed={}", options.edges, options.random_seed);
    if (options.kind == GraphKind::grid)
        text += fmt::format(" columns={}", columns_of(options));
    if (options.kind == GraphKind::social)
        text += fmt::format(" communities={} mixing={}", social_options(options).communities, options.mixing);
    return text;
}

} // namespace

const GraphKindEntry& entry_of(GraphKind kind) {
    for (const GraphKindEntry& entry : kGraphKinds)
        if (entry.kind == kind)
            return entry;
    throw InternalError("unknown kind of graph");
}

const GraphKindEntry* find_kind(std::string_view name) {
    for (const GraphKindEntry& entry : kGraphKinds)
        if (entry.name == name)
            return &entry;
    return nullptr;
}

GenerateNeed generate_need(const GenerateOptions& options, int ranks) {
    constexpr std::uint64_t kProcess = 25'000'000;
    const std::uint64_t edges = edges_of(options);
    const std::uint64_t pair = options.vertices <= kNarrowVertices ? sizeof(NarrowPair) : sizeof(WidePair);
    const BuildSize size{options.vertices, edges, edges * pair, false, !options.directed, ranks};
    return {kProcess + build_bytes_per_rank(size), list_bytes(size) + 8192};
}

GraphSlice generate_graph(Context& context, const GenerateOptions& options) {
    std::vector<EdgeBlock> blocks = agree(context.world, [&] {
        const auto phase = context.timers.scope("draw");
        return blocks_of(context, options);
    });
    const auto phase = context.timers.scope("build");
    GraphSlice slice = build_from_blocks(context, options.vertices, std::move(blocks), !options.directed);
    slice.source = source_text(options);
    return slice;
}

} // namespace cascade
