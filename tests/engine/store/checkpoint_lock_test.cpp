#include "engine/store/checkpoint_lock.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace cascade {
namespace {

using testing::code_of;
using testing::content_of;
using testing::put;
using testing::Scratch;

TEST(CheckpointLock, IsHeldAndReleased) {
    const Scratch scratch;
    {
        const CheckpointLock lock(scratch / "", "12");
        const auto owner = read_lock(scratch / "");
        ASSERT_TRUE(owner.has_value());
        EXPECT_EQ(owner->process, ::getpid());
        EXPECT_EQ(owner->job, "12");
        EXPECT_EQ(owner->attempt, lock.attempt());
        EXPECT_TRUE(is_alive(*owner));
        EXPECT_THAT(told_owner(*owner), ::testing::HasSubstr("(job 12)"));
        lock.check();
        EXPECT_EQ(code_of([&] { CheckpointLock(scratch / "", ""); }), 73);
    }
    EXPECT_FALSE(read_lock(scratch / "").has_value());
}

TEST(CheckpointLock, DeadProcessesAndOtherHostsAreTakenOver) {
    const Scratch scratch;
    LockOwner owner;
    {
        const CheckpointLock lock(scratch / "", "");
        owner = *read_lock(scratch / "");
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
        const CheckpointLock lock(scratch / "", "");
        lock.check();
    }
    put(scratch / "LOCK", lock_of(owner));
    EXPECT_EQ(code_of([&] { CheckpointLock(scratch / "", ""); }), 73);
    put(scratch / "LOCK", ""); // a disk that lost it
    EXPECT_EQ(code_of([&] { CheckpointLock(scratch / "", ""); }), 0);
}

TEST(CheckpointLock, WhatIsNotOursIsNotTouched) {
    const Scratch scratch;
    put(scratch / "LOCK", "some database");
    EXPECT_EQ(code_of([&] { CheckpointLock(scratch / "", ""); }), 73);
    EXPECT_EQ(content_of(scratch / "LOCK"), "some database");
}

TEST(CheckpointLock, TheOneThatLostItFindsOutAndLeavesIt) {
    const Scratch scratch;
    {
        const CheckpointLock lock(scratch / "", "");
        std::string other = content_of(scratch / "LOCK");
        other.replace(other.find("\"attempt\":\"") + 11, 4, "zzzz");
        put(scratch / "LOCK", other);
        EXPECT_EQ(code_of([&] { lock.check(); }), 73);
    }
    EXPECT_TRUE(read_lock(scratch / "").has_value());
}

TEST(CheckpointLock, ADirectoryThatIsNotShared) {
    const Scratch scratch;
    const CheckpointLock lock(scratch / "", "");
    EXPECT_EQ(code_of([&] { check_sees_lock(scratch / "", lock.attempt()); }), 0);
    EXPECT_EQ(code_of([&] { check_sees_lock(scratch / "", "other", 0.1); }), 73);
    EXPECT_EQ(code_of([&] { check_sees_lock(scratch / "absent", lock.attempt(), 0.1); }), 73);
}

} // namespace
} // namespace cascade
