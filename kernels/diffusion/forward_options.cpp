#include "kernels/diffusion/forward_options.hpp"

#include <fmt/ranges.h>

#include <vector>

namespace cascade {

ForwardModel parse_forward_model(std::string_view text) {
    std::vector<std::string_view> names;
    for (const ForwardModelSpelling& entry : kForwardModels) {
        if (entry.name == text)
            return entry.model;
        names.push_back(entry.name);
    }
    throw UsageError("--model {}: no such model; known: {}", text, fmt::join(names, ", "));
}

} // namespace cascade
