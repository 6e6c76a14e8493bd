#include "engine/store/process_mark.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cascade {
namespace {

using testing::put;
using testing::Scratch;

/// The name that a process which is gone would have given its file for `path`.
std::string name_of_a_dead_process(const std::string& path) {
    const ProcessMark mark = this_process();
    const std::string mine = fmt::format("{}.{}", mark.process, mark.started);
    std::string name = temporary_name(path);
    return name.replace(name.size() - mine.size(), mine.size(), fmt::format("{}.1", 1 << 30));
}

TEST(ProcessMark, LivesAsLongAsItsProcess) {
    ProcessMark mark = this_process();
    EXPECT_TRUE(is_alive(mark));
    mark.started += 1; // the same number, another process
    EXPECT_FALSE(is_alive(mark));
    mark = this_process();
    mark.host += "x";
    EXPECT_FALSE(is_alive(mark));
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(0);
    siginfo_t ended{};
    ::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT); // a zombie is no process
    EXPECT_FALSE(is_alive({this_process().host, child, this_process().started}));
    ::waitpid(child, nullptr, 0);
}

TEST(ProcessMark, OnlyWhatADeadProcessOfThisHostLeftGoes) {
    const Scratch scratch;
    const std::string path = scratch / "g.h5";
    const std::string dead = name_of_a_dead_process(path);
    const std::string mine = temporary_name(path);
    std::string elsewhere = dead;
    elsewhere.replace(path.size(), 5, ".tmp.not-");
    const std::vector<std::string> others = {path,
                                             path + ".tmp.12",
                                             path + ".tmp.",
                                             dead + "x",
                                             dead + ".1",
                                             mine,
                                             elsewhere,
                                             name_of_a_dead_process(scratch / "other.h5"),
                                             name_of_a_dead_process(scratch / "g.h5.h5")};
    for (const std::string& name : others)
        put(name, "x");
    put(dead, "x");
    remove_stale_temporaries(path);
    EXPECT_FALSE(std::filesystem::exists(dead));
    for (const std::string& name : others)
        EXPECT_TRUE(std::filesystem::exists(name)) << name;
    remove_stale_temporaries(scratch / "no such folder/g.h5");
}

TEST(ProcessMark, NamesInTheCurrentFolder) {
    const Scratch scratch;
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(scratch / "");
    const std::string dead = name_of_a_dead_process("g.h5");
    put(dead, "x");
    remove_stale_temporaries("g.h5");
    EXPECT_FALSE(std::filesystem::exists(dead));
    std::filesystem::current_path(before);
}

} // namespace
} // namespace cascade
