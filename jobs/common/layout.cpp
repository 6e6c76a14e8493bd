#include "jobs/common/layout.hpp"

#include "jobs/common/choices.hpp"
#include "jobs/common/graph_run.hpp"
#include "jobs/common/quantity.hpp"

#include <limits>

namespace cascade {

namespace {

/// S and G of "SxG"; UsageError for anything else.
Layout parse_cross(std::string_view text) {
    constexpr std::uint64_t kMostRanks = std::numeric_limits<int>::max();
    const std::size_t cross = text.find('x');
    const auto shards = parse_whole(text.substr(0, cross));
    const auto groups = cross == std::string_view::npos ? std::nullopt : parse_whole(text.substr(cross + 1));
    if (!shards || !groups || *shards == 0 || *groups == 0 || *shards > kMostRanks || *groups > kMostRanks)
        throw UsageError("--layout {}: auto, replicated, partitioned or SxG (S shards in each of G groups) is needed{}",
                         text, nearest_choice("auto|replicated|partitioned", text));
    return {static_cast<int>(*groups), static_cast<int>(*shards)};
}

bool is_word(std::string_view text) {
    return text == "auto" || text == "replicated" || text == "partitioned";
}

} // namespace

void check_layout_text(std::string_view text) {
    if (!is_word(text))
        parse_cross(text);
}

std::optional<Layout> parse_layout(std::string_view text, int ranks) {
    if (text == "auto")
        return std::nullopt;
    if (text == "replicated")
        return Layout{ranks, 1};
    if (text == "partitioned")
        return Layout{1, ranks};
    const Layout layout = parse_cross(text);
    if (std::int64_t{layout.groups} * layout.shards != ranks)
        throw UsageError("--layout {}: S times G must be the number of ranks, {}", text, ranks);
    return layout;
}

Layout automatic_layout(int ranks, std::span<const GraphFile> files, GraphNeeds needs, std::uint64_t budget) {
    Layout layout{ranks, 1};
    const auto bytes = [&] {
        std::uint64_t sum = 0;
        for (const GraphFile& file : files)
            sum += graph_bytes_per_rank(file, layout, needs);
        return sum;
    };
    for (int shards = 1; shards <= ranks; ++shards) {
        if (ranks % shards != 0)
            continue;
        layout = {ranks / shards, shards};
        if (budget == 0 || kBareRankBytes + 2 * bytes() <= budget)
            return layout;
    }
    const std::uint64_t needed = kBareRankBytes + bytes();
    if (needed > budget)
        throw MemoryError("{}: the graph{} needs {} a rank ({} bytes) and {} ({} bytes) are allowed; use more ranks or "
                          "raise --memory-per-rank",
                          files[0].path, ranks > 1 ? fmt::format(" cut over {} ranks", ranks) : "",
                          format_bytes(needed), needed, format_bytes(budget), budget);
    return layout;
}

Layout resolve_layout(const Communicator& world, const Options& options, std::span<const GraphFile> files,
                      GraphNeeds needs, std::uint64_t budget) {
    try {
        const std::optional<Layout> asked = parse_layout(options.text("layout"), world.size());
        return asked ? *asked : automatic_layout(world.size(), files, needs, budget);
    } catch (const Error& error) {
        throw Error(error.code(), error.what(), true);
    }
}

} // namespace cascade
