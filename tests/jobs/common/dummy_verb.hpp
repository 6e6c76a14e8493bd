#pragma once
// Verbs that exist only in tests: one with an option of every kind, one with a positional argument.

#include "jobs/common/option_parser.hpp"

namespace cascade::testing {

inline const Verb kDummyVerb = {
    .name = "dummy",
    .summary = "does nothing at length",
    .description = "A verb for tests with a description long enough to be wrapped, since it goes on and on beyond the "
                   "hundredth column of the page.\n  cascade dummy --graph g.h5 --k 3",
    .options = {{"graph", "FILE", "", "Graph file.", OptionKind::value, true},
                {"k", "K", "10", "How many."},
                {"epsilon", "X", "0.1", "A number."},
                {"probability", "P", "wc", "A text."},
                {"input", "FILE", "", "Several files.", OptionKind::list},
                {"strict", "", "", "A flag.", OptionKind::flag}},
    .positional = "",
    .graph_option = "graph",
    .writes_results = true,
    .validate = [](const Options& options) { options.whole("k", 1, 100); },
    .run = RunOnRanks([](Job&) {}),
};

inline const Verb kLookVerb = {
    .name = "look",
    .summary = "looks at a file",
    .description = "Looks.",
    .options = {{"json", "", "", "As JSON.", OptionKind::flag}},
    .positional = "FILE",
    .graph_option = "positional",
    .writes_results = false,
    .validate = nullptr,
    .run = RunOnRanks([](Job&) {}),
};

inline const std::vector<const Verb*>& dummy_table() {
    static const std::vector<const Verb*> table = {&kDummyVerb, &kLookVerb};
    return table;
}

inline Options parsed(const std::vector<std::string>& words, const Verb& verb = kDummyVerb) {
    return OptionParser(verb, dummy_table()).parse(words);
}

/// The message of the UsageError that `f` throws; empty when it throws none.
template <class F>
std::string usage_error(F&& f) {
    try {
        f();
    } catch (const UsageError& error) {
        return error.what();
    }
    return "";
}

} // namespace cascade::testing
