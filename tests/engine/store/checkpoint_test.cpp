// Checkpoints: what is saved comes back, on any number of ranks; what is damaged, half written, somebody else's or in use
// does not.

#include "engine/store/checkpoint.hpp"
#include "engine/store/directory_lock.hpp"
#include "engine/store/durable_file.hpp"
#include "engine/store/generation_directories.hpp"
#include "engine/store/manifest.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/engine/store/toy_job.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace cascade {
namespace {

namespace fs = std::filesystem;
using testing::content_of;
using ::testing::HasSubstr;
using testing::put;
using testing::Scratch;
using testing::ToyJob;
using testing::world;

CheckpointIdentity identity(const std::string& seed = "1", const std::string& graph = "abc") {
    return {"select", "0.1", graph, {{"random-seed", seed}, {"k", "5"}}};
}

/// The error `work` throws, which must be the same and agreed on every rank. Collective.
template <class F>
Error error_of(F&& work) {
    Error found(ExitCode::done, "no error");
    try {
        work();
    } catch (const Error& error) {
        found = error;
        EXPECT_TRUE(error.agreed());
    }
    std::string first = found.what();
    broadcast(world(), first);
    EXPECT_EQ(first, found.what());
    return found;
}

/// Files of one generation as rank 0 sees them, MANIFEST.json last.
std::vector<std::string> files_of(const std::string& directory, std::uint64_t generation) {
    std::vector<std::string> files;
    for (const auto& entry : fs::directory_iterator(generation_path(directory, generation)))
        if (entry.path().filename() != kManifestName)
            files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    files.push_back(generation_manifest_path(directory, generation));
    return files;
}

/// Saves the steps 1 … `steps` as generations 1 … `steps`. Collective.
void save_steps(const std::string& directory, std::uint64_t vertices, std::uint64_t steps) {
    {
        CheckpointStore store(world(), directory, identity(), false);
        for (std::uint64_t step = 1; step <= steps; ++step) {
            ToyJob job(vertices, world(), step);
            EXPECT_EQ(store.save(job, {.restarts = 0, .samples_drawn = step, .seconds = 0.1}).generation, step);
        }
    }
    world().barrier(); // rank 0 lets the lock go on its own
}

/// What is loaded from the directory must be the state after `step`; returns the warning. Collective.
std::string expect_step(const std::string& directory, std::uint64_t vertices, std::uint64_t step) {
    CheckpointStore store(world(), directory, identity(), false);
    ToyJob job(vertices, world(), 0);
    const auto loaded = store.load(job);
    EXPECT_TRUE(loaded.has_value());
    EXPECT_EQ(job, ToyJob(vertices, world(), step)) << "step " << job.step() << " instead of " << step;
    return loaded ? loaded->warning : "";
}

/// Rank 0 does it, the others wait. Collective.
template <class F>
void at_root(F&& work) {
    agree_at_root(world(), work);
}

void round_trip(std::uint64_t vertices, int savers, int loaders, std::uint32_t longest) {
    const Scratch scratch;
    const Communicator saving = world().split(world().rank() < savers ? 0 : 1);
    if (world().rank() < savers) {
        CheckpointStore store(saving, scratch / "c", identity(), false);
        EXPECT_FALSE(store.holds_one());
        ToyJob job(vertices, saving, 4, longest);
        const SavedCheckpoint saved = store.save(job, {.restarts = 3, .samples_drawn = 1ULL << 60, .seconds = 0.1});
        EXPECT_EQ(saved.generation, 1u);
        EXPECT_GT(saved.bytes, vertices * 4);
        EXPECT_TRUE(store.holds_one());
    }
    world().barrier();
    const Communicator loading = world().split(world().rank() < loaders ? 0 : 1);
    if (world().rank() < loaders) {
        CheckpointStore store(loading, scratch / "c", identity(), false);
        EXPECT_TRUE(store.holds_one());
        ToyJob job(vertices, loading, 9);
        const auto loaded = store.load(job);
        ASSERT_TRUE(loaded.has_value());
        EXPECT_EQ(loaded->counts.restarts, 3u);
        EXPECT_EQ(loaded->counts.samples_drawn, 1ULL << 60);
        EXPECT_EQ(loaded->counts.seconds, 0.1);
        EXPECT_EQ(loaded->warning, "");
        EXPECT_EQ(job, ToyJob(vertices, loading, 4, longest)) << vertices << ": " << savers << " to " << loaders;
    }
}

TEST(Checkpoint, ComesBackOnAnyNumberOfRanks) {
    for (const int savers : std::set<int>{1, std::min(2, world().size()), world().size()})
        for (const int loaders : std::set<int>{1, std::min(3, world().size()), world().size()})
            for (const std::uint64_t vertices : {0, 1, 5, 1000})
                round_trip(vertices, savers, loaders, 200);
}

TEST(Checkpoint, ManySegmentsAndLongRows) {
    round_trip(300'000, world().size(), 1, 200);
    round_trip(300'000, 1, world().size(), 9 << 20);
    round_trip(10, world().size(), std::min(2, world().size()), 5 << 20);
}

TEST(Checkpoint, KeepsTwoGenerationsAndCountsOn) {
    const Scratch scratch;
    save_steps(scratch / "c", 50, 4);
    EXPECT_EQ(list_generations(scratch / "c"), (std::vector<std::uint64_t>{4, 3}));
    EXPECT_FALSE(fs::exists(scratch / "c/LOCK"));
    world().barrier();
    EXPECT_EQ(expect_step(scratch / "c", 50, 4), "");
    {
        CheckpointStore store(world(), scratch / "c", identity(), false);
        ToyJob job(50, world(), 0);
        EXPECT_EQ(store.load(job)->generation, 4u);
        ToyJob next(50, world(), 5);
        EXPECT_EQ(store.save(next, {}).generation, 5u);
        EXPECT_EQ(store.load(job)->generation, 5u);
        EXPECT_EQ(job, next);
    }
    EXPECT_EQ(list_generations(scratch / "c"), (std::vector<std::uint64_t>{5, 4}));
}

TEST(Checkpoint, NothingThere) {
    const Scratch scratch;
    CheckpointStore store(world(), scratch / "a/b", identity(), false);
    ToyJob job(5, world(), 2);
    EXPECT_FALSE(store.holds_one());
    EXPECT_FALSE(store.load(job).has_value());
    EXPECT_EQ(job, ToyJob(5, world(), 2));
}

TEST(Checkpoint, AnewIgnoresWhatIsThereAndReplacesItAtTheFirstSave) {
    const Scratch scratch;
    save_steps(scratch / "c", 5, 2);
    CheckpointStore store(world(), scratch / "c", identity("2"), true);
    ToyJob job(5, world(), 7);
    EXPECT_FALSE(store.holds_one());
    EXPECT_FALSE(store.load(job).has_value());
    EXPECT_EQ(list_generations(scratch / "c").size(), 2u);
    world().barrier();
    EXPECT_EQ(store.save(job, {}).generation, 3u);
    world().barrier();
    EXPECT_EQ(list_generations(scratch / "c"), std::vector<std::uint64_t>{3});
}

TEST(Checkpoint, RemoveLeavesWhatIsNotOurs) {
    const Scratch scratch;
    save_steps(scratch / "c", 5, 2);
    {
        CheckpointStore store(world(), scratch / "c", identity(), false);
        store.remove();
    }
    EXPECT_FALSE(fs::exists(scratch / "c"));
    world().barrier();
    save_steps(scratch / "c", 5, 1);
    at_root([&] { put(scratch / "c/notes.txt", "mine"); });
    {
        CheckpointStore store(world(), scratch / "c", identity(), false);
        store.remove();
        world().barrier();
        EXPECT_EQ(list_generations(scratch / "c").size(), 0u);
    }
    EXPECT_TRUE(fs::exists(scratch / "c/notes.txt"));
    EXPECT_FALSE(fs::exists(scratch / "c/LOCK"));
}

TEST(Checkpoint, EveryDamageToTheNewestFallsBackToTheOlder) {
    const Scratch scratch;
    save_steps(scratch / "c", 40, 2);
    std::vector<std::string> files = files_of(scratch / "c", 2);
    const std::size_t count = broadcast(world(), files.size());
    world().barrier();
    for (std::size_t i = 0; i < count; ++i)
        for (const int damage : {0, 1, 2, 3, 4}) {
            std::string before;
            at_root([&] {
                before = content_of(files[i]);
                std::string bytes = before;
                if (damage == 0)
                    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
                else if (damage == 1)
                    bytes.pop_back();
                else if (damage == 2)
                    bytes += ' ';
                else if (damage == 3)
                    bytes.clear();
                put(files[i], bytes);
                if (damage == 4)
                    fs::remove(files[i]);
            });
            const bool manifest = i + 1 == count;
            if (manifest && damage == 4) { // never finished, as far as anybody can tell
                at_root([&] { fs::create_directory(scratch / "aside"); });
                at_root([&] { fs::rename(generation_path(scratch / "c", 2), scratch / "aside/2"); });
                EXPECT_EQ(expect_step(scratch / "c", 40, 1), "");
                at_root([&] { fs::rename(scratch / "aside/2", generation_path(scratch / "c", 2)); });
            } else
                EXPECT_THAT(expect_step(scratch / "c", 40, 1), HasSubstr("generation-000002")) << i << " " << damage;
            at_root([&] { put(files[i], before); });
        }
    EXPECT_EQ(expect_step(scratch / "c", 40, 2), "");
}

TEST(Checkpoint, AfterFallingBackTheGoodOneStandsAndTheDamagedOneGoes) {
    const Scratch scratch;
    save_steps(scratch / "c", 40, 2);
    at_root([&] { put(files_of(scratch / "c", 2).front(), "x"); });
    {
        CheckpointStore store(world(), scratch / "c", identity(), false);
        ToyJob job(40, world(), 0);
        EXPECT_EQ(store.load(job)->generation, 1u);
        ToyJob next(40, world(), 3);
        EXPECT_EQ(store.save(next, {}).generation, 3u);
    }
    EXPECT_EQ(list_generations(scratch / "c"), (std::vector<std::uint64_t>{3, 1}));
}

TEST(Checkpoint, AllDamagedIsBadInputThatNamesTheCure) {
    const Scratch scratch;
    save_steps(scratch / "c", 40, 2);
    at_root([&] {
        for (const std::uint64_t generation : {1, 2})
            put(files_of(scratch / "c", generation).front(), "x");
    });
    CheckpointStore store(world(), scratch / "c", identity(), false);
    ToyJob job(40, world(), 0);
    const Error error = error_of([&] { store.load(job); });
    EXPECT_EQ(error.code(), ExitCode::bad_input);
    EXPECT_THAT(error.what(), HasSubstr("--resume never"));
    EXPECT_THAT(error.what(), HasSubstr("generation-000001/rows-toys"));
    EXPECT_THAT(error.what(), HasSubstr("generation-000002/rows-toys"));
}

TEST(Checkpoint, AStateOfOtherNamesOrThatThrowsIsPassedOver) {
    const Scratch scratch;
    save_steps(scratch / "c", 40, 1);
    CheckpointStore store(world(), scratch / "c", identity(), false);
    ToyJob renamed(40, world(), 0), broken(40, world(), 0), larger(80, world(), 0);
    renamed.rename_tail();
    if (world().rank() == world().size() - 1)
        broken.break_state(); // one rank alone
    EXPECT_THAT(error_of([&] { store.load(renamed); }).what(), HasSubstr("'other'"));
    EXPECT_THAT(error_of([&] { store.load(broken); }).what(), HasSubstr("the toy is broken"));
    EXPECT_THAT(error_of([&] { store.load(larger); }).what(), HasSubstr("lists no file of rows-toys"));
}

TEST(Checkpoint, OneRankThatThrowsWhileSavingLeavesTheOlderOne) {
    const Scratch scratch;
    save_steps(scratch / "c", 40, 1);
    {
        CheckpointStore store(world(), scratch / "c", identity(), false);
        ToyJob broken(40, world(), 2);
        if (world().rank() == world().size() - 1)
            broken.break_state();
        EXPECT_EQ(error_of([&] { store.save(broken, {}); }).code(), ExitCode::bad_input);
    }
    EXPECT_EQ(list_generations(scratch / "c"), std::vector<std::uint64_t>{1});
    EXPECT_EQ(expect_step(scratch / "c", 40, 1), "");
}

TEST(Checkpoint, AFullDiskIsMetByAllRanksAndLeavesTheOlderOnes) {
    const Scratch scratch;
    save_steps(scratch / "c", 40, 2);
    {
        CheckpointStore store(world(), scratch / "c", identity(), false);
        ToyJob job(40, world(), 3, 3 << 20);
        {
            // Vertex 3 lies with one rank; its file alone is too long.
            const testing::FileSizeLimit limit(1 << 20);
            EXPECT_EQ(error_of([&] { store.save(job, {}); }).code(), ExitCode::io);
        }
        world().barrier();
        EXPECT_EQ(list_generations(scratch / "c"), (std::vector<std::uint64_t>{2, 1}));
        world().barrier();
        EXPECT_EQ(store.save(job, {}).generation, 4u); // there is room again
    }
}

/// The states that a kill between two steps of a save leaves behind, made from a save that went through.
TEST(Checkpoint, StoppedBetweenAnyTwoStepsOfASave) {
    const Scratch scratch;
    save_steps(scratch / "c", 40, 3); // generations 2 and 3; the save of 3 is taken apart
    at_root([&] { fs::copy(scratch / "c", scratch / "whole", fs::copy_options::recursive); });
    std::vector<std::string> names;
    at_root([&] {
        for (const std::string& file : files_of(scratch / "whole", 3))
            names.push_back(fs::path(file).filename().string());
    });
    const std::size_t count = broadcast(world(), names.size());
    for (std::size_t whole = 0; whole <= count; ++whole)
        for (const bool half : {false, true}) {
            at_root([&] {
                fs::remove_all(generation_path(scratch / "c", 3));
                fs::create_directory(generation_path(scratch / "c", 3));
                for (std::size_t i = 0; i < std::min(count, whole + (half ? 1 : 0)); ++i) {
                    const std::string bytes = content_of(generation_path(scratch / "whole", 3) + "/" + names[i]);
                    const std::string path = generation_path(scratch / "c", 3) + "/" + names[i];
                    if (i < whole)
                        put(path, bytes);
                    else // under its partial name if it is the manifest, else short
                        put(i + 1 == count ? partial_name(path) : path, bytes.substr(0, bytes.size() / 2));
                }
            });
            EXPECT_EQ(expect_step(scratch / "c", 40, whole == count ? 3 : 2), "") << whole << half;
            EXPECT_EQ(fs::exists(generation_path(scratch / "c", 3)), whole == count);
            world().barrier();
        }
    // Killed before the old generation went, and while it did.
    at_root([&] { fs::copy(generation_path(scratch / "whole", 2), generation_path(scratch / "c", 1)); });
    EXPECT_EQ(expect_step(scratch / "c", 40, 3), "");
    at_root([&] { fs::remove(generation_manifest_path(scratch / "c", 1)); });
    EXPECT_EQ(expect_step(scratch / "c", 40, 3), "");
    EXPECT_FALSE(fs::exists(generation_path(scratch / "c", 1)));
}

TEST(Checkpoint, RefusesOtherOptionsVerbsVersionsAndGraphs) {
    const Scratch scratch;
    save_steps(scratch / "c", 5, 1);
    const auto refused = [&](CheckpointIdentity other) {
        return error_of([&] { CheckpointStore(world(), scratch / "c", other, false); });
    };
    const Error option = refused(identity("2"));
    EXPECT_EQ(option.code(), ExitCode::usage);
    EXPECT_EQ(std::string(option.what()), "--random-seed 2: the checkpoint in " + (scratch / "c") +
                                              " was made with --random-seed 1; give that value, another --checkpoint, "
                                              "or --resume never");
    CheckpointIdentity other = identity();
    other.options = {{"random-seed", "1"}, {"model", "lt"}};
    EXPECT_THAT(refused(other).what(), ::testing::StartsWith("--k is not given: the checkpoint in"));
    EXPECT_THAT(refused(other).what(), HasSubstr("\n--model lt: the checkpoint in"));
    other = identity();
    other.verb = "estimate";
    EXPECT_EQ(refused(other).code(), ExitCode::usage);
    other = identity();
    other.version = "0.2";
    EXPECT_EQ(refused(other).code(), ExitCode::usage);
    const Error graph = refused(identity("1", "def"));
    EXPECT_EQ(graph.code(), ExitCode::bad_input);
    EXPECT_THAT(graph.what(), HasSubstr("abc"));
    EXPECT_THAT(graph.what(), HasSubstr("def"));
    world().barrier();
    EXPECT_FALSE(fs::exists(scratch / "c/LOCK"));
    world().barrier();
    EXPECT_EQ(expect_step(scratch / "c", 5, 1), ""); // and nothing was lost
}

TEST(Checkpoint, AnOlderGenerationOfAnotherJobIsNoWayBack) {
    const Scratch scratch;
    save_steps(scratch / "c", 40, 1);
    {
        CheckpointStore store(world(), scratch / "other", identity("2"), false);
        ToyJob job(40, world(), 8);
        store.save(job, {});
        store.save(job, {});
    }
    at_root([&] { // as a kill leaves it that comes before the old generations go
        fs::rename(generation_path(scratch / "other", 2), generation_path(scratch / "c", 2));
        put(files_of(scratch / "c", 2).front(), "x");
    });
    CheckpointStore store(world(), scratch / "c", identity("2"), false);
    ToyJob job(40, world(), 0);
    EXPECT_THAT(error_of([&] { store.load(job); }).what(), HasSubstr("is of another job"));
}

TEST(Checkpoint, TakenOverMeansNothingIsPublished) {
    const Scratch scratch;
    CheckpointStore store(world(), scratch / "c", identity(), false);
    ToyJob job(40, world(), 1);
    store.save(job, {});
    EXPECT_NO_THROW(store.require_lock());
    at_root([&] {
        std::string lock = content_of(scratch / "c/LOCK");
        lock.replace(lock.find("\"attempt\":\"") + 11, 4, "zzzz");
        put(scratch / "c/LOCK", lock);
    });
    EXPECT_EQ(error_of([&] { store.save(job, {}); }).code(), ExitCode::cannot_create);
    EXPECT_EQ(error_of([&] { store.require_lock(); }).code(), ExitCode::cannot_create);
    EXPECT_EQ(error_of([&] { store.remove(); }).code(), ExitCode::cannot_create);
    EXPECT_EQ(list_generations(scratch / "c"), std::vector<std::uint64_t>{1});
}

TEST(Checkpoint, ALivingOwnerKeepsOthersOut) {
    const Scratch scratch;
    CheckpointStore store(world(), scratch / "c", identity(), false, "4711");
    const Error error = error_of([&] { CheckpointStore(world(), scratch / "c", identity(), false); });
    EXPECT_EQ(error.code(), ExitCode::cannot_create);
    EXPECT_THAT(error.what(), HasSubstr("(job 4711)"));
    ToyJob job(5, world(), 1);
    EXPECT_EQ(store.save(job, {}).generation, 1u); // and it still holds the lock
}

} // namespace
} // namespace cascade
