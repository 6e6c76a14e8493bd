// cascade help: what the program says of itself, in every form that something reads.
//
// People get the pages of --help. The other forms are made by the build and by scripts/generate_docs.sh from the same
// tables: manual pages, the completion of a shell, the tables of the manual, the data dictionary and its schemas. Nothing
// is written by hand twice.

#include "jobs/common/help.hpp"

#include "jobs/common/completion.hpp"
#include "jobs/common/manual_page.hpp"
#include "jobs/common/option_tables.hpp"
#include "jobs/dictionary/dictionary_page.hpp"
#include "jobs/dictionary/json_schema.hpp"

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
    Form{"dictionary", [](VerbTable) { return dictionary_page(); },
         [](const Verb& verb) { return dictionary_page_of(verb.name); }},
    Form{"dictionary-json", [](VerbTable) { return dictionary_json(); }, nullptr},
    Form{"schema:summary", [](VerbTable) { return summary_schema(); }, nullptr},
    Form{"schema:events", [](VerbTable) { return events_schema(); }, nullptr},
    Form{"schema:manifest", [](VerbTable) { return manifest_schema(); }, nullptr},
    Form{"schema:run", [](VerbTable) { return run_schema(); }, nullptr},
    Form{"completion", bash_completion, nullptr},
    Form{"verbs", verb_names, nullptr},
};

/// As a metavar: the schemas are one alternative of it.
std::string_view form_names() {
    static const std::string names = [] {
        std::string joined;
        for (const Form& form : kForms) {
            const std::size_t colon = form.name.find(':');
            const std::string shown =
                std::string(form.name.substr(0, colon)) + (colon < form.name.size() ? ":NAME" : "");
            if (!joined.ends_with("|" + shown))
                joined += fmt::format("{}{}", joined.empty() ? "" : "|", shown);
        }
        return joined;
    }();
    return names;
}

const Form& form_of(const Options& options) {
    const std::string& wanted = options.text("format");
    std::string schemas;
    for (const Form& form : kForms) {
        if (form.name == wanted)
            return form;
        if (form.name.starts_with("schema:"))
            schemas += fmt::format("{}{}", schemas.empty() ? "" : ", ", form.name);
    }
    throw UsageError("--format {}: there is no such schema; one of {} is needed", wanted, schemas);
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
    .summary = "print these pages, also as manual pages, completion and tables; what results hold",
    .description = "Prints what --help prints, of the program or of a verb; --format gives the same in the forms that "
                   "are installed: a manual page, a bash completion, the option tables of the manual in Markdown; "
                   "verbs: their names, one a line. dictionary: everything a result can hold, with type, unit and "
                   "meaning; dictionary-json and schema:summary, schema:events, schema:manifest, schema:run (JSON "
                   "Schema) are the same for programs.\n\n"
                   "    cascade help select\n"
                   "    cascade help --format dictionary select\n"
                   "    cascade help --format man select | man -l -\n"
                   "    source <(cascade help --format completion)",
    .options = {{"format", form_names(), "text", "In which form."}},
    .positional = "[VERB]",
    .validate = nullptr,
    .run = page,
};

} // namespace cascade
