#pragma once
// The outcome of a probe as text: how it comes from the child process to its parent and from rank 0 to the others.

#include "engine/store/graph_file.hpp"

#include <variant>

namespace cascade {

using ProbeOutcome = std::variant<GraphFile, Error>;

std::string to_text(const ProbeOutcome& outcome);
/// Throws nlohmann::json::exception when the text is not one of `to_text`.
ProbeOutcome outcome_from_text(const std::string& text);

} // namespace cascade
