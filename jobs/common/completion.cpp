#include "jobs/common/completion.hpp"

#include "jobs/common/choices.hpp"
#include "jobs/common/shared_options.hpp"

#include "cascade/version.hpp"
#include <fmt/format.h>

namespace cascade {
namespace {

/// Words are cut at '=' and ':' before the function sees them: --model=ic comes as three, constant:0.1 as three.
constexpr std::string_view kRules = R"bash(
_cascade() {
    local cur=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]} at=$((COMP_CWORD - 1)) option='' words=''
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "$(_cascade_verbs) --help --version" -- "$cur")
        return
    fi
    if [[ $cur == '=' ]]; then
        cur=''
    elif [[ ${COMP_WORDS[at]} == '=' ]]; then
        at=$((at - 1))
    elif [[ $cur == ':' || ${COMP_WORDS[at]} == ':' ]]; then
        return
    fi
    if [[ ${COMP_WORDS[at]} == --* ]]; then
        option=${COMP_WORDS[at]}
        words=$(_cascade_values "$verb" "$option")
    elif [[ $cur != -* ]]; then # a list takes more values, whatever stands between
        while ((at > 1)) && [[ ${COMP_WORDS[at]} != --* ]]; do at=$((at - 1)); done
        ((at > 1)) && option=${COMP_WORDS[at]} && words=$(_cascade_values "$verb" "$option")
        [[ $words == *' ...' ]] || words=''
    fi
    if [[ -z $words && $cur != -* ]]; then
        words=$(_cascade_values "$verb" positional)
    fi
    words=${words% ...}
    [[ $words == *'<verb>'* ]] && words=${words/'<verb>'/$(_cascade_verbs)}
    if [[ $words == *'<any>'* ]]; then
        return
    elif [[ -z $words ]]; then
        words=$(_cascade_options "$verb")
    elif [[ $words == *'<file>'* ]]; then
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    elif [[ $words == *'<dir>'* ]]; then
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -d -- "$cur")
    fi
    words=${words//<file>/}
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "${words//<dir>/}" -- "$cur")
    if ((${#COMPREPLY[@]} == 1)) && [[ ${COMPREPLY[0]} == *: ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -F _cascade cascade
)bash";

/// What may stand for a metavar: its words, <file>, <dir>, <verb>, or <any> for what nobody can guess.
std::string words_of(const OptionSpec& spec) {
    std::string words;
    const auto add = [&](std::string_view word) {
        if (words.find(word) == std::string::npos || word.front() != '<')
            words += fmt::format("{}{}", words.empty() ? "" : " ", word);
    };
    for (const Choice& choice : choices_of(spec.metavar))
        if (!choice.word.empty())
            add(choice.word);
        else if (choice.shown.find("FILE") != std::string_view::npos)
            add("<file>");
        else if (choice.shown.find("DIR") != std::string_view::npos)
            add("<dir>");
        else if (choice.shown == "[VERB]")
            add("<verb>");
    if (words.empty())
        words = "<any>";
    return words + (spec.kind == OptionKind::list ? " ..." : "");
}

std::vector<OptionSpec> all_options(const Verb& verb) {
    std::vector<OptionSpec> options = verb.options;
    const std::vector<OptionSpec> shared = shared_options(verb);
    options.insert(options.end(), shared.begin(), shared.end());
    return options;
}

std::string list_verbs(VerbTable table) {
    std::string text = "_cascade_verbs() {\n    echo '";
    for (const Verb* verb : table)
        text += fmt::format("{}{}", verb == table.front() ? "" : " ", verb->name);
    return text + "'\n}\n";
}

std::string list_options(VerbTable table) {
    std::string text = "_cascade_options() {\n    case $1 in\n";
    for (const Verb* verb : table) {
        text += fmt::format("    {}) echo '", verb->name);
        for (const OptionSpec& option : all_options(*verb))
            text += fmt::format("--{} ", option.name);
        text += "--help' ;;\n";
    }
    return text + "    esac\n}\n";
}

std::string list_values(VerbTable table) {
    std::string text = "_cascade_values() {\n    case \"$1 $2\" in\n";
    for (const Verb* verb : table) {
        if (!verb->positional.empty())
            text += fmt::format("    '{} positional') echo '{}' ;;\n", verb->name,
                                words_of({"positional", verb->positional, "", ""}));
        for (const OptionSpec& option : all_options(*verb))
            if (option.kind != OptionKind::flag)
                text += fmt::format("    '{} --{}') echo '{}' ;;\n", verb->name, option.name, words_of(option));
    }
    return text + "    esac\n}\n";
}

} // namespace

std::string bash_completion(VerbTable table) {
    return fmt::format("# shellcheck shell=bash\n# Completion of cascade {}, made by `cascade help --format "
                       "completion`.\n\n",
                       kVersion) +
           list_verbs(table) + list_options(table) + list_values(table) + std::string(kRules);
}

} // namespace cascade
