#pragma once
// What a user says about forward diffusion: the model and everything it asks for.

#include "kernels/diffusion/admission.hpp"
#include "kernels/diffusion/class_reach.hpp"
#include "kernels/diffusion/hop_factors.hpp"
#include "kernels/diffusion/layers.hpp"
#include "kernels/diffusion/model.hpp"
#include "kernels/diffusion/threshold_rule.hpp"
#include "kernels/diffusion/time_grid.hpp"

#include <optional>
#include <span>

namespace cascade {

enum class ForwardModel : std::uint8_t { ic, lt, threshold, si, sis, sir, seir };

struct ForwardModelSpelling {
    ForwardModel model;
    std::string_view name, meaning;
};
inline constexpr std::array kForwardModels = {
    ForwardModelSpelling{ForwardModel::ic, "ic", "independent cascade"},
    ForwardModelSpelling{ForwardModel::lt, "lt", "linear threshold"},
    ForwardModelSpelling{ForwardModel::threshold, "threshold", "fraction or number of active in-neighbours"},
    ForwardModelSpelling{ForwardModel::si, "si", "infectious for ever"},
    ForwardModelSpelling{ForwardModel::sis, "sis", "infectious, then susceptible again"},
    ForwardModelSpelling{ForwardModel::sir, "sir", "infectious, then immune"},
    ForwardModelSpelling{ForwardModel::seir, "seir", "exposed, infectious, then immune"},
};

/// From the spelling of an option; UsageError with the known names otherwise.
ForwardModel parse_forward_model(std::string_view text);

/// Whether vertices stay infectious and try again every step.
inline bool is_epidemic(ForwardModel model) {
    return model >= ForwardModel::si;
}

inline constexpr std::uint32_t kNoHopLimit = ~std::uint32_t{0};

/// That influence takes its time, until when, and at which times adoption is told.
struct ForwardTime {
    DelayLaw delay;
    Ticks deadline = kNoDeadline;
    std::optional<TimeGrid> grid;
};

struct ForwardOptions {
    ForwardModel model = ForwardModel::ic;
    DiffusionOptions diffusion;            ///< of the arcs; its `model` is not read
    ThresholdRule threshold;               ///< threshold
    double recovery = 0;                   ///< sis, sir, seir: probability to recover, in each step
    double latency = 1;                    ///< seir: probability to become infectious, in each step
    std::optional<double> respread{};      ///< ic: probability to try again after a try; not with `quality`
    std::optional<double> quality{};       ///< ic: probability that a newly convinced vertex is content
    double activity_decay = 1;             ///< epidemics: factor with every further step a vertex is infectious
    HopFactors hop_factors;                ///< ic and epidemics: on every probability, by hop
    const Admission* admission = nullptr;  ///< who lets itself be activated; null: everybody
    std::optional<ForwardTime> time{};     ///< ic and lt, without quality, hop factors, hop limits and traces
    bool trace = false;                    ///< follow who made whom active
    std::uint64_t forest_worlds = 0;       ///< with `trace`: every link of the first so many worlds is kept
    bool replicates = false;               ///< keep every world's counts
    std::span<const Layer> layers{};       ///< ic and lt: further layers of the same vertices
    bool layer_ablation = false;           ///< run every world again without each layer
    const VertexClasses* groups = nullptr; ///< whose reach is counted apart; null: none
    std::uint64_t random_seed = 1;
    std::uint64_t worlds = 10000;
    std::uint32_t max_hops = kNoHopLimit; ///< steps after the seeds
    /// Above 0: worlds are simulated until half the 95 % interval of the final mean is at most this share of it,
    /// looked at after 1024, 2048, 4096, … worlds; `worlds` are the most.
    double precision = 0;
};

} // namespace cascade
