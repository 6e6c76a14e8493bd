#pragma once
// A quantity over worlds as columns: its mean under its own name, its variance, and quantiles. The names are made here,
// for those who write them and for the dictionary.

#include "jobs/dictionary/output_spec.hpp"

#include <fmt/format.h>

namespace cascade {

inline constexpr std::array kBandPercents = {5, 25, 50, 75, 95};

inline std::string variance_name(std::string_view name) {
    return fmt::format("{}_variance", name);
}

inline std::string quantile_name(std::string_view name, int percent) {
    return fmt::format("{}_q{:02}", name, percent);
}

/// The columns of a band; `quantiles` is their type. `meaning` ends without a full stop.
inline void append_band(std::vector<FieldSpec>& fields, std::string_view name, ValueType quantiles,
                        std::string_view meaning, std::string_view when = {}) {
    fields.push_back(
        {std::string(name), ValueType::f64, "vertices", fmt::format("{}; mean over worlds.", meaning), when});
    fields.push_back(
        {variance_name(name), ValueType::f64, "vertices²", "The same; unbiased variance over worlds.", when});
    for (const int percent : kBandPercents)
        fields.push_back({quantile_name(name, percent), quantiles, "vertices",
                          fmt::format("The same; the smallest number that {} % of the worlds do not exceed.", percent),
                          when});
}

} // namespace cascade
