// cascade help: what the program says of itself, in every form that something reads.
//
// People get the pages of --help. The other forms are made by the build and by scripts/generate_docs.sh from the same
// tables: manual pages, the completion of a shell, the tables of the manual. Nothing is written by hand twice.

#include "jobs/common/help.hpp"

#include "jobs/common/completion.hpp"
#include "jobs/common/manual_page.hpp"
#include "jobs/common/option_tables.hpp"

#include <fmt/format.h>

#include <array>

namespace cascade {
namespace {

/// A form, for the program and for one verb of it (null: it has none).
struct Form {
    std::string_view name;
    std::string (*of_program)(VerbTable table);
    std::string (*of_verb)(const Verb& verb);
};

std::string verb_names(VerbTable table) {
    std::string names;
    for (const Verb* verb : table)
        names += std::string(verb->name) + "\n";
    return names;
}

constexpr std::array kForms = {
    Form{"text", program_help, verb_help},
    Form{"man", program_manual_page, verb_manual_page},
    Form{"markdown", option_tables, option_table},
    Form{"completion", bash_completion, nullptr},
    Form{"verbs", verb_names, nullptr},
};

std::string_view form_names() {
    static const std::string names = [] {
        std::string joined;
        for (const Form& form : kForms)
            joined += fmt::format("{}{}", joined.empty() ? "" : "|", form.name);
        return joined;
    }();
    return names;
}

const Form& form_of(const Options& options) {
    for (const Form& form : kForms)
        if (form.name == options.text("format"))
            return form;
    throw InternalError("--format {} is declared and has no meaning", options.text("format"));
}

std::string page(const Options& options, VerbTable table) {
    const Form& form = form_of(options);
    if (options.positional().empty())
        return form.of_program(table);
    const Verb& verb = find_verb(options.positional().front(), table);
    if (form.of_verb == nullptr)
        throw UsageError("--format {}: is for the whole program; leave out {}", form.name, verb.name);
    return form.of_verb(verb);
}

} // namespace

const Verb kHelpVerb{
    .name = "help",
    .summary = "print these pages, also as manual pages, completion and tables",
    .description = "Prints what --help prints, of the program or of a verb; --format gives the same in the forms that "
                   "are installed: a manual page, a bash completion, the option tables of the manual in Markdown; "
                   "verbs: their names, one a line.\n\n"
                   "    cascade help select\n"
                   "    cascade help --format man select | man -l -\n"
                   "    source <(cascade help --format completion)",
    .options = {{"format", form_names(), "text", "In which form."}},
    .positional = "[VERB]",
    .validate = nullptr,
    .run = page,
};

} // namespace cascade
