#include "jobs/common/choices.hpp"

#include "jobs/common/suggest.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace cascade {
namespace {

bool has_capitals(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool allows(const Choice& choice, std::string_view value) {
    return choice.word.ends_with(':') ? value.starts_with(choice.word) : value == choice.word;
}

} // namespace

std::vector<Choice> choices_of(std::string_view metavar) {
    std::vector<Choice> choices;
    for (std::size_t begin = 0; begin < metavar.size();) {
        const std::size_t end = std::min(metavar.find('|', begin), metavar.size());
        const std::string_view shown = metavar.substr(begin, end - begin);
        const std::size_t colon = shown.find(':');
        const std::string_view word = colon == std::string_view::npos ? shown : shown.substr(0, colon + 1);
        choices.push_back({shown, has_capitals(word) ? std::string_view() : word});
        begin = end + 1;
    }
    return choices;
}

std::string nearest_choice(std::string_view metavar, std::string_view value) {
    const auto name_of = [](std::string_view text) { return text.substr(0, text.find(':')); };
    const std::vector<Choice> choices = choices_of(metavar);
    std::vector<std::string_view> names;
    for (const Choice& choice : choices)
        if (!choice.word.empty())
            names.push_back(name_of(choice.word));
    const std::string_view near = nearest_word(name_of(value), names);
    const bool bare_number = !value.empty() && value.find_first_not_of("0123456789.") == std::string_view::npos;
    for (const Choice& choice : choices)
        if (bare_number && choice.word.ends_with(':'))
            return fmt::format(" (did you mean {}{}?)", choice.word, value);
    for (const Choice& choice : choices)
        if (!near.empty() && name_of(choice.word) == near)
            return fmt::format(" (did you mean {}?)", choice.shown);
    return "";
}

std::string complaint_about_choice(std::string_view metavar, std::string_view value) {
    const std::vector<Choice> choices = choices_of(metavar);
    std::vector<std::string_view> shown;
    for (const Choice& choice : choices) {
        if (choice.word.empty() || allows(choice, value))
            return "";
        shown.push_back(choice.shown);
    }
    if (choices.empty())
        return "";
    return fmt::format("one of {} is needed{}", fmt::join(shown, ", "), nearest_choice(metavar, value));
}

} // namespace cascade
