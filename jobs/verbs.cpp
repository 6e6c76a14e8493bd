// The table of verbs: what `cascade --help` lists, in this order. A new verb is one line here, a declaration in
// jobs/common/verb.hpp, its file in CMakeLists.txt and a section in the manual.

#include "jobs/common/verb.hpp"

namespace cascade {

const std::vector<const Verb*>& verbs() {
    static const std::vector<const Verb*> table = {
        &kImportVerb,  &kGenerateVerb, &kInspectVerb, &kSelectVerb, &kEstimateVerb, &kSimulateVerb, &kContrastVerb,
        &kCompeteVerb, &kReportVerb,   &kExportVerb,  &kWatchVerb,  &kBenchVerb,    &kHelpVerb};
    return table;
}

} // namespace cascade
