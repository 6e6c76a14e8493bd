#pragma once
// Every forward model with every option, one world after the other, as the definitions say it: lists, a step loop, and a
// generator of its own (std::mt19937_64). What `--verify` holds a run against.
//
// A step looks at the vertices that act and at nobody else, so that graphs of millions of arcs can be gone through; the
// models themselves are written down once more, sharing nothing with kernels/diffusion but the numbers of the options.
// O(arcs of the vertices that act) a step.

#include "kernels/reference/graph.hpp"
#include "kernels/reference/step_models.hpp"

#include <optional>
#include <random>

namespace cascade::reference {

struct ForwardRule {
    enum class Kind : std::uint8_t {
        cascade,          ///< a vertex tries its arcs once, and again as `respread` says
        linear_threshold, ///< active when the weights of its active in-neighbours exceed a threshold drawn once a world
        threshold,        ///< active when they reach `wanted` of the vertex
        epidemic,         ///< an infectious vertex tries its arcs in every step
    };
    Kind kind = Kind::cascade;
    EpidemicRule epidemic;
    double respread = 0;           ///< cascade: a vertex that has tried its arcs tries them again with this probability
    std::optional<double> quality; ///< cascade: with opinions (IC-N)
    std::vector<double> wanted;    ///< [v], threshold; empty: a share of the in-weights, drawn in each world
    std::vector<double> hop_factors; ///< [h - 1] on every probability in step h, the last one holding on
    std::vector<double> acceptance;  ///< [v]: open in a world with this probability, below 0: never active; empty: 1
    std::vector<double> weights;     ///< [v]: what it counts; empty: 1
    std::vector<double> worth;       ///< [d - 1] times that at hop d, the last one holding on; empty: 1
    unsigned max_hops = kAnyHops;
};

class ForwardWorlds {
public:
    ForwardWorlds(const Graph& graph, ForwardRule rule);

    /// The next world, whose counts hop by hop end when nobody acts any more or at `max_hops`. Repeated seeds count once.
    StepWorld next(std::span<const VertexId> seeds);

private:
    enum class State : std::uint8_t { idle, exposed, infectious, recovered };

    bool heads(double p) { return static_cast<double>(words_() >> 11) * 0x1p-53 < p; }
    double uniform() { return static_cast<double>(words_() >> 11) * 0x1p-53; }
    bool never(VertexId v) const { return !rule_.acceptance.empty() && rule_.acceptance[v] < 0; }
    bool epidemic() const { return rule_.kind == ForwardRule::Kind::epidemic; }
    bool is_open(VertexId v);
    double factor(VertexId u, unsigned step) const;
    bool persuaded(VertexId v, double weight);
    void begin(std::span<const VertexId> seeds);
    void act(unsigned step);
    void turn();
    void settle(unsigned step);
    void activate(VertexId v, bool content, unsigned step);
    void count_generation(VertexId v, std::size_t generation);
    bool goes_on();
    void write(StepWorld& world) const;

    ForwardRule rule_;
    std::vector<std::uint64_t> first_; ///< of a vertex's arcs in `arcs_`
    std::vector<Arc> arcs_;            ///< by tail
    std::vector<double> total_;        ///< of in-weights
    std::mt19937_64 words_{20030824};

    // Of the world at hand; vertices in `touched_` differ from their state at rest.
    std::vector<State> state_;
    std::vector<bool> ever_, content_, known_open_, open_;
    std::vector<double> wants_, pressure_;
    std::vector<unsigned> tried_; ///< steps in which an infectious vertex has tried
    std::vector<std::size_t> generation_;
    std::vector<double> generations_; ///< vertices of each
    std::vector<std::vector<VertexId>> convinced_by_;
    std::vector<VertexId> touched_, acting_, arrived_;
    double active_ = 0, positive_ = 0, infectious_ = 0, recovered_ = 0, value_ = 0, tries_ = 0, producers_ = 0;
};

} // namespace cascade::reference
