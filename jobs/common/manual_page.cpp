#include "jobs/common/manual_page.hpp"

#include "jobs/common/exit_codes.hpp"
#include "jobs/common/help.hpp"
#include "jobs/common/shared_options.hpp"
#include "jobs/common/text_lines.hpp"

#include "cascade/version.hpp"
#include <fmt/format.h>

#include <algorithm>

namespace cascade {
namespace {

/// The code point that begins at `at`, which moves behind it; a byte that is no UTF-8 stands for itself.
std::uint32_t code_point(std::string_view text, std::size_t& at) {
    const auto first = static_cast<unsigned char>(text[at++]);
    const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
    if (at + static_cast<std::size_t>(more) > text.size())
        return '?';
    std::uint32_t point = more == 0 ? first : first & (0x3Fu >> more);
    for (int i = 0; i < more; ++i)
        point = point << 6 | (static_cast<unsigned char>(text[at++]) & 0x3Fu);
    return point;
}

std::string heading(std::string title) {
    std::transform(title.begin(), title.end(), title.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return fmt::format(".TH {} 1 \"\" \"cascade {}\" \"cascade manual\"\n", troff_text(title), kVersion);
}

/// Prose in lines of an editor's width.
std::string prose(std::string_view text) {
    const std::string narrow = wrapped(text, 78, 0, 0);
    std::string result;
    for (std::string_view line : lines_of(narrow))
        result += troff_text(line) + "\n";
    return result;
}

/// Paragraphs; indented lines are examples and stay as they are.
std::string paragraphs(std::string_view text) {
    std::string result;
    bool example = false;
    for (std::string_view line : lines_of(text)) {
        if (line.empty())
            continue;
        const bool indented = line.starts_with(' ');
        if (indented != example)
            result += indented ? ".PP\n.RS 4\n.EX\n" : ".EE\n.RE\n";
        if (!indented && !result.empty())
            result += ".PP\n";
        example = indented;
        result += indented ? troff_text(line.substr(line.find_first_not_of(' '))) + "\n" : prose(line);
    }
    return result + (example ? ".EE\n.RE\n" : "");
}

std::string option_entry(const OptionSpec& option) {
    std::string text = fmt::format(".TP\n\\fB\\-\\-{}\\fR", troff_text(option.name));
    if (!option.metavar.empty())
        text += fmt::format(" \\fI{}\\fR{}", troff_text(option.metavar), option.kind == OptionKind::list ? " ..." : "");
    text += '\n';
    text += prose(option_meaning(option));
    if (!option.fallback.empty())
        text += fmt::format("Default: \\fB{}\\fR.\n", troff_text(option.fallback));
    return text;
}

std::string option_section(std::string_view title, const std::vector<OptionSpec>& options) {
    if (options.empty())
        return "";
    std::string text = fmt::format(".SH {}\n", title);
    for (const OptionSpec& option : options)
        text += option_entry(option);
    return text;
}

std::string exit_status() {
    std::string text = ".SH EXIT STATUS\nThe same on every rank.\n";
    for (const ExitCodeMeaning& entry : kExitCodes)
        text += fmt::format(".TP\n.B {}\n{}", static_cast<int>(entry.code), prose(entry.meaning));
    return text;
}

} // namespace

std::string troff_text(std::string_view text) {
    std::string result;
    if (text.starts_with('.') || text.starts_with('\''))
        result = "\\&";
    for (std::size_t at = 0; at < text.size();) {
        const std::uint32_t point = code_point(text, at);
        if (point == '\\')
            result += "\\e";
        else if (point == '-')
            result += "\\-";
        else if (point == '\'')
            result += "\\(aq";
        else if (point == '^')
            result += "\\(ha";
        else if (point == '~')
            result += "\\(ti";
        else if (point < 0x80)
            result += static_cast<char>(point);
        else
            result += fmt::format("\\[u{:04X}]", point);
    }
    return result;
}

std::string program_manual_page(VerbTable table) {
    std::string text = heading("cascade");
    text += ".SH NAME\ncascade \\- influence maximisation and multi\\-hop diffusion on social graphs\n"
            ".SH SYNOPSIS\n\\fBcascade\\fR \\fIverb\\fR [\\fIoptions\\fR]\n.br\n"
            "\\fBmpirun\\fR \\fB\\-np\\fR \\fIP\\fR \\fBcascade\\fR \\fIverb\\fR [\\fIoptions\\fR]\n.br\n"
            "\\fBcascade\\fR \\fB\\-\\-help\\fR | \\fB\\-\\-version\\fR\n"
            ".SH DESCRIPTION\n" +
            prose("One program, one verb a run, on one rank or on many; the answer is the same. Standard output holds "
                  "one line for scripts, standard error what is for people.") +
            ".SH VERBS\n";
    std::string pages;
    for (const Verb* verb : table) {
        text += fmt::format(".TP\n.B {}\n{}\n", troff_text(verb->name), troff_text(verb->summary));
        pages += fmt::format("{}.BR cascade\\-{} (1)", pages.empty() ? "" : ",\n", troff_text(verb->name));
    }
    return text + exit_status() + ".SH SEE ALSO\n" + pages + "\n";
}

std::string verb_manual_page(const Verb& verb) {
    std::string text = heading(fmt::format("cascade-{}", verb.name));
    text += fmt::format(".SH NAME\ncascade\\-{} \\- {}\n", troff_text(verb.name), troff_text(verb.summary));
    text += ".SH SYNOPSIS\n" + prose(usage_of(verb));
    text += ".SH DESCRIPTION\n" + paragraphs(verb.description);
    text += option_section("OPTIONS", verb.options) + option_section("SHARED OPTIONS", shared_options(verb));
    return text + exit_status() + ".SH SEE ALSO\n.BR cascade (1)\n";
}

} // namespace cascade
