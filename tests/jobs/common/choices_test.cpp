#include "jobs/common/choices.hpp"
#include "jobs/common/option_parser.hpp"
#include "jobs/common/shared_options.hpp"
#include "tests/jobs/common/dummy_verb.hpp"

#include <gmock/gmock.h>

namespace cascade::testing {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kLaw = "wc|constant:P|uniform:LO,HI";

TEST(Choices, WordsBeginningsAndPlaceholders) {
    const auto choices = choices_of("auto|SxG|constant:P|FILE");
    ASSERT_EQ(choices.size(), 4u);
    EXPECT_EQ(choices[0].word, "auto");
    EXPECT_EQ(choices[1].word, "") << "capitals stand for something else";
    EXPECT_EQ(choices[2].word, "constant:");
    EXPECT_EQ(choices[2].shown, "constant:P");
    EXPECT_EQ(choices[3].word, "");
    EXPECT_TRUE(choices_of("").empty());
}

TEST(Choices, OnlyClosedSetsAreJudged) {
    EXPECT_EQ(complaint_about_choice(kLaw, "wc"), "");
    EXPECT_THAT(complaint_about_choice(kLaw, "0.1"), HasSubstr("(did you mean constant:0.1?)"));
    EXPECT_EQ(complaint_about_choice(kLaw, "constant:x"), "") << "what follows is the verb's to judge";
    EXPECT_EQ(complaint_about_choice("FILE|random:N", "rnadom:3"), "") << "it may be a file";
    EXPECT_EQ(complaint_about_choice("K", "many"), "");
    EXPECT_EQ(complaint_about_choice("", "true"), "");
    EXPECT_EQ(complaint_about_choice(kLaw, "constnat:0.1"),
              "one of wc, constant:P, uniform:LO,HI is needed (did you mean constant:P?)");
    EXPECT_EQ(complaint_about_choice("auto|on|off", "perhaps"), "one of auto, on, off is needed");
    EXPECT_NE(complaint_about_choice("auto|on|off", ""), "");
    EXPECT_NE(complaint_about_choice(kLaw, "constant"), "");
}

/// Words whose last two letters are swapped, or that have one too many.
std::string mistyped(std::string_view word) {
    std::string text(word);
    if (text.size() > 3)
        std::swap(text[text.size() - 1], text[text.size() - 2]);
    return text == word ? text + "x" : text;
}

TEST(Choices, EveryWordOfEveryOptionIsSuggestedWhenMistyped) {
    std::size_t asked = 0;
    for (const Verb* verb : verbs())
        for (const OptionSpec& option : verb->options)
            for (const Choice& choice : choices_of(option.metavar)) {
                const std::string name(choice.word.substr(0, choice.word.find(':')));
                if (name.size() < 4 || complaint_about_choice(option.metavar, mistyped(name)).empty())
                    continue;
                ++asked;
                EXPECT_THAT(usage_error([&] {
                                OptionParser(*verb, verbs())
                                    .parse(std::vector<std::string>{"--" + std::string(option.name), mistyped(name)});
                            }),
                            HasSubstr("(did you mean " + std::string(choice.shown) + "?)"))
                    << verb->name << " --" << option.name;
            }
    EXPECT_GT(asked, 30u);
}

TEST(Choices, DefaultsAreAmongTheWords) {
    for (const Verb* verb : verbs()) {
        std::vector<OptionSpec> options = verb->options;
        options.insert(options.end(), all_shared_options().begin(), all_shared_options().end());
        for (const OptionSpec& option : options)
            if (!option.fallback.empty()) {
                EXPECT_EQ(complaint_about_choice(option.metavar, option.fallback), "") << option.name;
            }
    }
}

TEST(Choices, ConfigFilesAndPositionalWordsAreJudgedToo) {
    EXPECT_THAT(usage_error([] { OptionParser(kBenchVerb, verbs()).parse(std::vector<std::string>{"memroy"}); }),
                HasSubstr("bench memroy: one of memory, sampling, exchange, io is needed (did you mean memory?)"));
    EXPECT_THAT(usage_error([] {
                    OptionParser(kSelectVerb, verbs())
                        .parse(std::vector<std::string>{"--model", "ltt", "--hit-and-stop", "of"});
                }),
                ::testing::AllOf(HasSubstr("--model ltt"), HasSubstr("--hit-and-stop of")))
        << "all complaints together";
}

} // namespace
} // namespace cascade::testing
