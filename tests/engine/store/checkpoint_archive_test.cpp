// The archives without a store: what is measured is what is saved, and a state that asks otherwise is refused.

#include "engine/store/checkpoint_archive.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/engine/store/toy_job.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace cascade {
namespace {

using testing::code_of;
using testing::Scratch;
using testing::ToyJob;
using testing::world;

CheckpointManifest save(const std::string& directory, Restartable& kernel) {
    CheckpointManifest manifest;
    manifest.generation = 1;
    manifest.attempt = "0011";
    MeasureArchive measure;
    kernel.state(measure);
    EXPECT_FALSE(measure.failure());
    SaveArchive archive(
        {.directory = directory, .rank = 0, .owner = owner_digest(manifest), .attempt = "0011", .generation = 1},
        measure.plan());
    kernel.state(archive);
    EXPECT_FALSE(archive.failure());
    archive.finish(); // would find a byte too few
    archive.keep();
    manifest.files = archive.files();
    EXPECT_EQ(checkpoint_bytes(manifest), measure.plan().file_bytes(true));
    return manifest;
}

/// A state that is what the test says.
struct Said final : Restartable {
    explicit Said(std::function<void(Archive&)> what) : say(std::move(what)) {}
    void state(Archive& archive) override { say(archive); }
    std::function<void(Archive&)> say;
};

TEST(CheckpointArchive, NamesSizesKindsAndOrderAreHeld) {
    const Scratch scratch;
    std::uint64_t a = 1, b = 2;
    std::uint32_t narrow = 3;
    std::vector<std::uint32_t> list = {4, 5, 6};
    std::vector<std::uint64_t> wide;
    Said saved([&](Archive& archive) {
        archive.value("a", a);
        archive.list("list", list);
        archive.value("b", b);
    });
    const CheckpointManifest manifest = save(scratch / "", saved);
    const auto code_when = [&](std::function<void(Archive&)> say) {
        Said other(std::move(say));
        return code_of([&] {
            LoadArchive archive(world(), scratch / "", manifest);
            EXPECT_TRUE(archive.loading());
            other.state(archive);
            archive.finish();
        });
    };
    a = b = 0;
    list.assign(9, 0);
    EXPECT_EQ(code_when(saved.say), 0);
    EXPECT_EQ(a, 1u);
    EXPECT_EQ(b, 2u);
    EXPECT_EQ(list, (std::vector<std::uint32_t>{4, 5, 6}));
    EXPECT_EQ(code_when([&](Archive& x) { x.value("b", a); }), 65);
    EXPECT_EQ(code_when([&](Archive& x) { x.value("a", narrow); }), 65);
    EXPECT_EQ(code_when([&](Archive& x) { x.list("a", list); }), 65);
    EXPECT_EQ(code_when([&](Archive& x) { x.value("a", a), x.list("list", wide); }), 65);
    EXPECT_EQ(code_when([&](Archive& x) { x.value("a", a), x.list("list", list); }), 65); // something is left
    EXPECT_EQ(code_when([&](Archive& x) { saved.say(x), x.value("more", a); }), 65);
    ToyJob job(0, 0, 1, 1);
    EXPECT_EQ(code_when([&](Archive& x) { job.state(x); }), 65);
}

TEST(CheckpointArchive, FailuresAreKeptUntilTheStateIsThrough) {
    const Scratch scratch;
    bool more = false;
    std::uint64_t value = 1;
    Said grows([&](Archive& archive) {
        archive.value("a", value);
        if (more)
            archive.value("b", value);
    });
    MeasureArchive measure;
    grows.state(measure);
    SaveArchive archive({.directory = scratch / "", .rank = 0, .owner = {}, .attempt = "0011", .generation = 1},
                        measure.plan());
    more = true;
    grows.state(archive); // throws nothing
    ASSERT_TRUE(archive.failure().has_value());
    EXPECT_EQ(archive.failure()->code(), ExitCode::internal);
    const SavePlace nowhere{.directory = scratch / "absent", .rank = 0, .owner = {}, .attempt = "", .generation = 1};
    EXPECT_EQ(code_of([&] { SaveArchive(nowhere, measure.plan()); }), 73);
}

TEST(CheckpointArchive, RowsNeedAPlainNameOfTheirOwn) {
    ToyJob job(5, 0, 1, 1);
    Said twice([&](Archive& archive) { job.state(archive), job.state(archive); });
    MeasureArchive measure;
    twice.state(measure);
    ASSERT_TRUE(measure.failure().has_value());
    EXPECT_EQ(measure.failure()->code(), ExitCode::internal);
}

} // namespace
} // namespace cascade
