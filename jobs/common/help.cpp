#include "jobs/common/help.hpp"

#include "engine/comm/communicator.hpp"
#include "jobs/common/exit_codes.hpp"
#include "jobs/common/shared_options.hpp"
#include "jobs/common/suggest.hpp"
#include "jobs/common/text_lines.hpp"

#include "cascade/version.hpp"
#include <fmt/format.h>

#include <algorithm>

namespace cascade {
namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kTextColumn = 28;

/// Columns a text takes: code points, which is close enough for the words used here.
std::size_t columns_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string option_help(const OptionSpec& option) {
    std::string left = "  " + option_signature(option);
    if (columns_of(left) + 2 > kTextColumn)
        left += '\n' + std::string(kTextColumn, ' ');
    else
        left.append(kTextColumn - columns_of(left), ' ');
    std::string text = option_meaning(option);
    if (!option.fallback.empty())
        text += fmt::format(" [default: {}]", option.fallback);
    return left + wrapped(text, kWidth, kTextColumn, kTextColumn) + '\n';
}

/// Paragraphs wrapped line by line; indented lines are examples and stay as they are.
std::string paragraphs(std::string_view text) {
    std::string result;
    for (std::string_view line : lines_of(text)) {
        result += line.starts_with(' ') ? std::string(line) : wrapped(line, kWidth, 0, 0);
        result += '\n';
    }
    return result;
}

} // namespace

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent, std::size_t column) {
    std::string result;
    bool fresh = true;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        const std::string_view word = text.substr(begin, end - begin);
        begin = end + 1;
        if (word.empty())
            continue;
        if (!fresh && column + 1 + columns_of(word) > width) {
            result += '\n' + std::string(indent, ' ');
            column = indent;
            fresh = true;
        }
        if (!fresh) {
            result += ' ';
            ++column;
        }
        result += word;
        column += columns_of(word);
        fresh = false;
    }
    return result;
}

std::string option_signature(const OptionSpec& option) {
    std::string text = fmt::format("--{}", option.name);
    if (!option.metavar.empty())
        text += fmt::format(" {}{}", option.metavar, option.kind == OptionKind::list ? "..." : "");
    return text;
}

std::string option_meaning(const OptionSpec& option) {
    return fmt::format("{}{}", option.help, option.required ? " Required." : "");
}

std::string usage_of(const Verb& verb) {
    std::string text = fmt::format("cascade {}", verb.name);
    if (!verb.positional.empty())
        text += fmt::format(" {}", verb.positional);
    for (const OptionSpec& option : verb.options)
        if (option.required)
            text += fmt::format(" {}", option_signature(option));
    return text + " [options]";
}

const Verb& find_verb(std::string_view name, VerbTable table) {
    std::vector<std::string_view> names;
    for (const Verb* verb : table) {
        if (verb->name == name)
            return *verb;
        names.push_back(verb->name);
    }
    names.insert(names.end(), {"--help", "--version"});
    throw UsageError("unknown verb '{}'{}; 'cascade --help' lists them", name, did_you_mean(name, names));
}

std::string program_help(VerbTable table) {
    std::string text = fmt::format("cascade {} - influence maximisation and multi-hop diffusion on social graphs\n\n"
                                   "usage: cascade <verb> [options]\n"
                                   "       mpirun -np P cascade <verb> [options]\n\n"
                                   "verbs:\n",
                                   kVersion);
    for (const Verb* verb : table)
        text += fmt::format("  {:<12}{}\n", verb->name, wrapped(verb->summary, kWidth, 14, 14));
    text += "\ncascade <verb> --help   the options of a verb\n"
            "cascade --version       version, commit, compiler, libraries\n\n"
            "exit codes: ";
    std::size_t column = 12;
    for (const ExitCodeMeaning& entry : kExitCodes) {
        const bool first = &entry == &kExitCodes.front(), last = &entry == &kExitCodes.back();
        const std::string words = fmt::format("{} {}{}", static_cast<int>(entry.code), entry.word, last ? "" : ",");
        if (!first && column + 1 + words.size() > kWidth) {
            text += '\n';
            text.append(12, ' ');
            column = 12;
        } else if (!first) {
            text += ' ';
            ++column;
        }
        text += words;
        column += words.size();
    }
    return text + '\n';
}

std::string verb_help(const Verb& verb) {
    std::string text = fmt::format("cascade {} - {}\n\nusage: {}\n\n", verb.name, verb.summary,
                                   wrapped(usage_of(verb), kWidth, 11, 7));
    text += paragraphs(verb.description);
    if (!verb.options.empty()) {
        text += "\noptions:\n";
        for (const OptionSpec& option : verb.options)
            text += option_help(option);
    }
    text += "\nshared options:\n";
    for (const OptionSpec& option : shared_options(verb))
        text += option_help(option);
    text += fmt::format("  --{:<24}{}\n", "help", "Print this page and stop.");
    return text;
}

std::string version_text() {
    return fmt::format("cascade {}\n"
                       "commit    {}\n"
                       "compiler  {} ({})\n"
                       "MPI       {}\n"
                       "HDF5      {} (parallel)\n"
                       "features  openmp gzip zstd\n",
                       kVersion, kCommit, kCompiler, kBuildType, MpiEnvironment::library_version(), kHdf5Version);
}

} // namespace cascade
