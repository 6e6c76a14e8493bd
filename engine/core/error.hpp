#pragma once
// Errors a user meets, each with the exit code the contract gives it.
//
// A type a rank: InputError is something the user can mend in the data, UsageError in the command line, and so on.
// The message names the option or `file:line`, says what is wrong and what would be right. `agreed()` is set by
// `agree` (engine/comm/agree.hpp) once every rank throws the same error; an error that is not agreed has happened on
// one rank alone, and the program ends by aborting the job instead of returning.

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace cascade {

/// Process exit codes; the contract with job scripts.
enum class ExitCode : int {
    done = 0,
    usage = 2,
    bad_input = 65,
    missing_input = 66,
    internal = 70,
    out_of_memory = 71,
    cannot_create = 73,
    io = 74,
    stopped_early = 75,
    permission = 77,
    interrupted = 130, ///< by INT, with nothing saved; what a shell makes of it
    terminated = 143,  ///< by TERM, with nothing saved
};

/// Any failure with an exit code.
class Error : public std::runtime_error {
public:
    Error(ExitCode code, const std::string& message, bool agreed = false)
        : std::runtime_error(message), code_(code), agreed_(agreed) {}

    ExitCode code() const { return code_; }
    bool agreed() const { return agreed_; }

private:
    ExitCode code_;
    bool agreed_;
};

template <ExitCode kCode>
class CodedError : public Error {
public:
    template <class... Args>
    explicit CodedError(fmt::format_string<Args...> text, Args&&... args)
        : Error(kCode, fmt::format(text, std::forward<Args>(args)...)) {}
};

using UsageError = CodedError<ExitCode::usage>;
using InputError = CodedError<ExitCode::bad_input>;
using MissingInputError = CodedError<ExitCode::missing_input>;
using InternalError = CodedError<ExitCode::internal>;
using MemoryError = CodedError<ExitCode::out_of_memory>;
using CreateError = CodedError<ExitCode::cannot_create>;
using IoError = CodedError<ExitCode::io>;
using PermissionError = CodedError<ExitCode::permission>;

/// The system's text for `errno` value `code`, e.g. "No such file or directory".
std::string system_message(int code);

/// Throws the error that fits `errno` value `code` met while reading `path` (66 absent, 77 forbidden, 74 otherwise).
[[noreturn]] void throw_read_error(const std::string& path, int code);

/// Throws the error that fits `errno` value `code` met while creating or writing `path` (73, 74 or 77). Where space is
/// short the message tells how much there is, and of `needed` bytes where that is known (0: it is not).
[[noreturn]] void throw_write_error(const std::string& path, int code, std::uint64_t needed = 0);

/// Bytes this user may still write on the file system of `path`, which need not exist yet; nothing if nobody can tell.
std::optional<std::uint64_t> free_bytes(const std::string& path);

} // namespace cascade
