#pragma once
// The pages the program prints about itself, made from the tables the parser reads. No line is wider than 100 columns
// unless a single word is.

#include "jobs/common/verb.hpp"

#include <string>

namespace cascade {

/// "--input FILE...", as it is typed.
std::string option_signature(const OptionSpec& option);
/// The sentence of an option, and whether it is required.
std::string option_meaning(const OptionSpec& option);
/// "cascade select --graph FILE --k K [options]"
std::string usage_of(const Verb& verb);

/// The verb of this name. UsageError with the nearest one.
const Verb& find_verb(std::string_view name, VerbTable table);

/// `cascade --help`: the verbs, one line each.
std::string program_help(VerbTable table);

/// `cascade <verb> --help`: description, own options, shared options.
std::string verb_help(const Verb& verb);

/// `cascade --version`: version, commit, compiler, MPI, HDF5, features.
std::string version_text();

/// `text` in lines of at most `width` columns, lines after the first indented by `indent`; the first starts at `column`.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent, std::size_t column);

} // namespace cascade
