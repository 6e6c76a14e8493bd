#include "jobs/dictionary/dictionary.hpp"

#include <algorithm>

namespace cascade {

std::string_view type_name(ValueType type) {
    return std::find_if(kValueTypes.begin(), kValueTypes.end(), [&](const auto& entry) { return entry.type == type; })
        ->name;
}

Dictionary dictionary() {
    static const std::vector<const DictionarySection*> sections = {
        &kEveryResult,     &kRunOutputs,      &kEventOutputs,    &kManifestOutputs, &kSelectOutputs,
        &kEstimateOutputs, &kSimulateOutputs, &kContrastOutputs, &kCompeteOutputs};
    return sections;
}

std::vector<OutputSpec> outputs_of(std::string_view verb, Dictionary sections) {
    std::vector<OutputSpec> all;
    for (const DictionarySection* section : sections) {
        if (!section->verb.empty() && section->verb != verb)
            continue;
        for (const OutputSpec& output : section->outputs) {
            const auto known =
                std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.place == output.place; });
            if (known == all.end())
                all.push_back(output);
            else
                known->fields.insert(known->fields.end(), output.fields.begin(), output.fields.end());
        }
    }
    return all;
}

std::vector<std::string_view> verbs_with_outputs(Dictionary sections) {
    std::vector<std::string_view> verbs;
    for (const DictionarySection* section : sections)
        if (!section->verb.empty())
            verbs.push_back(section->verb);
    return verbs;
}

} // namespace cascade
