#include "jobs/common/option_parser.hpp"

#include "jobs/common/choices.hpp"
#include "jobs/common/shared_options.hpp"
#include "jobs/common/suggest.hpp"

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace cascade {
namespace {

namespace po = boost::program_options;

std::vector<std::string_view> names_of(std::span<const OptionSpec> specs) {
    std::vector<std::string_view> names;
    for (const OptionSpec& spec : specs)
        names.push_back(spec.name);
    return names;
}

const OptionSpec* find_spec(std::span<const OptionSpec> specs, std::string_view name) {
    const auto at = std::find_if(specs.begin(), specs.end(), [&](const OptionSpec& spec) { return spec.name == name; });
    return at == specs.end() ? nullptr : &*at;
}

void add_line(std::string& text, const std::string& line) {
    if (!line.empty())
        text += (text.empty() ? "" : "\n") + line;
}

/// "true" or "false" for any of their spellings; nothing else.
std::optional<std::string> flag_value(std::string_view text) {
    for (std::string_view yes : {"true", "yes", "on", "1"})
        if (text == yes)
            return "true";
    for (std::string_view no : {"false", "no", "off", "0"})
        if (text == no)
            return "false";
    return std::nullopt;
}

/// Adds what was written for an option to its values; returns a complaint or "".
std::string add_values(const OptionSpec& spec, const std::vector<std::string>& written,
                       std::vector<std::string>& values) {
    if (spec.kind != OptionKind::list)
        values.clear();
    if (spec.kind != OptionKind::flag) {
        values.insert(values.end(), written.begin(), written.end());
        return "";
    }
    const auto value = flag_value(written.back());
    if (value && *value == "true")
        values = {"true"};
    return value ? "" : fmt::format("{} is true or false, not '{}'", spec.name, written.back());
}

po::options_description describe(std::span<const OptionSpec> specs) {
    po::options_description description;
    for (const OptionSpec& spec : specs) {
        const po::value_semantic* semantic = po::value<std::string>();
        if (spec.kind == OptionKind::list)
            semantic = po::value<std::vector<std::string>>()->multitoken();
        description.add_options()(std::string(spec.name).c_str(), semantic);
    }
    return description;
}

/// The words with `--flag` spelled out as `--flag=true`: Boost's optional values would swallow the word that follows.
std::vector<std::string> with_explicit_flags(std::span<const std::string> words, std::span<const OptionSpec> specs) {
    std::vector<std::string> result(words.begin(), words.end());
    for (std::string& word : result) {
        if (word == "--")
            break;
        const OptionSpec* spec = word.starts_with("--") ? find_spec(specs, std::string_view(word).substr(2)) : nullptr;
        if (spec != nullptr && spec->kind == OptionKind::flag)
            word += "=true";
    }
    return result;
}

/// The complaint when a value is the next option: Boost takes it, and `--name=--value` is there for those who mean it.
std::string swallowed_option(const po::option& option, const OptionSpec& spec) {
    const bool separate = option.original_tokens.size() > 1 && !option.value.empty();
    if (!separate || !option.value.front().starts_with("--"))
        return "";
    return fmt::format("--{} needs a value ({}), and {} looks like an option", spec.name, spec.metavar,
                       option.value.front());
}

/// The complaint when a value is empty: no option has a use for that, and it is what an unset variable leaves.
std::string empty_value(const po::option& option, const OptionSpec& spec) {
    const bool empty =
        std::any_of(option.value.begin(), option.value.end(), [](const auto& text) { return text.empty(); });
    return empty ? fmt::format("--{} needs a value ({}), and an empty one was given", spec.name, spec.metavar) : "";
}

/// Boost's complaint in the words of this program.
[[noreturn]] void rethrow(const po::error_with_option_name& error, std::span<const OptionSpec> specs) {
    std::string name = error.get_option_name();
    name.erase(0, name.find_first_not_of('-'));
    const OptionSpec* spec = find_spec(specs, name);
    throw UsageError("--{} needs a value ({})", name, spec != nullptr ? spec->metavar : "VALUE");
}

std::vector<po::option> cut(std::span<const std::string> words, std::span<const OptionSpec> specs) {
    const po::options_description description = describe(specs);
    using namespace po::command_line_style;
    try {
        return po::command_line_parser(with_explicit_flags(words, specs))
            .options(description)
            .style(allow_long | long_allow_adjacent | long_allow_next)
            .allow_unregistered()
            .run()
            .options;
    } catch (const po::error_with_option_name& error) {
        rethrow(error, specs);
    } catch (const po::error& error) {
        throw UsageError("{}", error.what());
    }
}

} // namespace

OptionParser::OptionParser(const Verb& verb, VerbTable table) : verb_(verb), table_(table), specs_(verb.options) {
    const std::vector<OptionSpec> shared = shared_options(verb);
    specs_.insert(specs_.end(), shared.begin(), shared.end());
}

Options OptionParser::parse(std::span<const std::string> words) const {
    Options options;
    for (const OptionSpec& spec : specs_) {
        Options::Value& value = options.values_[std::string(spec.name)];
        value.spec = spec;
        if (!spec.fallback.empty())
            value.values = {std::string(spec.fallback)};
        options.order_.emplace_back(spec.name);
    }
    Options from_words = options;
    apply_words(words, from_words);
    if (from_words.declared("config") && from_words.has("config")) {
        const std::string& path = from_words.text("config");
        apply_config(path, parse_config(read_text_file(path), path), options);
        apply_words(words, options);
        from_words = std::move(options);
    }
    check_choices(from_words);
    return from_words;
}

void OptionParser::check_choices(const Options& options) const {
    std::string complaints;
    for (const std::string& word : options.positional())
        if (const std::string complaint = complaint_about_choice(verb_.positional, word); !complaint.empty())
            add_line(complaints, fmt::format("{} {}: {}", verb_.name, word, complaint));
    for (const OptionSpec& spec : specs_)
        for (const std::string& value : options.list(spec.name))
            if (const std::string complaint = complaint_about_choice(spec.metavar, value); !complaint.empty())
                add_line(complaints, fmt::format("--{} {}: {}", spec.name, value, complaint));
    if (!complaints.empty())
        throw UsageError("{}", complaints);
}

std::string OptionParser::complaint_about_option(const std::string& text) const {
    const std::string name = text.substr(0, text.find('='));
    std::vector<std::string_view> known = names_of(specs_);
    known.emplace_back("help");
    return fmt::format("unknown option --{}{}; 'cascade {} --help' lists them", name, did_you_mean(name, known, "--"),
                       verb_.name);
}

void OptionParser::apply_words(std::span<const std::string> words, Options& options) const {
    std::string complaints;
    std::vector<std::string> positional;
    std::map<std::string, std::vector<std::string>> found;
    for (const po::option& option : cut(words, specs_)) {
        const OptionSpec* spec = find_spec(specs_, option.string_key);
        if (option.string_key.empty()) {
            positional.insert(positional.end(), option.value.begin(), option.value.end());
        } else if (spec == nullptr) {
            add_line(complaints, complaint_about_option(option.string_key));
        } else {
            add_line(complaints, swallowed_option(option, *spec));
            add_line(complaints, empty_value(option, *spec));
            const std::string complaint = add_values(*spec, option.value, found[option.string_key]);
            add_line(complaints, complaint.empty() ? "" : "--" + complaint);
        }
    }
    const std::size_t allowed = verb_.positional.empty() ? 0 : verb_.takes_many() ? positional.size() : 1;
    if (complaints.empty() && positional.size() > allowed)
        add_line(complaints,
                 fmt::format("unexpected argument '{0}'; options begin with --{1}", positional[allowed],
                             find_spec(specs_, "graph") != nullptr ? ", e.g. --graph " + positional[allowed] : ""));
    if (!complaints.empty())
        throw UsageError("{}", complaints);
    for (auto& [name, values] : found) {
        Options::Value& place = options.values_.find(name)->second;
        place.values = std::move(values);
        place.given = true;
    }
    if (!positional.empty())
        options.positional_ = std::move(positional);
}

std::string OptionParser::complaint_about(const ConfigEntry& entry) const {
    const auto at =
        std::find_if(table_.begin(), table_.end(), [&](const Verb* verb) { return verb->name == entry.section; });
    std::vector<OptionSpec> known;
    if (entry.section.empty() || entry.section == verb_.name)
        known = specs_;
    else if (entry.section == "shared")
        known = all_shared_options();
    else if (at != table_.end()) {
        known = (*at)->options;
        known.insert(known.end(), all_shared_options().begin(), all_shared_options().end());
    } else {
        std::vector<std::string_view> sections{"shared"};
        for (const Verb* verb : table_)
            sections.push_back(verb->name);
        return fmt::format("unknown section [{}]{}", entry.section, did_you_mean(entry.section, sections));
    }
    if (entry.key == "config" || entry.key == "dump-config")
        return fmt::format("'{}' belongs on the command line, not in a config file", entry.key);
    if (entry.key == "positional" || find_spec(known, entry.key) != nullptr)
        return "";
    return fmt::format("unknown key '{}'{}", entry.key, did_you_mean(entry.key, names_of(known)));
}

void OptionParser::apply_config(const std::string& path, const std::vector<ConfigEntry>& entries,
                                Options& options) const {
    std::string complaints;
    std::vector<std::string> positional;
    std::map<std::string, std::vector<std::string>> found;
    for (const ConfigEntry& entry : entries) {
        std::string complaint = complaint_about(entry);
        const bool ours = entry.section.empty() || entry.section == verb_.name || entry.section == "shared";
        const OptionSpec* spec = find_spec(specs_, entry.key);
        if (complaint.empty() && ours && entry.key == "positional") {
            if (verb_.positional.empty())
                complaint = fmt::format("{} takes no positional argument", verb_.name);
            if (!verb_.takes_many())
                positional.clear();
            positional.push_back(entry.value);
        } else if (complaint.empty() && ours && spec != nullptr) {
            complaint = add_values(*spec, {entry.value}, found[entry.key]);
        }
        if (!complaint.empty())
            add_line(complaints, fmt::format("{}:{}: {}", path, entry.line, complaint));
    }
    if (!complaints.empty())
        throw UsageError("{}", complaints);
    if (!positional.empty())
        options.positional_ = std::move(positional);
    for (auto& [name, values] : found) {
        Options::Value& place = options.values_.find(name)->second;
        place.given = place.values != values;
        place.values = std::move(values);
    }
}

void check_required(const Verb& verb, const Options& options) {
    std::string complaints;
    if (!verb.positional.empty() && !verb.positional.starts_with('[') && options.positional().empty())
        add_line(complaints, fmt::format("{} is required: cascade {} {}", verb.positional, verb.name, verb.positional));
    for (const OptionSpec& spec : verb.options)
        if (spec.required && !options.has(spec.name))
            add_line(complaints, fmt::format("--{} {} is required: {}", spec.name, spec.metavar, spec.help));
    if (!complaints.empty())
        throw UsageError("{}", complaints);
}

} // namespace cascade
