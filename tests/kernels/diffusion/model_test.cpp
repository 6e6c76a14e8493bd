#include "kernels/diffusion/model.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

/// The message of the UsageError that `parse(text)` throws.
template <class Parse>
std::string refusal(Parse&& parse, std::string_view text) {
    try {
        parse(text);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::usage) << text;
        return error.what();
    }
    ADD_FAILURE() << "'" << text << "' was accepted";
    return "";
}

TEST(Model, EverySpellingComesBack) {
    for (const ModelSpelling& entry : kModels) {
        EXPECT_EQ(parse_model(entry.name), entry.model);
        EXPECT_EQ(spelling(entry.model), entry.name);
        EXPECT_FALSE(entry.meaning.empty());
    }
}

TEST(Model, AnUnknownOneIsRefusedWithTheKnown) {
    for (const std::string_view text : {"", "IC", "ic ", "icc", "sir"}) {
        const std::string message = refusal(parse_model, text);
        EXPECT_NE(message.find(fmt::format("--model {}:", text)), std::string::npos) << message;
        EXPECT_NE(message.find("ic, lt"), std::string::npos) << message;
    }
}

TEST(Probability, EverySpellingComesBack) {
    for (const std::string_view text :
         {"wc", "constant:0.25", "constant:0", "constant:1", "trivalency", "uniform:0.1,0.5", "uniform:0,1", "weights"})
        EXPECT_EQ(spelling(parse_probability(text)), text);
    EXPECT_EQ(spelling(parse_probability("constant:1e-3")), "constant:0.001");
    for (const ProbabilitySpelling& entry : kProbabilities) {
        const std::string_view values = entry.arguments == ":P" ? ":0.5" : entry.arguments.empty() ? "" : ":0.5,0.75";
        EXPECT_EQ(parse_probability(fmt::format("{}{}", entry.name, values)).kind, entry.kind);
    }
}

TEST(Probability, ValuesAreRead) {
    const ProbabilityLaw uniform = parse_probability("uniform:0.125,0.5");
    EXPECT_EQ(uniform.kind, ProbabilityKind::uniform);
    EXPECT_EQ(uniform.low, 0.125);
    EXPECT_EQ(uniform.high, 0.5);
    EXPECT_EQ(parse_probability("constant:0.75").low, 0.75);
    EXPECT_EQ(parse_probability("uniform:0.5,0.5").high, 0.5);
}

TEST(Probability, WhatIsNoneIsRefusedByName) {
    for (const std::string_view text :
         {"constant:", "constant:1.5", "constant:-0.1", "constant:nan", "constant:inf", "constant:.1x", "constant: .1",
          "constant:0.1,0.2", "uniform:0.5,", "uniform:,0.5", "uniform:a,b", "uniform:0.1,0.2,0.3", "uniform:0.1,2"}) {
        const std::string message = refusal(parse_probability, text);
        EXPECT_NE(message.find(fmt::format("--probability {}: '", text)), std::string::npos) << message;
        EXPECT_NE(message.find("numbers from 0 to 1"), std::string::npos) << message;
    }
}

TEST(Probability, ArgumentsThatDoNotFitTheLawAreRefused) {
    EXPECT_NE(refusal(parse_probability, "constant").find("write constant:P"), std::string::npos);
    EXPECT_NE(refusal(parse_probability, "uniform").find("write uniform:LO,HI"), std::string::npos);
    EXPECT_NE(refusal(parse_probability, "uniform:0.5").find("write uniform:LO,HI"), std::string::npos);
    EXPECT_NE(refusal(parse_probability, "uniform:0.5,0.1").find("LO must not exceed HI"), std::string::npos);
    EXPECT_NE(refusal(parse_probability, "wc:1").find("write wc"), std::string::npos);
    EXPECT_NE(refusal(parse_probability, "wc:").find("write wc"), std::string::npos);
    EXPECT_NE(refusal(parse_probability, "weights:1").find("write weights"), std::string::npos);
}

TEST(Probability, AnUnknownLawIsRefusedWithTheKnown) {
    for (const std::string_view text : {"", "WC", "trivial", ":0.1", "0.1"}) {
        const std::string message = refusal(parse_probability, text);
        for (const ProbabilitySpelling& entry : kProbabilities)
            EXPECT_NE(message.find(entry.name), std::string::npos) << message;
    }
}

} // namespace
} // namespace cascade
