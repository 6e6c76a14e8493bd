#include "engine/store/directory_lock.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <barrier>
#include <filesystem>
#include <thread>

namespace cascade {
namespace {

using testing::code_of;
using testing::content_of;
using testing::put;
using testing::Scratch;

TEST(DirectoryLock, IsHeldAndReleased) {
    const Scratch scratch;
    {
        const DirectoryLock lock(scratch / "", kLockName, "--checkpoint", "12");
        const auto owner = read_lock(scratch / "LOCK");
        ASSERT_TRUE(owner.has_value());
        EXPECT_EQ(owner->process, ::getpid());
        EXPECT_EQ(owner->job, "12");
        EXPECT_EQ(owner->attempt, lock.attempt());
        EXPECT_TRUE(is_alive(*owner));
        EXPECT_THAT(told_owner(*owner), ::testing::HasSubstr("(job 12)"));
        lock.check();
        EXPECT_EQ(code_of([&] { DirectoryLock(scratch / "", kLockName, "--checkpoint", ""); }), 73);
    }
    EXPECT_FALSE(read_lock(scratch / "LOCK").has_value());
}

TEST(DirectoryLock, DeadProcessesAndOtherHostsAreTakenOver) {
    const Scratch scratch;
    LockOwner owner;
    {
        const DirectoryLock lock(scratch / "", kLockName, "--checkpoint", "");
        owner = *read_lock(scratch / "LOCK");
    }
    const auto lock_of = [](const LockOwner& who) {
        return fmt::format(
            R"({{"schema":"cascade-lock","host":"{}","process":{},"started":{},"job":"","attempt":"a"}})", who.host,
            who.process, who.started);
    };
    LockOwner reused = owner, gone = owner, elsewhere = owner;
    reused.started += 1; // the same number, another process
    gone.process = 1 << 30;
    elsewhere.host = "elsewhere";
    for (const LockOwner& other : {reused, gone, elsewhere}) {
        put(scratch / "LOCK", lock_of(other));
        EXPECT_FALSE(is_alive(other));
        const DirectoryLock lock(scratch / "", kLockName, "--checkpoint", "");
        lock.check();
    }
    put(scratch / "LOCK", lock_of(owner));
    EXPECT_EQ(code_of([&] { DirectoryLock(scratch / "", kLockName, "--checkpoint", ""); }), 73);
    put(scratch / "LOCK", ""); // a disk that lost it
    EXPECT_EQ(code_of([&] { DirectoryLock(scratch / "", kLockName, "--checkpoint", ""); }), 0);
}

TEST(DirectoryLock, OfManyThatTakeOverOneGetsIt) {
    const Scratch scratch;
    for (int round = 0; round < 20; ++round) {
        put(scratch / "LOCK",
            R"({"schema":"cascade-lock","host":"elsewhere","process":1,"started":1,"job":"","attempt":"a"})");
        std::atomic<int> held = 0, refused = 0;
        std::barrier all(4);
        std::vector<std::thread> attempts;
        for (int i = 0; i < 4; ++i)
            attempts.emplace_back([&] {
                all.arrive_and_wait();
                std::optional<DirectoryLock> lock;
                const int code = code_of([&] { lock.emplace(scratch / "", kLockName, "--checkpoint", ""); });
                ++(code == 0 ? held : refused);
                all.arrive_and_wait(); // nobody lets go before all have tried
            });
        for (std::thread& attempt : attempts)
            attempt.join();
        EXPECT_EQ(held, 1);
        EXPECT_EQ(refused, 3);
        EXPECT_TRUE(std::filesystem::is_empty(scratch / ""));
    }
}

TEST(DirectoryLock, WhatIsNotOursIsNotTouched) {
    const Scratch scratch;
    put(scratch / "LOCK", "some database");
    EXPECT_EQ(code_of([&] { DirectoryLock(scratch / "", kLockName, "--checkpoint", ""); }), 73);
    EXPECT_EQ(content_of(scratch / "LOCK"), "some database");
}

TEST(DirectoryLock, TheOneThatLostItFindsOutAndLeavesIt) {
    const Scratch scratch;
    {
        const DirectoryLock lock(scratch / "", kLockName, "--checkpoint", "");
        std::string other = content_of(scratch / "LOCK");
        other.replace(other.find("\"attempt\":\"") + 11, 4, "zzzz");
        put(scratch / "LOCK", other);
        EXPECT_EQ(code_of([&] { lock.check(); }), 73);
    }
    EXPECT_TRUE(read_lock(scratch / "LOCK").has_value());
}

TEST(DirectoryLock, ADirectoryThatIsNotShared) {
    const Scratch scratch;
    const DirectoryLock lock(scratch / "", kLockName, "--checkpoint", "");
    EXPECT_EQ(code_of([&] { check_sees_lock(scratch / "", lock.attempt()); }), 0);
    EXPECT_EQ(code_of([&] { check_sees_lock(scratch / "", "other", 0.1); }), 73);
    EXPECT_EQ(code_of([&] { check_sees_lock(scratch / "absent", lock.attempt(), 0.1); }), 73);
}

} // namespace
} // namespace cascade
