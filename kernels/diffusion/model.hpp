#pragma once
// What a user says about diffusion: the model and where the probabilities come from.
//
// Independent cascade (ic): a newly active u tries each out-neighbour v once and succeeds with the probability of
// (u, v). Linear threshold (lt): v becomes active when the weights of its active in-neighbours exceed a threshold drawn
// uniformly once (Kempe, Kleinberg, Tardos, KDD'03). The same law gives the probability of ic and the weight of lt.
// Spelling and meaning live in one table each, which the parser, the printer and the help read.

#include "engine/core/error.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace cascade {

enum class Model : std::uint8_t { ic, lt };

enum class ProbabilityKind : std::uint8_t { wc, constant, trivalency, uniform, weights };

/// A probability for every arc.
struct ProbabilityLaw {
    ProbabilityKind kind = ProbabilityKind::wc;
    double low = 0;  ///< constant: the value; uniform: the lower end
    double high = 0; ///< uniform: the upper end
};

struct DiffusionOptions {
    Model model = Model::ic;
    ProbabilityLaw probability;
    std::uint64_t probability_seed = 0; ///< of trivalency and uniform: a property of the graph, not of the run
    bool normalise = false;             ///< lt: in-weights of every vertex are divided by their sum
};

struct ModelSpelling {
    Model model;
    std::string_view name, meaning;
};
inline constexpr std::array kModels = {
    ModelSpelling{Model::ic, "ic", "independent cascade"},
    ModelSpelling{Model::lt, "lt", "linear threshold"},
};

struct ProbabilitySpelling {
    ProbabilityKind kind;
    std::string_view name, arguments, meaning;
};
inline constexpr std::array kProbabilities = {
    ProbabilitySpelling{ProbabilityKind::wc, "wc", "",
                        "1 / in-degree of the head (weighted cascade; equal weights for lt)"},
    ProbabilitySpelling{ProbabilityKind::constant, "constant", ":P", "P on every arc"},
    ProbabilitySpelling{ProbabilityKind::trivalency, "trivalency", "", "0.1, 0.01 or 0.001 by the arc's own draw"},
    ProbabilitySpelling{ProbabilityKind::uniform, "uniform", ":LO,HI", "uniform in [LO, HI] by the arc's own draw"},
    ProbabilitySpelling{ProbabilityKind::weights, "weights", "", "the weight column of the graph"},
};

/// From the spelling of an option; UsageError with the known names otherwise.
Model parse_model(std::string_view text);
ProbabilityLaw parse_probability(std::string_view text);

std::string spelling(Model model);
std::string spelling(const ProbabilityLaw& law);

} // namespace cascade
