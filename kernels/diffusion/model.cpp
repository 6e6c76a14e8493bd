#include "kernels/diffusion/model.hpp"

#include <fmt/ranges.h>

#include <charconv>
#include <vector>

namespace cascade {
namespace {

/// A probability out of `text`, all of it.
double parse_share(std::string_view text, std::string_view whole) {
    double value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc() || end != text.data() + text.size() || !(value >= 0.0 && value <= 1.0))
        throw UsageError("--probability {}: '{}' is not a probability; numbers from 0 to 1 are needed", whole, text);
    return value;
}

} // namespace

Model parse_model(std::string_view text) {
    std::vector<std::string_view> names;
    for (const ModelSpelling& entry : kModels) {
        if (entry.name == text)
            return entry.model;
        names.push_back(entry.name);
    }
    throw UsageError("--model {}: no such model; known: {}", text, fmt::join(names, ", "));
}

ProbabilityLaw parse_probability(std::string_view text) {
    const std::size_t colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    const std::string_view arguments = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    std::vector<std::string> known;
    for (const ProbabilitySpelling& entry : kProbabilities) {
        known.push_back(fmt::format("{}{}", entry.name, entry.arguments));
        if (entry.name != name)
            continue;
        if (entry.arguments.empty() != (colon == std::string_view::npos))
            throw UsageError("--probability {}: write {}{}", text, entry.name, entry.arguments);
        ProbabilityLaw law{entry.kind, 0, 0};
        if (entry.kind == ProbabilityKind::constant) {
            law.low = law.high = parse_share(arguments, text);
        } else if (entry.kind == ProbabilityKind::uniform) {
            const std::size_t comma = arguments.find(',');
            if (comma == std::string_view::npos)
                throw UsageError("--probability {}: write uniform:LO,HI", text);
            law.low = parse_share(arguments.substr(0, comma), text);
            law.high = parse_share(arguments.substr(comma + 1), text);
            if (law.low > law.high)
                throw UsageError("--probability {}: LO must not exceed HI", text);
        }
        return law;
    }
    throw UsageError("--probability {}: no such law; known: {}", text, fmt::join(known, ", "));
}

std::string spelling(Model model) {
    for (const ModelSpelling& entry : kModels)
        if (entry.model == model)
            return std::string(entry.name);
    throw InternalError("a model without a name");
}

std::string spelling(const ProbabilityLaw& law) {
    for (const ProbabilitySpelling& entry : kProbabilities)
        if (entry.kind == law.kind) {
            if (law.kind == ProbabilityKind::constant)
                return fmt::format("{}:{}", entry.name, law.low);
            if (law.kind == ProbabilityKind::uniform)
                return fmt::format("{}:{},{}", entry.name, law.low, law.high);
            return std::string(entry.name);
        }
    throw InternalError("a probability law without a name");
}

} // namespace cascade
