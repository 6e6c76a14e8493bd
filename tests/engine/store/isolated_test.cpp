#include "engine/core/error.hpp"
#include "engine/store/isolated.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <csignal>

namespace cascade {
namespace {

std::string complaint(const std::function<std::string()>& work) {
    try {
        run_isolated("g.h5", work);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

TEST(Isolated, BringsBackTheText) {
    const std::string text(300'000, 'x'); // more than a pipe holds
    const pid_t parent = ::getpid();
    EXPECT_EQ(run_isolated("g.h5", [&] { return ::getpid() == parent ? "in the parent" : text; }), text);
    EXPECT_EQ(run_isolated("g.h5", [] { return ""; }), "");
}

TEST(Isolated, ADeadChildIsADamagedFile) {
    EXPECT_THAT(complaint([]() -> std::string {
                    std::raise(SIGSEGV);
                    return "";
                }),
                ::testing::HasSubstr("g.h5: is damaged"));
    EXPECT_THAT(complaint([]() -> std::string {
                    std::raise(SIGKILL);
                    return "";
                }),
                ::testing::HasSubstr("crashed"));
    EXPECT_THAT(complaint([]() -> std::string { throw 1; }), ::testing::HasSubstr("damaged"));
    EXPECT_THAT(complaint([]() -> std::string { ::_exit(3); }), ::testing::HasSubstr("damaged"));
}

TEST(Isolated, MemoryIsLimited) {
    const auto map = [](std::size_t bytes) {
        return ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) != MAP_FAILED;
    };
    EXPECT_EQ(run_isolated("g.h5", [&] { return map(std::size_t{8} << 30) ? "given" : "refused"; }), "refused");
    EXPECT_EQ(run_isolated("g.h5", [&] { return map(std::size_t{1} << 30) ? "given" : "refused"; }), "given");
}

} // namespace
} // namespace cascade
