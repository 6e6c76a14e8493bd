#include "jobs/common/event_reader.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/support/world.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstdio>
#include <fstream>

namespace cascade::testing {
namespace {

using ::testing::ElementsAre;

/// A file of this rank alone: the ranks of a test share a scratch folder.
std::string own(const Scratch& scratch, const std::string& name) {
    return scratch / fmt::format("{}.{}", name, world().rank());
}

/// A reader that notes the names of events, and "anew" where a file is read from its start.
struct Notes {
    explicit Notes(std::string file) : path(std::move(file)), reader(path) {}
    bool poll() {
        return reader.poll([&](const nlohmann::ordered_json& event) { names.push_back(event.at("event")); },
                           [&] { names.emplace_back("anew"); });
    }
    /// The file grows by `text`, which is then read.
    bool poll_after(const std::string& text) {
        std::ofstream(path, std::ios::app) << text;
        return poll();
    }
    std::string path;
    EventReader reader;
    std::vector<std::string> names;
};

TEST(EventReader, WaitsForTheFileAndForWholeLines) {
    const Scratch scratch;
    Notes notes(own(scratch, "events.jsonl"));
    EXPECT_FALSE(notes.poll());
    EXPECT_TRUE(notes.poll_after("{\"event\":\"begin\"}\n{\"event\":\"pro"));
    EXPECT_TRUE(notes.poll());
    EXPECT_THAT(notes.names, ElementsAre("anew", "begin"));
    EXPECT_TRUE(notes.poll_after("gress\"}\n"));
    EXPECT_THAT(notes.names, ElementsAre("anew", "begin", "progress")) << "each line once";
}

TEST(EventReader, PassesOverWhatIsNoEvent) {
    const Scratch scratch;
    Notes notes(own(scratch, "events.jsonl"));
    EXPECT_TRUE(notes.poll_after("{\"event\":\"begin\"}\n{\"event\":\"cut of\n[1]\n\n{\"t\":1}\n{\"event\":7}\n"
                                 "{\"event\":\"end\"}\n"));
    EXPECT_THAT(notes.names, ElementsAre("anew", "begin", "end"));
    EXPECT_EQ(notes.reader.damaged_lines(), 5u);
}

TEST(EventReader, AnotherFileIsReadFromItsStart) {
    const Scratch scratch;
    Notes notes(own(scratch, "events.jsonl"));
    EXPECT_TRUE(notes.poll_after("{\"event\":\"begin\"}\n{\"event\":\"half"));
    const std::string other = own(scratch, "other");
    std::ofstream(other) << "{\"event\":\"second\"}\n{\"event\":\"third\"}\n{\"event\":\"fourth\"}\n";
    ASSERT_EQ(std::rename(other.c_str(), notes.path.c_str()), 0);
    EXPECT_TRUE(notes.poll());
    EXPECT_THAT(notes.names, ElementsAre("anew", "begin", "anew", "second", "third", "fourth"));
    EXPECT_LT(notes.reader.silence(), 60);
}

} // namespace
} // namespace cascade::testing
