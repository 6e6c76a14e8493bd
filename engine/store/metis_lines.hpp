#pragma once
// METIS graph files: what the heading says, and lines of neighbours.
//
// The heading is "vertices edges [fmt [ncon]]"; then a line a vertex, the i-th one for vertex i, counted from 1: its size
// where fmt says so, ncon weights of it, and its neighbours, each followed by the weight of the edge where fmt says so.
// An empty line is a vertex without neighbours; lines that begin with % are comments and count for nothing. Every edge
// stands twice, once in the line of each end (engine/store/metis_pairs.hpp sees to that), and the heading counts it once.
// What the format has and a graph here has not, sizes and weights of vertices, is looked at and passed over.
// Karypis: METIS 5.1.0 manual, section 4.1.1, 2013.

#include "engine/store/text_words.hpp"

namespace cascade {

struct MetisHeading {
    std::uint64_t vertices = 0;
    std::uint64_t edges = 0;   ///< each counted once
    std::uint64_t numbers = 0; ///< at the front of each line: size and weights of the vertex
    bool weighted = false;     ///< edges have weights
    std::uint64_t line = 0;    ///< where the heading stands
    std::uint64_t begin = 0;
    std::size_t longest_line() const; ///< in bytes, with room for blanks
};

/// One neighbour in a vertex's line.
struct MetisArc {
    std::uint64_t vertex, neighbour; ///< from 1
    std::string_view weight;         ///< as it is written; empty without weights
    float value;                     ///< of the weight, 1 without
    std::uint64_t line;              ///< the byte where the vertex's line begins
};

/// Reads the heading; `weights`: those of edges are wanted. Throws TextFailure.
MetisHeading read_metis_heading(LineReader& reader, bool weights);

namespace detail {

/// The front of a vertex's line up to its neighbours; returns where these begin. Throws TextFailure.
std::size_t pass_vertex_numbers(std::string_view line, std::uint64_t offset, const MetisHeading& heading);
/// The weight of an edge. Throws TextFailure.
std::string_view next_weight(std::string_view line, std::size_t& at, std::uint64_t offset, float& value);
[[noreturn]] void refuse_neighbour(std::string_view line, std::size_t at, std::uint64_t offset, std::uint64_t vertex,
                                   const MetisHeading& heading);
[[noreturn]] void refuse_more_lines(std::uint64_t offset, const MetisHeading& heading);

inline bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

/// Reads the neighbour at `at`, with a blank or the end of the line behind it; false when it is anything else.
inline bool next_neighbour(std::string_view line, std::size_t& at, std::uint64_t& neighbour) {
    const std::size_t begin = at;
    neighbour = 0;
    while (at < line.size() && line[at] >= '0' && line[at] <= '9' && at - begin < 19)
        neighbour = neighbour * 10 + static_cast<std::uint64_t>(line[at++] - '0');
    return at > begin && (at == line.size() || is_blank(line[at]));
}

} // namespace detail

/// How many vertices have their line in `block`, counting those that begin before byte `end` of the file.
std::uint64_t count_vertex_lines(std::string_view block, std::uint64_t offset, std::uint64_t end);

/// Goes through the lines of `block`, which lies at `offset`, up to those that begin at or after byte `end` of the file.
/// `vertices` lines came before and are counted on. Calls `alone(vertex)` for a vertex without neighbours and
/// `found(arc)` for each neighbour. Returns false when it met a line at or after `end`. Throws TextFailure.
template <class Alone, class Found>
bool visit_vertex_lines(std::string_view block, std::uint64_t offset, std::uint64_t end, const MetisHeading& heading,
                        std::uint64_t& vertices, Alone&& alone, Found&& found) {
    while (!block.empty()) {
        if (offset >= end)
            return false;
        const std::size_t length = block.find('\n');
        std::string_view line = block.substr(0, length);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (!line.starts_with('%')) {
            if (vertices == heading.vertices) {
                if (line.find_first_not_of(" \t") != std::string_view::npos)
                    detail::refuse_more_lines(offset, heading);
            } else {
                MetisArc arc{++vertices, 0, {}, 1, offset};
                std::size_t at = heading.numbers > 0 ? detail::pass_vertex_numbers(line, offset, heading) : 0;
                bool none = true;
                for (;; none = false) {
                    while (at < line.size() && detail::is_blank(line[at]))
                        ++at;
                    if (at == line.size())
                        break;
                    const std::size_t begin = at;
                    if (!detail::next_neighbour(line, at, arc.neighbour) || arc.neighbour - 1 >= heading.vertices ||
                        arc.neighbour == arc.vertex)
                        detail::refuse_neighbour(line, begin, offset, arc.vertex, heading);
                    if (heading.weighted)
                        arc.weight = detail::next_weight(line, at, offset, arc.value);
                    found(arc);
                }
                if (none)
                    alone(arc.vertex);
            }
        }
        block.remove_prefix(length + 1);
        offset += length + 1;
    }
    return true;
}

} // namespace cascade
