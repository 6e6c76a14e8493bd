#pragma once
// The options every verb takes, or every verb of a sort: --out where results are written, --layout where a graph is
// loaded by several ranks.

#include "jobs/common/verb.hpp"

namespace cascade {

/// All shared options, whichever verb takes them: the keys of a config file's [shared] section.
const std::vector<OptionSpec>& all_shared_options();

/// The shared options `verb` takes, in the order of the help page.
std::vector<OptionSpec> shared_options(const Verb& verb);

} // namespace cascade
