#pragma once
// What a metavar allows. "auto|on|off" are three words and nothing else; "wc|constant:P" are a word and the beginning of
// one; capitals, as in FILE or SxG, stand for whatever the user has. So the line that declares an option says already
// which values it takes: the parser refuses others, the completion offers these, and no verb lists them again.

#include <string>
#include <string_view>
#include <vector>

namespace cascade {

/// One alternative of a metavar.
struct Choice {
    std::string_view shown; ///< as declared, e.g. "constant:P"
    std::string_view word;  ///< what a value is, or begins with where it ends in ':'; empty: anything
};

/// The alternatives of a metavar, in its order.
std::vector<Choice> choices_of(std::string_view metavar);

/// " (did you mean …?)" for a value that is none of the words of `metavar`; "" where none is near.
std::string nearest_choice(std::string_view metavar, std::string_view value);

/// What is wrong with `value`, e.g. "one of auto, on, off is needed"; "" where it may stand or only the verb can tell.
std::string complaint_about_choice(std::string_view metavar, std::string_view value);

} // namespace cascade
