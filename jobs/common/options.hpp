#pragma once
// Options as a table: one declaration a line, read by the parser, `--help`, `--dump-config`, the manual and the tests.
//
// A verb declares its own options; the shared ones (`shared_options`) are appended. Values stay text until a job asks
// for them by type, and the typed getters are where range errors come from, naming the option. A repeated scalar option:
// the last wins. `--config FILE.ini` is read first (`[section] key = value`; the section is the verb or `shared`), the
// command line wins, unknown keys and options are errors with a "did you mean".

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cascade {

enum class OptionKind {
    value, ///< takes one value
    list,  ///< takes one or more values, may be repeated
    flag,  ///< takes none
};

struct OptionSpec {
    std::string_view name;     ///< without dashes
    std::string_view metavar;  ///< e.g. "FILE", "K"; empty for flags
    std::string_view fallback; ///< default as text; empty: none
    std::string_view help;     ///< one sentence; units included
    OptionKind kind = OptionKind::value;
    bool required = false;
};

/// The resolved options of a run. Getters throw UsageError naming the option.
class Options {
public:
    /// By the command line, or by a config file with another value than the default (a dumped config holds defaults
    /// too, and reading it back must not look like asking for them).
    bool given(std::string_view name) const;
    bool flag(std::string_view name) const;
    bool has(std::string_view name) const;      ///< a value is there, be it the default
    bool declared(std::string_view name) const; ///< the verb takes this option at all
    const std::string& text(std::string_view name) const;
    const std::vector<std::string>& list(std::string_view name) const;
    /// A whole number in [low, high]; accepts 1000000, 1e6, 1<<20 is not accepted.
    std::uint64_t whole(std::string_view name, std::uint64_t low, std::uint64_t high) const;
    /// A finite number in [low, high].
    double real(std::string_view name, double low, double high) const;
    /// Bytes: 512M, 1.5G, 800KiB, plain bytes.
    std::uint64_t size(std::string_view name) const;
    /// Seconds from HH:MM:SS, MM:SS or plain minutes.
    double seconds(std::string_view name) const;

    /// Positional arguments (only `inspect` and `bench` have one).
    const std::vector<std::string>& positional() const { return positional_; }
    /// Every option with its resolved value in declaration order, for provenance and --dump-config; a list gives one
    /// pair a value, an option without a value none.
    std::vector<std::pair<std::string, std::string>> resolved() const;
    bool is_list(std::string_view name) const;
    /// Whether the option takes files and `value` is one.
    bool names_file(std::string_view name, const std::string& value) const;
    /// Whether `value` can only be meant as a file, and there is none.
    bool lacks_file(std::string_view name, const std::string& value) const;
    /// Whether the option takes files and `value` is a pipe or the like: what is in it can be read once.
    bool names_stream(std::string_view name, const std::string& value) const;

private:
    friend class OptionParser;
    struct Value {
        OptionSpec spec;
        std::vector<std::string> values;
        bool given = false;
    };
    const Value& find(std::string_view name) const;

    std::map<std::string, Value, std::less<>> values_;
    std::vector<std::string> order_;
    std::vector<std::string> positional_;
};

} // namespace cascade
