#pragma once
// CASCADE_CHECK(condition, "text {}", args…): our own bug if it fails, so exit 70 with the place it was found.
// Cheap enough to stay on in release builds; never put a scan over data behind it.

#include "engine/core/error.hpp"

#define CASCADE_CHECK(condition, ...)                                                                                  \
    do {                                                                                                               \
        if (!(condition)) [[unlikely]]                                                                                 \
            ::cascade::check_failed(__FILE__, __LINE__, #condition, fmt::format(__VA_ARGS__));                         \
    } while (false)

namespace cascade {

[[noreturn]] inline void check_failed(const char* file, int line, const char* condition, const std::string& text) {
    throw InternalError("internal error at {}:{}: {} ({}); please report it with the command line", file, line, text,
                        condition);
}

} // namespace cascade
