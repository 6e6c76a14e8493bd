#pragma once
// The ini files of --config and --dump-config.
//
//     # a comment has its own line, so that a path may hold '#' and ';'
//     [select]
//     graph = my graph.h5
//     exclude = first.txt
//     exclude = second.txt       a list is a repeated key
//     label = " leading blank"   quoted where blanks at the ends, quotes or line ends must survive: \" \\ \n
//     quiet = true
//
// A value is what stands after the '=' without the blanks around it. A flag is true or false.

#include "jobs/common/verb.hpp"

#include <string>
#include <vector>

namespace cascade {

/// One `key = value` and where it stands.
struct ConfigEntry {
    std::string section; ///< empty before the first section
    std::string key;
    std::string value;
    std::size_t line = 0; ///< counted from 1
};

/// Splits the text of an ini file; `path` is for messages. Throws UsageError for every line that is none, together.
std::vector<ConfigEntry> parse_config(const std::string& text, const std::string& path);

/// The content of a small file; 66 when it is absent.
std::string read_text_file(const std::string& path);

/// What --dump-config prints: every option of the verb that has a value, then the shared ones.
std::string dump_config(const Verb& verb, const Options& options);

} // namespace cascade
