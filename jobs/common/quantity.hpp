#pragma once
// Numbers as people write them on a command line, read exactly: no double stands between "1e18" and the integer.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cascade {

/// A whole number below 2^64, with or without an exponent: 1000000, 1e6, 1.5e6. Nothing for anything else.
std::optional<std::uint64_t> parse_whole(std::string_view text);

/// A finite decimal number. Nothing for anything else.
std::optional<double> parse_real(std::string_view text);

/// Bytes. K M G T and KiB … are powers of 1024, KB … powers of 1000: 512M, 1.5G, 800KiB, 2GB, 4096.
std::optional<std::uint64_t> parse_size(std::string_view text);

/// Seconds from HH:MM:SS, MM:SS or plain minutes (1.5 is 90 seconds).
std::optional<double> parse_seconds(std::string_view text);

/// e.g. "1.5 GiB", "17 B".
std::string format_bytes(std::uint64_t bytes);

/// Whole numbers in groups of three, e.g. "1,768,149".
std::string format_count(std::uint64_t count);

/// e.g. "0.42 s", "3:05", "2:01:09".
std::string format_duration(double seconds);

} // namespace cascade
