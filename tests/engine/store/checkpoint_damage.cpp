// checkpoint_damage TRIALS [SEED]: checkpoints damaged in every way a disk, a copy or a hand may do it. Each must be found
// out: by `describe_checkpoint`, and, when the newest generation is hit, by falling back to the older one by name, or by a
// refusal. A state that is not exactly one that was saved there is a failure, as is damage that nobody notices.
//
// All ranks together save two generations of two jobs, and a second attempt of the first; then each rank damages and opens
// copies of its own.

#include "engine/store/block_file.hpp"
#include "engine/store/checkpoint.hpp"
#include "engine/store/checkpoint_summary.hpp"
#include "engine/store/generation_directories.hpp"
#include "engine/store/manifest.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/engine/store/toy_job.hpp"

#include <cstdio>
#include <map>
#include <random>

namespace cascade {

const Communicator* g_world = nullptr;

const Communicator& testing::world() {
    return *g_world;
}

namespace {

namespace fs = std::filesystem;
using testing::ToyJob;

/// Content of a checkpoint directory: path below it, bytes.
using Snapshot = std::map<std::string, std::string>;

constexpr std::uint64_t kVertices = 60;

struct Saved {
    Snapshot files;
    std::uint64_t steps[2];
    std::uint32_t longest;
};

CheckpointIdentity identity(const std::string& seed) {
    return {"select", "0.1", "abc", {{"random-seed", seed}}};
}

Snapshot snapshot(const std::string& directory) {
    Snapshot files;
    for (const auto& entry : fs::recursive_directory_iterator(directory))
        if (entry.is_regular_file())
            files[fs::relative(entry.path(), directory).string()] = testing::content_of(entry.path().string());
    return files;
}

/// Saves two steps as generations 1 and 2. Collective.
Saved save_two(const std::string& directory, const std::string& seed, std::uint64_t step, std::uint32_t longest) {
    const Communicator& world = testing::world();
    {
        CheckpointStore store(world, directory, identity(seed), false);
        for (const std::uint64_t now : {step, step + 1}) {
            ToyJob job(kVertices, world, now, longest);
            store.save(job, {});
        }
    }
    world.barrier();
    return {snapshot(directory), {step, step + 1}, longest};
}

class Damager {
public:
    Damager(std::uint64_t seed, const Saved& own, const Saved& other_job, const Saved& other_attempt)
        : random_(seed), own_(own), others_{&other_job, &other_attempt} {}

    /// A damaged copy; `told` says how.
    Snapshot damaged(std::string& told) {
        Snapshot files;
        do {
            files = own_.files;
            const int way = static_cast<int>(below(10));
            const std::string name = any(files);
            told = fmt::format("way {} on {}", way, name);
            damage(files, name, way);
        } while (files == own_.files);
        return files;
    }

private:
    std::uint64_t below(std::uint64_t end) { return random_() % end; }

    std::string any(const Snapshot& files) { return std::next(files.begin(), below(files.size()))->first; }

    static std::string generation_of(const std::string& name) { return name.substr(0, name.find('/')); }

    /// The file that plays the same part elsewhere; names differ by the attempt.
    static std::string counterpart(const Snapshot& files, const std::string& name, const std::string& generation) {
        const auto part = [](const std::string& path) {
            const std::string file = path.substr(path.find('/') + 1);
            return file == kManifestName ? file : file.substr(0, file.size() - 26) + file.substr(file.size() - 9);
        };
        for (const auto& [path, bytes] : files)
            if (generation_of(path) == generation && part(path) == part(name))
                return path;
        return "";
    }

    void damage(Snapshot& files, const std::string& name, int way) {
        std::string& bytes = files[name];
        const std::string own = generation_of(name);
        const std::string twin = own == "generation-000001" ? "generation-000002" : "generation-000001";
        switch (way) {
        case 0: {
            char& byte = bytes[below(bytes.size())];
            byte = static_cast<char>(byte ^ (1 << below(8)));
            break;
        }
        case 1:
            bytes.resize(below(bytes.size()));
            break;
        case 2:
            bytes.append(1 + below(5000), static_cast<char>(below(256)));
            break;
        case 3: { // the generations change places
            Snapshot swapped;
            for (const auto& [path, content] : files)
                swapped[(generation_of(path) == own ? twin : own) + path.substr(path.find('/'))] = content;
            files = swapped;
            break;
        }
        case 4: // one file changes places with that of the other generation
            std::swap(bytes, files[counterpart(files, name, twin)]);
            break;
        case 5: { // a file, or a whole generation, of another job or attempt
            const Snapshot& other = others_[below(2)]->files;
            if (below(2) == 0)
                bytes = other.at(counterpart(other, name, own));
            else {
                std::erase_if(files, [&](const auto& file) { return generation_of(file.first) == own; });
                for (const auto& [path, content] : other)
                    if (generation_of(path) == own)
                        files[path] = content;
            }
            break;
        }
        case 6:
            if (name.ends_with(kManifestName)) // that would be no damage but a generation that was never finished
                break;
            files.erase(name);
            break;
        case 7: { // a sector, or much more
            const std::size_t size = below(4) == 0 ? std::size_t{4} << 20 : 512;
            const std::size_t from = below(bytes.size()) / size * size;
            for (std::size_t i = from; i < std::min(bytes.size(), from + size); ++i)
                bytes[i] = '\0';
            break;
        }
        case 8: { // the manifest edited: a digit becomes another
            std::string& text = files[own + "/" + kManifestName];
            std::size_t at = below(text.size());
            while (text[at] < '0' || text[at] > '9')
                at = (at + 1) % text.size();
            text[at] = static_cast<char>('0' + (text[at] - '0' + 1 + static_cast<int>(below(9))) % 10);
            break;
        }
        default: { // some bytes moved within the file
            const std::size_t size = 1 + below(std::min<std::size_t>(bytes.size(), 64));
            const std::string piece = bytes.substr(below(bytes.size() - size + 1), size);
            bytes.replace(below(bytes.size() - size + 1), size, piece);
        }
        }
    }

    std::mt19937_64 random_;
    const Saved& own_;
    const Saved* others_[2];
};

struct Tally {
    std::uint64_t older = 0, refused = 0, newest = 0, wrong = 0;
};

void write_all_files(const std::string& directory, const Snapshot& files) {
    fs::remove_all(directory);
    for (const auto& [name, bytes] : files) {
        fs::create_directories(fs::path(directory + "/" + name).parent_path());
        testing::put(directory + "/" + name, bytes);
    }
}

/// Whether any generation there is found wanting.
bool noticed(const std::string& directory) {
    const auto summary = describe_checkpoint(directory);
    if (!summary || summary->generations.size() != 2)
        return true;
    for (const GenerationSummary& generation : summary->generations)
        if (!generation.damage.empty() || generation.manifest->identity.options != identity("1").options)
            return true;
    return false;
}

bool same_generation(const Snapshot& a, const Snapshot& b, std::uint64_t number) {
    const auto part = [&](const Snapshot& files) {
        Snapshot found;
        for (const auto& file : files)
            if (file.first.starts_with(fmt::format("generation-{:06}/", number)))
                found.insert(file);
        return found;
    };
    return part(a) == part(b);
}

/// One damaged copy, opened and loaded by one rank. Empty: as it should be.
std::string judge(const Communicator& alone, const std::string& directory, const Saved& saved,
                  const Saved& other_attempt, const Snapshot& files, Tally& tally) {
    write_all_files(directory, files);
    const bool whole_other_attempt = same_generation(files, other_attempt.files, 2);
    if (!noticed(directory) && !whole_other_attempt && !same_generation(files, other_attempt.files, 1))
        return "nobody noticed";
    try {
        CheckpointStore store(alone, directory, identity("1"), false);
        ToyJob job(kVertices, alone, 0);
        const auto loaded = store.load(job);
        if (!loaded)
            return "taken for an empty directory";
        const auto is = [&](const Saved& what, int which) {
            return job == ToyJob(kVertices, alone, what.steps[which], what.longest);
        };
        if (loaded->generation == 2 && loaded->warning.empty() &&
            ((same_generation(files, saved.files, 2) && is(saved, 1)) || (whole_other_attempt && is(other_attempt, 1))))
            return ++tally.newest, "";
        if (loaded->generation == 1 && loaded->warning.find("generation-000002") != std::string::npos &&
            (is(saved, 0) || (same_generation(files, other_attempt.files, 1) && is(other_attempt, 0))))
            return ++tally.older, "";
        return fmt::format("generation {} loaded, step {}, warning '{}'", loaded->generation, job.step(),
                           loaded->warning);
    } catch (const Error& error) {
        if (error.code() == ExitCode::bad_input || error.code() == ExitCode::usage)
            return ++tally.refused, "";
        return fmt::format("exit {}: {}", static_cast<int>(error.code()), error.what());
    }
}

int run(std::uint64_t trials, std::uint64_t seed) {
    const Communicator& world = testing::world();
    const testing::Scratch scratch;
    const Saved small[] = {save_two(scratch / "a", "1", 4, 200), save_two(scratch / "b", "2", 9, 200),
                           save_two(scratch / "c", "1", 14, 200)};
    const std::uint32_t longest = 9 << 20; // more than one read
    const Saved large[] = {save_two(scratch / "d", "1", 4, longest), save_two(scratch / "e", "2", 9, longest),
                           save_two(scratch / "f", "1", 14, longest)};
    const Communicator alone = world.split(world.rank());
    Tally tally;
    for (std::uint64_t trial = static_cast<unsigned>(world.rank()); trial < trials;
         trial += static_cast<unsigned>(world.size())) {
        const Saved* saved = trial % 50 < 3 ? large : small;
        std::string told;
        const Snapshot files = Damager(seed + trial, saved[0], saved[1], saved[2]).damaged(told);
        const std::string directory = scratch / fmt::format("trial-{}", world.rank());
        if (const std::string failure = judge(alone, directory, saved[0], saved[2], files, tally); !failure.empty()) {
            ++tally.wrong;
            fmt::print(stderr, "trial {}: {}: {}\n", trial, told, failure);
        }
    }
    for (std::uint64_t* count : {&tally.older, &tally.refused, &tally.newest, &tally.wrong})
        *count = all_reduce_sum(world, *count);
    if (world.is_root())
        fmt::print("{} damaged checkpoints: {} went on from the older generation, {} were refused, {} were damaged in "
                   "the older one only, {} wrong\n",
                   trials, tally.older, tally.refused, tally.newest, tally.wrong);
    return tally.wrong == 0 && tally.older > 0 && tally.refused > 0 ? 0 : 1;
}

} // namespace
} // namespace cascade

int main(int argc, char** argv) {
    const cascade::MpiEnvironment mpi(argc, argv);
    const cascade::Communicator world = mpi.world();
    cascade::g_world = &world;
    if (argc < 2)
        return 2;
    return cascade::run(std::strtoull(argv[1], nullptr, 10), argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1);
}
