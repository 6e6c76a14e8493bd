#include "jobs/common/option_parser.hpp"
#include "tests/jobs/common/dummy_verb.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace cascade::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// A file with this content, removed at the end.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& content)
        : path_(std::filesystem::temp_directory_path() / ("cascade_config_" + std::to_string(::getpid()) + ".ini")) {
        std::ofstream(path_) << content;
    }
    ~TemporaryFile() { std::filesystem::remove(path_); }
    std::string path() const { return path_; }

private:
    std::filesystem::path path_;
};

TEST(OptionParser, BothFormsOfAValueAndTheLastWins) {
    EXPECT_EQ(parsed({"--graph", "a b", "--k=1", "--k", "2"}).text("k"), "2");
    EXPECT_EQ(parsed({"--graph", "a b"}).text("graph"), "a b");
    EXPECT_EQ(parsed({"--epsilon", "-5"}).text("epsilon"), "-5");
    EXPECT_EQ(parsed({"--probability", "constant:0.1"}).text("probability"), "constant:0.1");
    EXPECT_EQ(parsed({"--probability=a=b"}).text("probability"), "a=b");
}

TEST(OptionParser, ListsTakeSeveralAndRepeat) {
    EXPECT_THAT(parsed({"--input", "a", "b", "--k", "3", "--input=c"}).list("input"), ElementsAre("a", "b", "c"));
    EXPECT_TRUE(parsed({}).list("input").empty());
    EXPECT_THAT(usage_error([] { parsed({"--input"}); }), HasSubstr("--input needs a value (FILE)"));
}

TEST(OptionParser, FlagsTakeNoWord) {
    EXPECT_TRUE(parsed({"--strict"}).flag("strict"));
    EXPECT_FALSE(parsed({"--strict", "--strict=false"}).flag("strict"));
    EXPECT_THAT(usage_error([] { parsed({"--strict=maybe"}); }), HasSubstr("--strict is true or false, not 'maybe'"));
    EXPECT_THAT(usage_error([] { parsed({"--strict", "word"}); }), HasSubstr("unexpected argument 'word'"));
}

TEST(OptionParser, ComplainsOfEverythingAtOnce) {
    const std::string message = usage_error([] { parsed({"--grpah", "g.h5", "--epsilno=3"}); });
    EXPECT_THAT(message, AllOf(HasSubstr("unknown option --grpah (did you mean --graph?)"),
                               HasSubstr("unknown option --epsilno (did you mean --epsilon?)")));
    EXPECT_THAT(usage_error([] { parsed({"--k"}); }), HasSubstr("--k needs a value (K)"));
    EXPECT_THAT(usage_error([] { parsed({"--k", "--strict"}); }), HasSubstr("--k needs a value"));
    EXPECT_THAT(usage_error([] {
                    parsed({"--eps", "1"});
                }),
                HasSubstr("did you mean --epsilon?"))
        << "no abbreviations";
    EXPECT_NE(usage_error([] { parsed({"--k="}); }), "");
    EXPECT_NE(usage_error([] { parsed({"-k", "3"}); }), "");
}

TEST(OptionParser, ManyPositionalsWhereDeclared) {
    Verb verb = kLookVerb;
    verb.positional = "DIR...";
    EXPECT_THAT(parsed({"a", "--json", "b", "c"}, verb).positional(), ElementsAre("a", "b", "c"));
    const TemporaryFile file(dump_config(verb, parsed({"a", "b 1"}, verb)));
    EXPECT_THAT(parsed({"--config", file.path()}, verb).positional(), ElementsAre("a", "b 1"));
}

TEST(OptionParser, PositionalOnlyWhereDeclared) {
    EXPECT_THAT(parsed({"g.h5", "--json"}, kLookVerb).positional(), ElementsAre("g.h5"));
    EXPECT_THAT(parsed({"--json", "g.h5"}, kLookVerb).positional(), ElementsAre("g.h5"));
    EXPECT_THAT(usage_error([] { parsed({"a", "b"}, kLookVerb); }), HasSubstr("unexpected argument 'b'"));
    EXPECT_THAT(usage_error([] { check_required(kLookVerb, parsed({}, kLookVerb)); }), HasSubstr("FILE is required"));
}

TEST(OptionParser, RequiredOptionsAreNamed) {
    EXPECT_THAT(usage_error([] { check_required(kDummyVerb, parsed({})); }), HasSubstr("--graph FILE is required"));
    EXPECT_EQ(usage_error([] { check_required(kDummyVerb, parsed({"--graph", "g"})); }), "");
}

TEST(OptionParser, TheCommandLineWinsOverTheFile) {
    const TemporaryFile file(
        "k = 4\nepsilon = 0.3\n[dummy]\ninput = x\ninput = y\nstrict = yes\n[shared]\nthreads = 2\n"
        "random-seed = 1\n[look]\njson = true\n");
    const Options plain = parsed({"--config", file.path()});
    EXPECT_EQ(plain.text("k"), "4");
    EXPECT_THAT(plain.list("input"), ElementsAre("x", "y"));
    EXPECT_TRUE(plain.flag("strict"));
    EXPECT_EQ(plain.text("threads"), "2");
    EXPECT_TRUE(plain.given("k"));
    EXPECT_FALSE(plain.given("random-seed")) << "the file repeats the default";
    const Options both = parsed({"--k", "5", "--config", file.path(), "--input", "z", "--strict=false"});
    EXPECT_EQ(both.text("k"), "5");
    EXPECT_EQ(both.text("epsilon"), "0.3");
    EXPECT_THAT(both.list("input"), ElementsAre("z"));
    EXPECT_FALSE(both.flag("strict"));
}

TEST(OptionParser, UnknownKeysNameTheLine) {
    const TemporaryFile file(
        "[dummy]\nepsilno = 1\n\n[shard]\nx = 1\n[shared]\nthread = 2\nstrict = 1\n[look]\njsno = 1\n"
        "[dummy]\nconfig = other.ini\nstrict = perhaps\n");
    const std::string message = usage_error([&] { parsed({"--config", file.path()}); });
    for (const char* part :
         {":2: unknown key 'epsilno' (did you mean epsilon?)", ":5: unknown section [shard] (did you mean shared?)",
          ":7: unknown key 'thread' (did you mean threads?)", ":8: unknown key 'strict'", ":10: unknown key 'jsno'",
          ":12: 'config' belongs on the command line", ":13: strict is true or false"})
        EXPECT_THAT(message, HasSubstr(file.path() + part));
    EXPECT_THROW(parsed({"--config", "/nonexistent/x.ini"}), MissingInputError);
}

TEST(OptionParser, ADumpReadBackDumpsTheSame) {
    const std::vector<std::string> words = {"--graph",   " odd \"name\" #1; .h5",
                                            "--input",   "a b",
                                            "\"q\"",     "x\ny",
                                            "c\\d",      "--strict",
                                            "--out",     "dir=1",
                                            "--threads", "3"};
    const Options first = parsed(words);
    const std::string dump = dump_config(kDummyVerb, first);
    const TemporaryFile file(dump);
    const Options second = parsed({"--config", file.path()});
    EXPECT_EQ(second.list("input"), first.list("input"));
    EXPECT_EQ(second.text("graph"), first.text("graph"));
    EXPECT_FALSE(second.given("epsilon"));
    EXPECT_EQ(dump_config(kDummyVerb, second), dump);
    EXPECT_THAT(dump, AllOf(HasSubstr("strict = true"), Not(HasSubstr("config"))));
}

TEST(OptionParser, ADumpKeepsThePositionalArgument) {
    const std::string dump = dump_config(kLookVerb, parsed({"g 1.h5"}, kLookVerb));
    const TemporaryFile file(dump);
    EXPECT_THAT(parsed({"--config", file.path()}, kLookVerb).positional(), ElementsAre("g 1.h5"));
    EXPECT_THAT(parsed({"other", "--config", file.path()}, kLookVerb).positional(), ElementsAre("other"));
}

} // namespace
} // namespace cascade::testing
