#pragma once
// The data dictionary: everything a result directory can hold, by the verb that writes it. A section a file of this
// folder; `dictionary()` is the table of contents.

#include "jobs/dictionary/output_spec.hpp"

#include <span>

namespace cascade {

struct DictionarySection {
    std::string_view verb; ///< empty: of every verb that writes results
    std::string_view file; ///< where it is declared
    std::vector<OutputSpec> outputs;
};

/// The sections of the dictionary, in the order of its page.
using Dictionary = std::span<const DictionarySection* const>;

/// All sections.
Dictionary dictionary();

/// What a verb may write: the sections of every verb and its own, a place of both with the fields of both.
std::vector<OutputSpec> outputs_of(std::string_view verb, Dictionary sections = dictionary());

/// The verbs with a section of their own.
std::vector<std::string_view> verbs_with_outputs(Dictionary sections = dictionary());

extern const DictionarySection kEveryResult, kRunOutputs, kEventOutputs, kManifestOutputs, kSelectOutputs,
    kEstimateOutputs, kSimulateOutputs, kContrastOutputs, kCompeteOutputs;

} // namespace cascade
