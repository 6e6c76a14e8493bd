#pragma once
// The verbs that are Python scripts: found, and run in place of this process.
//
// Scripts lie in share/cascade: beside the folder of the program where it is installed, in its folder where it was
// built. Debian's own python3 comes first, since it is the one that python3-matplotlib and python3-h5py belong to.

#include "jobs/common/options.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cascade {

/// The option every such verb has.
inline constexpr OptionSpec kPythonOption{"python", "PROGRAM", "",
                                          "Python to use. Default: /usr/bin/python3, or else the python3 in PATH."};

/// The path of a script of the program that lies in `folder`. MissingInputError names the places looked at.
std::string find_script(std::string_view name, const std::string& folder);

/// The folder this program lies in.
std::string program_folder();

/// Ends this process by becoming the script with these words; its exit code is the program's. MissingInputError
/// when the script or Python is not there; returns never otherwise.
[[noreturn]] void become_script(const Options& options, std::string_view name, const std::vector<std::string>& words);

} // namespace cascade
