#include "jobs/common/config_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>

namespace cascade {
namespace {

constexpr std::string_view kBlanks = " \t\r";

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\')
            result += '\\';
        if (c == '\n')
            result += "\\n";
        else if (c == '\r')
            result += "\\r";
        else
            result += c;
    }
    return result + '"';
}

/// As it can stand after `key = `.
std::string written(std::string_view value) {
    const bool plain = trimmed(value) == value && !value.empty() && !value.starts_with('"') &&
                       value.find_first_of("\r\n") == std::string_view::npos;
    return plain ? std::string(value) : quoted(value);
}

/// The text between quotes; nothing when the closing quote is not the last character.
std::optional<std::string> unquoted(std::string_view text) {
    std::string result;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"')
            return i + 1 == text.size() ? std::optional(result) : std::nullopt;
        if (text[i] == '\\' && i + 1 < text.size()) {
            ++i;
            result += text[i] == 'n' ? '\n' : text[i] == 'r' ? '\r' : text[i];
        } else {
            result += text[i];
        }
    }
    return std::nullopt;
}

/// Reads one line into `entries` or `section`; returns a complaint or "".
std::string parse_line(std::string_view line, std::size_t number, std::string& section,
                       std::vector<ConfigEntry>& entries) {
    if (line.empty() || line.starts_with('#') || line.starts_with(';'))
        return "";
    if (line.starts_with('[')) {
        if (!line.ends_with(']'))
            return "the ']' of a section is missing";
        section = trimmed(line.substr(1, line.size() - 2));
        return "";
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || equals == 0)
        return fmt::format("'{}' is not 'key = value'", line);
    std::string_view key = trimmed(line.substr(0, equals));
    const std::string_view value = trimmed(line.substr(equals + 1));
    if (!value.starts_with('"')) {
        entries.push_back({section, std::string(key), std::string(value), number});
        return "";
    }
    const auto inner = unquoted(value);
    if (!inner)
        return fmt::format("the closing quote of {} is missing or not the last character", value);
    entries.push_back({section, std::string(key), *inner, number});
    return "";
}

} // namespace

std::vector<ConfigEntry> parse_config(const std::string& text, const std::string& path) {
    std::vector<ConfigEntry> entries;
    std::string section, complaints;
    std::string_view rest = text;
    if (rest.starts_with("\xEF\xBB\xBF"))
        rest.remove_prefix(3);
    for (std::size_t number = 1; !rest.empty(); ++number) {
        const std::size_t end = rest.find('\n');
        const std::string complaint = parse_line(trimmed(rest.substr(0, end)), number, section, entries);
        if (!complaint.empty())
            complaints += fmt::format("{}{}:{}: {}", complaints.empty() ? "" : "\n", path, number, complaint);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    if (!complaints.empty())
        throw UsageError("{}", complaints);
    return entries;
}

std::string read_text_file(const std::string& path) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
    if (!file)
        throw_read_error(path, errno);
    std::string text;
    char buffer[4096];
    while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, file.get()))
        text.append(buffer, got);
    if (std::ferror(file.get()) != 0)
        throw_read_error(path, errno);
    return text;
}

std::string dump_config(const Verb& verb, const Options& options) {
    std::string own = fmt::format("[{}]\n", verb.name);
    for (const std::string& value : options.positional())
        own += fmt::format("positional = {}\n", written(value));
    std::string shared = "[shared]\n";
    for (const auto& [name, value] : options.resolved()) {
        if (name == "config" || name == "dump-config")
            continue;
        const auto same_name = [&name = name](const OptionSpec& spec) { return spec.name == name; };
        const bool is_own = std::any_of(verb.options.begin(), verb.options.end(), same_name);
        (is_own ? own : shared) += fmt::format("{} = {}\n", name, written(value));
    }
    return own + shared;
}

} // namespace cascade
