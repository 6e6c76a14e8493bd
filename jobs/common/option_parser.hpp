#pragma once
// From the words of a command line to resolved options: declared defaults, then the config file, then the command line.
//
// Boost.Program_options cuts the words into options and values (`--name value`, `--name=value`, lists of several
// values); no abbreviations are accepted, so that a script keeps its meaning when options are added. Everything wrong
// with the words is told at once.

#include "jobs/common/config_file.hpp"
#include "jobs/common/verb.hpp"

#include <span>

namespace cascade {

class OptionParser {
public:
    /// `table` names the sections a config file may have.
    OptionParser(const Verb& verb, VerbTable table);

    /// Throws UsageError for unknown options, missing values, unknown config keys and words no metavar has. Does not ask
    /// for required options.
    Options parse(std::span<const std::string> words) const;

private:
    void apply_words(std::span<const std::string> words, Options& options) const;
    void apply_config(const std::string& path, const std::vector<ConfigEntry>& entries, Options& options) const;
    void check_choices(const Options& options) const;
    std::string complaint_about_option(const std::string& text) const;
    std::string complaint_about(const ConfigEntry& entry) const;

    const Verb& verb_;
    VerbTable table_;
    std::vector<OptionSpec> specs_; ///< the verb's own, then the shared ones
};

/// Names every required option without a value, and the positional argument. Throws UsageError.
void check_required(const Verb& verb, const Options& options);

} // namespace cascade
