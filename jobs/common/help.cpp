#include "jobs/common/help.hpp"

#include "engine/comm/communicator.hpp"
#include "jobs/common/shared_options.hpp"

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
    std::string left = fmt::format("  --{}", option.name);
    if (!option.metavar.empty())
        left += fmt::format(" {}{}", option.metavar, option.kind == OptionKind::list ? "..." : "");
    std::string text(option.help);
    if (option.required)
        text += " Required.";
    if (!option.fallback.empty())
        text += fmt::format(" [default: {}]", option.fallback);
    if (columns_of(left) + 2 > kTextColumn)
        left += '\n' + std::string(kTextColumn, ' ');
    else
        left.append(kTextColumn - columns_of(left), ' ');
    return left + wrapped(text, kWidth, kTextColumn, kTextColumn) + '\n';
}

/// Paragraphs wrapped line by line; indented lines are examples and stay as they are.
std::string paragraphs(std::string_view text) {
    std::string result;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line = text.substr(begin, end - begin);
        result += line.starts_with(' ') ? std::string(line) : wrapped(line, kWidth, 0, 0);
        result += '\n';
        begin = end + 1;
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
            "exit codes: 0 done, 2 usage, 65 bad input, 66 input missing, 70 internal error, 71 out of memory,\n"
            "            73 cannot create output, 74 I/O error, 75 stopped early, 77 permission\n";
    return text;
}

std::string verb_help(const Verb& verb) {
    std::string text = fmt::format("cascade {} - {}\n\nusage: cascade {}{}{} [options]\n\n", verb.name, verb.summary,
                                   verb.name, verb.positional.empty() ? "" : " ", verb.positional);
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
