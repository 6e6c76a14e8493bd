#include "jobs/common/option_tables.hpp"

#include "jobs/common/help.hpp"
#include "jobs/common/markdown.hpp"
#include "jobs/common/shared_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace cascade {
namespace {

/// A row's first three cells.
std::string cells(const OptionSpec& option) {
    const std::string fallback = option.required           ? "required"
                                 : option.fallback.empty() ? ""
                                                           : markdown_code(option.fallback);
    return fmt::format("| {} | {} | {} |", markdown_code(option_signature(option)), fallback,
                       markdown_cell(option.help));
}

/// The verbs that take a shared option; "all" but for those that take none.
std::string takers(const OptionSpec& shared, VerbTable table) {
    std::vector<std::string_view> names;
    std::size_t able = 0;
    for (const Verb* verb : table) {
        const std::vector<OptionSpec> taken = shared_options(*verb);
        able += taken.empty() ? 0 : 1;
        if (std::any_of(taken.begin(), taken.end(), [&](const OptionSpec& spec) { return spec.name == shared.name; }))
            names.push_back(verb->name);
    }
    return names.size() == able ? "all" : fmt::format("{}", fmt::join(names, ", "));
}

} // namespace

std::string option_table(const Verb& verb) {
    std::string text = fmt::format("## {}\n\n`{}`\n\n", verb.name, usage_of(verb));
    if (verb.options.empty())
        return text;
    text += "| option | default | meaning |\n|---|---|---|\n";
    for (const OptionSpec& option : verb.options)
        text += cells(option) + "\n";
    return text + "\n";
}

std::string option_tables(VerbTable table) {
    std::string text = "# Options\n\n"
                       "Made by `cascade help --format markdown` from the tables the parser reads; after a change of "
                       "an option, `scripts/generate_docs.sh`\nwrites it anew. What the options are for is in [the "
                       "manual](README.md). A metavar in capitals stands for something of yours, `a|b` for\none of "
                       "these words, and `...` for several values.\n\n";
    for (const Verb* verb : table)
        text += option_table(*verb);
    text += "## Shared options\n\n| option | default | meaning | verbs |\n|---|---|---|---|\n";
    for (const OptionSpec& option : all_shared_options())
        text += fmt::format("{} {} |\n", cells(option), takers(option, table));
    return text;
}

} // namespace cascade
