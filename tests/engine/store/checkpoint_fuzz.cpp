// checkpoint_fuzz EXECUTIONS [SEED]: the reader of checkpoints fed with nonsense whose checksums are right, so that what
// lies behind them is reached. Content of values and rows, labels, and fields of the manifest are changed, the file sealed
// again, and the state loaded: it must come back or be refused with exit 65, and nothing else may happen. One in
// sixteen is left unsealed. Meant to run under sanitizers; the content is small, so that a wild size shows as exit 71.

#include "engine/store/checkpoint_archive.hpp"
#include "engine/store/json_text.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/engine/store/sealed_file.hpp"
#include "tests/engine/store/toy_job.hpp"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <cstring>
#include <random>

namespace cascade {

const Communicator* g_world = nullptr;

const Communicator& testing::world() {
    return *g_world;
}

namespace {

using testing::ToyJob;

constexpr std::uint64_t kVertices = 40;

class Fuzzer {
public:
    Fuzzer(std::string directory, std::uint64_t seed) : directory_(std::move(directory)), random_(seed) {
        for (int rank = 0; rank < 3; ++rank)
            save(rank);
        for (const CheckpointFile& file : manifest_.files)
            sound_.push_back({testing::content_of(directory_ + "/" + file.name), {}});
        for (std::size_t i = 0; i < sound_.size(); ++i)
            sound_[i].blocks = blocks_of(sound_[i].bytes, manifest_.files[i].section != kValuesSection);
    }

    /// Something wrong somewhere, loaded. Empty: the state came back or was refused.
    std::string once() {
        CheckpointManifest manifest = manifest_;
        if (below(4) == 0)
            return load_text(mutated_manifest());
        const std::size_t which = below(manifest.files.size());
        CheckpointFile& file = manifest.files[which];
        if (below(8) == 0)
            file.first += below(3) - 1;
        if (below(8) == 0)
            file.end += below(3) - 1;
        std::vector<std::string> blocks = sound_[which].blocks;
        for (std::uint64_t i = below(4) + 1; i > 0; --i)
            mutate(blocks[below(blocks.size())], file.section == kValuesSection ? 24 : 8);
        if (blocks.size() > 1 && below(2) == 0) { // so that what the table says of its size is true
            const std::uint64_t size = blocks[2].size();
            overwrite(blocks[0], sizeof(std::uint64_t) + offsetof(RowSegment, bytes), &size, sizeof size);
        }
        std::string bytes = testing::sealed(blocks, label_of(manifest, file));
        if (below(16) == 0)
            mutate(bytes, 1);
        file.bytes = bytes.size();
        put(file.name, bytes);
        const std::string failure = load(manifest);
        put(file.name, sound_[which].bytes);
        return failure;
    }

    std::uint64_t loaded() const { return loaded_; }
    std::uint64_t refused() const { return refused_; }

private:
    struct Sound {
        std::string bytes;
        std::vector<std::string> blocks;
    };

    /// What a sound file holds.
    static std::vector<std::string> blocks_of(const std::string& file, bool of_rows) {
        std::uint64_t first = 0;
        std::memcpy(&first, file.data() + 48, sizeof first);
        std::vector<std::string> blocks = {file.substr(64, first)};
        std::size_t at = 64 + first + 8;
        const auto take = [&](std::uint64_t size) {
            blocks.push_back(file.substr(at, size));
            at += size + 8;
        };
        for (std::size_t entry = 8; of_rows && entry < first; entry += sizeof(RowSegment)) {
            RowSegment segment;
            std::memcpy(&segment, blocks[0].data() + entry, sizeof segment);
            take(segment.lengths_bytes());
            take(segment.bytes);
        }
        return blocks;
    }

    /// One of three ranks saves its part, without the others.
    void save(int rank) {
        manifest_.generation = 1;
        manifest_.attempt = "0123456789abcdef";
        manifest_.identity = {"select", "0.1", "abc", {{"k", "5"}}};
        manifest_.job = job_digest(manifest_.identity);
        ToyJob job(kVertices, rank, 3, 6);
        MeasureArchive measure;
        job.state(measure);
        SaveArchive archive({.directory = directory_,
                             .rank = rank,
                             .owner = owner_digest(manifest_),
                             .attempt = manifest_.attempt,
                             .generation = 1},
                            measure.plan());
        job.state(archive);
        archive.finish();
        archive.keep();
        for (const CheckpointFile& file : archive.files())
            manifest_.files.push_back(file);
    }

    /// Not by way of an empty file: file systems then write it to disk at once, so that nobody loses old content.
    void put(const std::string& name, const std::string& bytes) const {
        const int file = ::open((directory_ + "/" + name).c_str(), O_WRONLY);
        if (file < 0 || ::write(file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
            ::ftruncate(file, static_cast<off_t>(bytes.size())) != 0)
            throw IoError("{}: the fuzzer cannot write", name);
        ::close(file);
    }

    std::uint64_t below(std::uint64_t end) { return random_() % end; }

    std::uint64_t telling_number() {
        switch (below(6)) {
        case 0:
            return below(100);
        case 1:
            return std::uint64_t{1} << below(64);
        case 2:
            return (std::uint64_t{1} << below(64)) - 1;
        case 3:
            return ~below(100);
        case 4:
            return 65535 + below(3);
        default:
            return random_();
        }
    }

    /// `grain`: where numbers tend to begin.
    void mutate(std::string& bytes, std::size_t grain) {
        const std::size_t at = bytes.empty() ? 0 : below(bytes.size());
        switch (below(7)) {
        case 0:
            bytes.resize(below(bytes.size() + 1));
            break;
        case 1:
            bytes.insert(at, 1 + below(40), static_cast<char>(below(256)));
            break;
        case 2:
            bytes.erase(at, 1 + below(40));
            break;
        case 3:
            if (!bytes.empty())
                bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
            break;
        case 4: {
            const std::uint32_t length = static_cast<std::uint32_t>(telling_number());
            overwrite(bytes, at / 4 * 4, &length, sizeof length);
            break;
        }
        default: {
            const std::uint64_t number = telling_number();
            overwrite(bytes, at / grain * grain + below(grain / 8 + 1) * 8, &number, sizeof number);
        }
        }
    }

    static void overwrite(std::string& bytes, std::size_t at, const void* data, std::size_t size) {
        if (at + size <= bytes.size())
            std::memcpy(bytes.data() + at, data, size);
    }

    /// A manifest of which some field was changed, with the digest its content then has.
    std::string mutated_manifest() {
        auto json = parse_json(manifest_text(manifest_)).flatten();
        json.erase("/xxh3_128");
        auto field = std::next(json.begin(), static_cast<std::ptrdiff_t>(below(json.size())));
        if (below(8) == 0)
            json.erase(field);
        else if (below(2) == 0 || !field->is_string())
            *field = telling_number();
        else {
            std::string text = field->get<std::string>();
            mutate(text, 1);
            *field = text;
        }
        nlohmann::ordered_json whole = json.unflatten();
        const std::string content = json_text(whole, 2);
        whole["xxh3_128"] = digest_of(std::as_bytes(std::span(content))).hex();
        return json_text(whole, 2) + "\n";
    }

    std::string load_text(const std::string& text) {
        return judged([&] { return load_state(parse_checkpoint_manifest(text, "MANIFEST.json", 1)); });
    }

    std::string load(const CheckpointManifest& manifest) {
        return judged([&] { return load_state(manifest); });
    }

    void load_state(const CheckpointManifest& manifest) {
        const int ranks = static_cast<int>(below(3)) + 1;
        ToyJob job(kVertices, static_cast<int>(below(static_cast<unsigned>(ranks))), ranks, 0);
        LoadArchive archive(testing::world(), directory_, manifest, static_cast<int>(below(2)) + 1);
        job.state(archive);
        archive.finish();
    }

    template <class F>
    std::string judged(F&& work) {
        try {
            work();
            ++loaded_;
        } catch (const Error& error) {
            ++refused_;
            if (error.code() != ExitCode::bad_input && error.code() != ExitCode::missing_input)
                return fmt::format("exit {}: {}", static_cast<int>(error.code()), error.what());
        } catch (const std::exception& error) {
            return error.what();
        }
        return "";
    }

    std::string directory_;
    std::mt19937_64 random_;
    CheckpointManifest manifest_;
    std::vector<Sound> sound_;
    std::uint64_t loaded_ = 0, refused_ = 0;
};

int run(std::uint64_t executions, std::uint64_t seed) {
    const testing::Scratch scratch;
    Fuzzer fuzzer(scratch / "", seed);
    std::uint64_t wrong = 0;
    for (std::uint64_t i = 0; i < executions; ++i)
        if (const std::string failure = fuzzer.once(); !failure.empty() && ++wrong <= 20)
            fmt::print(stderr, "execution {}: {}\n", i, failure);
    fmt::print("{} executions: {} came back, {} were refused, {} wrong\n", executions, fuzzer.loaded(),
               fuzzer.refused(), wrong);
    return wrong == 0 && fuzzer.loaded() > 0 && fuzzer.refused() > 0 ? 0 : 1;
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
