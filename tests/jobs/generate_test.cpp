// generate as a user meets it: options refused, a file written, the same file whatever the ranks and threads.

#include "engine/store/graph_file.hpp"
#include "jobs/common/option_parser.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/support/world.hpp"

#include <gmock/gmock.h>

namespace cascade {
namespace {

using ::testing::HasSubstr;
using testing::Scratch;
using testing::world;

const std::vector<const Verb*> kTable{&kGenerateVerb};

/// The message of the UsageError these words meet; empty when they are good.
std::string refusal(std::vector<std::string> words) {
    words.insert(words.end(), {"--output", "g.h5"});
    try {
        kGenerateVerb.validate(OptionParser(kGenerateVerb, kTable).parse(words));
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::usage);
        return error.what();
    }
    return "";
}

void generate(const Communicator& ranks, int threads, const std::vector<std::string>& words) {
    const Options options = OptionParser(kGenerateVerb, kTable).parse(words);
    kGenerateVerb.validate(options);
    Context context{.world = ranks, .threads = threads, .memory_per_rank = std::uint64_t{1} << 30};
    Job job{.context = context, .options = options, .probe = {}, .verb = "generate"};
    std::get<RunOnRanks>(kGenerateVerb.run)(job);
}

TEST(GenerateVerb, RefusesOptionsThatMakeNoSense) {
    EXPECT_THAT(refusal({"--kind", "lattice", "--vertices", "3"}), HasSubstr("--kind lattice"));
    EXPECT_THAT(refusal({"--kind", "path"}), HasSubstr("--vertices N is needed"));
    EXPECT_THAT(refusal({"--kind", "rmat", "--edges", "3"}), HasSubstr("--scale S"));
    EXPECT_THAT(refusal({"--kind", "rmat", "--vertices", "8", "--edges", "3"}), HasSubstr("--vertices"));
    EXPECT_THAT(refusal({"--kind", "gnm", "--vertices", "8"}), HasSubstr("--edges M is needed"));
    EXPECT_THAT(refusal({"--kind", "path", "--vertices", "8", "--edges", "3"}), HasSubstr("--edges"));
    EXPECT_THAT(refusal({"--kind", "path", "--vertices", "8", "--scale", "3"}), HasSubstr("--scale and --vertices"));
    EXPECT_THAT(refusal({"--kind", "path", "--vertices", "8", "--columns", "3"}), HasSubstr("--columns"));
    EXPECT_THAT(refusal({"--kind", "grid", "--rows", "3"}), HasSubstr("--vertices"));
    EXPECT_THAT(refusal({"--kind", "grid", "--rows", "3", "--columns", "3", "--vertices", "10"}),
                HasSubstr("do not agree"));
    EXPECT_THAT(refusal({"--kind", "path", "--vertices", "8", "--directed", "--undirected"}),
                HasSubstr("--undirected"));
    EXPECT_THAT(refusal({"--kind", "gnm", "--vertices", "8", "--edges", "3", "--mixing", "0.5"}),
                HasSubstr("--mixing"));
    EXPECT_THAT(refusal({"--kind", "social", "--vertices", "8", "--edges", "3", "--mixing", "1.5"}),
                HasSubstr("--mixing 1.5"));
    EXPECT_THAT(refusal({"--kind", "social", "--vertices", "8", "--edges", "3", "--communities", "9"}),
                HasSubstr("--communities 9"));
    EXPECT_THAT(refusal({"--kind", "complete", "--vertices", "1e9"}), HasSubstr("at most"));
}

TEST(GenerateVerb, AcceptsWhatTheManualSays) {
    EXPECT_EQ(refusal({"--kind", "rmat", "--scale", "20", "--edges", "16e6", "--undirected"}), "");
    EXPECT_EQ(refusal({"--kind", "grid", "--rows", "3", "--columns", "4"}), "");
    EXPECT_EQ(refusal({"--kind", "grid", "--rows", "3", "--columns", "4", "--vertices", "11"}), "");
    EXPECT_EQ(refusal({"--kind", "grid", "--rows", "3", "--vertices", "11"}), "");
    EXPECT_EQ(refusal({"--kind", "social", "--vertices", "8", "--edges", "3", "--mixing", "0", "--communities", "8"}),
              "");
}

TEST(GenerateVerb, TheFileIsTheSameOnAnyRanksAndThreads) {
    const Scratch scratch;
    for (const char* kind : {"rmat", "gnm", "social"}) {
        std::vector<std::string> words{"--kind",        kind, "--scale", "8", "--edges", "3000",
                                       "--random-seed", "5",  "--output"};
        std::vector<std::string> alone = words;
        words.push_back(scratch / kind);
        alone.push_back(scratch / (std::string(kind) + std::to_string(world().rank())));
        generate(world(), 2, words);
        generate(world().split(world().rank()), 1, alone);
        const std::string bytes = testing::content_of(words.back());
        EXPECT_GT(bytes.size(), 8000u);
        EXPECT_TRUE(bytes == testing::content_of(alone.back())) << kind;
    }
}

TEST(GenerateVerb, AnExistingFileNeedsForce) {
    const Scratch scratch;
    const std::string path = scratch / "g.h5";
    const std::vector<std::string> words{"--kind", "grid", "--rows", "2", "--columns", "3", "--output", path};
    generate(world(), 1, words);
    EXPECT_EQ(testing::code_of([&] { generate(world(), 1, words); }), 73);
    std::vector<std::string> forced = words;
    forced.emplace_back("--force");
    generate(world(), 1, forced);
    const GraphFile file = probe_graph_file(path).share(world());
    EXPECT_EQ(file.info.vertices, 6u);
    EXPECT_EQ(file.info.edges, 14u);
    EXPECT_TRUE(file.info.symmetric);
    EXPECT_EQ(file.source, "generate grid vertices=6 columns=3");
    world().barrier();
}

TEST(GenerateVerb, ADryRunWritesNothing) {
    const Scratch scratch;
    generate(world(), 1, {"--kind", "path", "--vertices", "9", "--dry-run", "--output", scratch / "g.h5"});
    EXPECT_FALSE(std::filesystem::exists(scratch / "g.h5"));
}

TEST(GenerateVerb, TooMuchForTheMemoryIsRefused) {
    const Scratch scratch;
    EXPECT_EQ(testing::code_of([&] {
                  generate(world(), 1,
                           {"--kind", "gnm", "--vertices", "10", "--edges", "1e12", "--output", scratch / "g.h5"});
              }),
              71);
}

} // namespace
} // namespace cascade
