#pragma once
// What this processor can do beyond the baseline of its family, asked at run time.

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace cascade {

/// AVX2 and BMI: x86-64-v3, all processors for servers since about 2013.
inline bool has_newer_instructions() {
#if defined(__x86_64__)
    static const bool answer = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                               __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
    return answer;
#else
    return false;
#endif
}

/// AVX-512 and AES on its registers: servers since about 2020.
inline bool has_wide_aes() {
#if defined(__x86_64__)
    const auto ask = [] {
        unsigned a = 0, b = 0, c = 0, d = 0; // not every compiler knows VAES by name: bit 9 of register c of leaf 7
        const bool vaes = __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (c >> 9 & 1) != 0;
        return vaes && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
               __builtin_cpu_supports("aes") && __builtin_cpu_supports("popcnt");
    };
    static const bool answer = ask();
    return answer;
#else
    return false;
#endif
}

} // namespace cascade

/// Marks a function that is compiled for such processors, with all it calls in one piece. Call it only where
/// `has_newer_instructions()`. No fused multiply-add, so both versions give the same bytes.
#if defined(__x86_64__)
#define CASCADE_NEWER_INSTRUCTIONS [[gnu::target("avx2,bmi,bmi2,popcnt"), gnu::flatten]]
#else
#define CASCADE_NEWER_INSTRUCTIONS
#endif
