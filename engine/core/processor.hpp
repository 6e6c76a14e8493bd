#pragma once
// What this processor can do beyond the baseline of its family, asked at run time.

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

} // namespace cascade

/// Marks a function that is compiled for such processors, with all it calls in one piece. Call it only where
/// `has_newer_instructions()`. No fused multiply-add, so both versions give the same bytes.
#if defined(__x86_64__)
#define CASCADE_NEWER_INSTRUCTIONS [[gnu::target("avx2,bmi,bmi2,popcnt"), gnu::flatten]]
#else
#define CASCADE_NEWER_INSTRUCTIONS
#endif
