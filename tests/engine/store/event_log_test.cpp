#include "engine/store/event_log.hpp"
#include "engine/store/json_text.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <limits>

namespace cascade {
namespace {

using testing::Scratch;

std::vector<nlohmann::ordered_json> lines_of(const std::string& path) {
    std::ifstream in(path);
    std::vector<nlohmann::ordered_json> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(parse_json(line));
    return lines;
}

std::string mine(const Scratch& scratch) {
    return scratch / (std::to_string(testing::world().rank()) + ".jsonl");
}

TEST(EventLog, EachEventIsALineAtOnce) {
    const Scratch scratch;
    EventLog log(mine(scratch), false);
    log.write("phase",
              {{"name", std::string("sampling")}, {"samples", std::uint64_t{18446744073709551615u}}, {"rate", 0.5}});
    const auto lines = lines_of(mine(scratch)); // the log is still open
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0]["event"], "phase");
    EXPECT_EQ(lines[0]["name"], "sampling");
    EXPECT_EQ(lines[0]["samples"], 18446744073709551615u);
    EXPECT_EQ(lines[0]["rate"], 0.5);
    EXPECT_GE(lines[0]["t"].get<double>(), 0);
    EXPECT_LT(lines[0]["t"].get<double>(), 60);
}

TEST(EventLog, AwkwardValuesStayJson) {
    const Scratch scratch;
    EventLog log(mine(scratch), false);
    log.write("awkward", {{"text", std::string("a \"b\"\n\\ \xff")},
                          {"nan", std::numeric_limits<double>::quiet_NaN()},
                          {"inf", std::numeric_limits<double>::infinity()}});
    const auto lines = lines_of(mine(scratch));
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0]["text"], "a \"b\"\n\\ \xef\xbf\xbd"); // the byte that is no UTF-8 is replaced
    EXPECT_TRUE(lines[0]["nan"].is_null());
    EXPECT_TRUE(lines[0]["inf"].is_null());
}

TEST(EventLog, AppendsAfterALineThatWasCutOff) {
    const Scratch scratch;
    testing::put(mine(scratch), "{\"t\":1}\n{\"t\":");
    { EventLog(mine(scratch), true).write("again", {}); }
    const std::string text = testing::content_of(mine(scratch));
    EXPECT_EQ(text.substr(0, 15), "{\"t\":1}\n{\"t\":\n{");
    { EventLog(mine(scratch), false).write("fresh", {}); }
    EXPECT_EQ(lines_of(mine(scratch)).size(), 1u);
}

TEST(EventLog, FullDiskIsToldLater) {
    const Scratch scratch;
    EventLog log(mine(scratch), false);
    {
        const testing::FileSizeLimit limit(10);
        log.write("phase", {});
    }
    EXPECT_EQ(testing::code_of([&] { log.check(); }), 74);
    EXPECT_EQ(testing::code_of([&] { log.close(); }), 74);
}

} // namespace
} // namespace cascade
