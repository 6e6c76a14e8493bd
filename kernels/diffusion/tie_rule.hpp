#pragma once
// Whose a vertex becomes that several campaigns reach in the same step, and a seed that several have chosen.

#include "engine/core/error.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace cascade {

enum class TieRule : std::uint8_t { proportional, first, last };

struct TieSpelling {
    TieRule rule;
    std::string_view name;
};
inline constexpr std::array kTieRules = {
    TieSpelling{TieRule::proportional, "proportional"}, // to the live arcs that bring each; seeds: each campaign alike
    TieSpelling{TieRule::first, "first"},               // the campaign given first
    TieSpelling{TieRule::last, "last"},                 // the campaign given last
};

/// From the spelling of an option; UsageError otherwise.
inline TieRule parse_tie_rule(std::string_view text) {
    for (const TieSpelling& entry : kTieRules)
        if (entry.name == text)
            return entry.rule;
    throw UsageError("--tie {}: one of proportional, first, last is needed", text);
}

} // namespace cascade
