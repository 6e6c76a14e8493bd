#include "engine/store/checkpoint.hpp"

#include "engine/comm/agree.hpp"
#include "engine/core/check.hpp"
#include "engine/store/checkpoint_archive.hpp"
#include "engine/store/directory_lock.hpp"
#include "engine/store/durable_file.hpp"
#include "engine/store/generation_directories.hpp"

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <sstream>

namespace cascade {
namespace {

namespace fs = std::filesystem;

/// This rank's files as text, one a line; section and names hold no blanks.
std::string told_files(const std::vector<CheckpointFile>& files) {
    std::string text;
    for (const CheckpointFile& file : files)
        text += fmt::format("{} {} {} {} {}\n", file.name, file.bytes, file.section, file.first, file.end);
    return text;
}

/// Every rank's files, on rank 0. Collective.
std::vector<CheckpointFile> gather_files(const Communicator& world, const std::vector<CheckpointFile>& mine) {
    const std::string text = told_files(mine);
    const std::vector<char> all = gather(world, std::span<const char>(text));
    std::istringstream lines(std::string(all.begin(), all.end()));
    std::vector<CheckpointFile> files;
    CheckpointFile file;
    while (lines >> file.name >> file.bytes >> file.section >> file.first >> file.end)
        files.push_back(file);
    return files;
}

/// Whether another generation may stand in for one that fails like this.
bool is_damage(const Error& error) {
    return error.code() == ExitCode::bad_input || error.code() == ExitCode::missing_input ||
           error.code() == ExitCode::io;
}

/// Runs the kernel's `state`, and makes what one rank threw alone the error of all. Collective.
void run_state(const Communicator& world, Restartable& kernel, Archive& archive) {
    std::optional<Error> failure;
    try {
        kernel.state(archive);
    } catch (...) {
        failure = current_error();
    }
    if (failure && failure->agreed())
        throw *failure;
    agree_on(world, failure);
}

void make_directory(const std::string& path) {
    std::error_code failure;
    fs::create_directories(path, failure);
    if (failure && failure.value() != EEXIST)
        throw_write_error(path, failure.value());
    if (!fs::is_directory(path, failure))
        throw CreateError("{}: is not a directory; --checkpoint needs the name of one", path);
}

void check_space(const std::string& directory, std::uint64_t needed) {
    const std::optional<std::uint64_t> free = free_bytes(directory);
    if (free && *free < needed)
        throw_write_error(directory, ENOSPC, needed);
}

} // namespace

/// What rank 0 knows of the directory.
struct CheckpointStore::Directory {
    struct Generation {
        std::uint64_t number = 0;
        std::string text;   ///< of its manifest, which is good; or empty
        std::string damage; ///< why not
        ExitCode code = ExitCode::bad_input;
    };

    std::string path;
    DirectoryLock lock;
    std::vector<Generation> found;         ///< newest first; with `anew` only those made here
    std::vector<std::uint64_t> known;      ///< all that this attempt found or made, and has not removed
    std::uint64_t next = 1;                ///< number to try for the next one
    std::optional<std::uint64_t> standing; ///< the one that a new one follows

    Directory(const std::string& where, const std::string& job_id)
        : path(where), lock(where, kLockName, "--checkpoint", job_id) {
        for (const std::uint64_t number : list_generations(path)) {
            next = std::max(next, number + 1);
            if (has_manifest(path, number))
                known.push_back(number);
            else
                remove_generation(path, number);
        }
    }

    /// Reads all manifests; the newest good one says whether this is its job.
    void look(const CheckpointIdentity& identity) {
        for (const std::uint64_t number : known) {
            Generation generation{.number = number, .text = {}, .damage = {}};
            std::optional<CheckpointManifest> manifest;
            try {
                ManifestWithText read = read_checkpoint_manifest(path, number);
                generation.text = std::move(read.text);
                manifest = std::move(read.manifest);
            } catch (const Error& error) {
                generation.damage = error.what();
                generation.code = error.code();
            }
            if (manifest && !standing) {
                check_same_job(identity, *manifest, path);
                standing = number;
            } else if (manifest && manifest->job != job_digest(identity))
                generation = {
                    .number = number, .text = {}, .damage = generation_path(path, number) + ": is of another job"};
            found.push_back(std::move(generation));
        }
    }

    /// Puts the manifest in its place: from here on the generation counts.
    void publish(const CheckpointManifest& manifest) {
        sync_directory(generation_path(path, manifest.generation));
        lock.check();
        const std::string text = manifest_text(manifest);
        write_durably(generation_manifest_path(path, manifest.generation), text);
        found.insert(found.begin(), {.number = manifest.generation, .text = text, .damage = {}});
    }

    /// The new generation and the one it follows stay; what else this attempt knows of goes.
    void retire(std::uint64_t made) {
        std::vector<std::uint64_t> stay = {made};
        for (const std::uint64_t number : known)
            if (number == standing || remove_generation(path, number))
                stay.push_back(number);
            else
                std::erase_if(found, [&](const Generation& generation) { return generation.number == number; });
        known = std::move(stay);
        standing = made;
    }

    void remove_all() {
        lock.check();
        for (const std::uint64_t number : list_generations(path))
            if (const std::error_code failure = remove_generation(path, number)) {
                const std::string place = generation_path(path, number);
                if (failure == std::errc::permission_denied || failure == std::errc::operation_not_permitted)
                    throw PermissionError("{}: cannot be removed: {}; remove it by hand", place, failure.message());
                throw IoError("{}: cannot be removed: {}; remove it by hand", place, failure.message());
            }
    }
};

CheckpointStore::CheckpointStore(const Communicator& world, std::string directory, CheckpointIdentity identity,
                                 bool anew, const std::string& job_id)
    : world_(world), identity_(std::move(identity)), path_(std::move(directory)) {
    agree_at_root(world_, [&] {
        make_directory(path_);
        directory_ = std::make_unique<Directory>(path_, job_id);
        if (!anew)
            directory_->look(identity_);
        attempt_ = directory_->lock.attempt();
        holds_one_ = directory_->standing.has_value();
    });
    broadcast(world_, attempt_);
    holds_one_ = broadcast(world_, holds_one_);
    agree(world_, [&] { check_sees_lock(path_, attempt_); });
}

CheckpointStore::~CheckpointStore() = default;

std::optional<LoadedCheckpoint> CheckpointStore::load(Restartable& kernel, int threads) {
    std::string complaints;
    ExitCode code = ExitCode::bad_input; ///< another one when something could not be read that may be good
    const auto complain = [&](const std::string& text, ExitCode why) {
        complaints += (complaints.empty() ? "" : "; ") + text;
        if (why != ExitCode::bad_input && why != ExitCode::missing_input)
            code = why;
    };
    const std::uint64_t count = broadcast(world_, std::uint64_t{directory_ ? directory_->found.size() : 0});
    for (std::uint64_t i = 0; i < count; ++i) {
        Directory::Generation candidate = directory_ ? directory_->found[i] : Directory::Generation{};
        candidate.number = broadcast(world_, candidate.number);
        broadcast(world_, candidate.text);
        broadcast(world_, candidate.damage);
        candidate.code = broadcast(world_, candidate.code);
        if (candidate.text.empty()) {
            complain(candidate.damage, candidate.code);
            continue;
        }
        try {
            const CheckpointManifest manifest = parse_checkpoint_manifest(
                candidate.text, generation_manifest_path(path_, candidate.number), candidate.number);
            LoadArchive archive(world_, generation_path(path_, candidate.number), manifest, threads);
            run_state(world_, kernel, archive);
            agree(world_, [&] { archive.finish(); });
            if (directory_)
                directory_->standing = candidate.number;
            return LoadedCheckpoint{candidate.number, checkpoint_bytes(manifest), manifest.counts, complaints};
        } catch (const Error& error) {
            if (!error.agreed() || !is_damage(error))
                throw;
            complain(error.what(), error.code());
        }
    }
    if (count > 0)
        throw Error(
            code,
            fmt::format("{}: holds no checkpoint that is whole ({}); --resume never begins anew", path_, complaints),
            true);
    return std::nullopt;
}

SavedCheckpoint CheckpointStore::save(Restartable& kernel, const RunCounts& counts) {
    const auto began = std::chrono::steady_clock::now();
    MeasureArchive measure;
    run_state(world_, kernel, measure);
    agree_on(world_, measure.failure());
    CheckpointManifest manifest{.generation = 0,
                                .job = job_digest(identity_),
                                .attempt = attempt_,
                                .identity = identity_,
                                .counts = counts,
                                .files = {}};
    const std::uint64_t needed = all_reduce_sum(world_, measure.plan().file_bytes(world_.is_root()));
    agree_at_root(world_, [&] {
        directory_->lock.check();
        check_space(path_, needed);
        manifest.generation = make_generation(path_, directory_->next);
        directory_->next = manifest.generation + 1;
    });
    manifest.generation = broadcast(world_, manifest.generation);
    try {
        write_generation(kernel, measure.plan(), manifest);
    } catch (const Error& error) {
        if (error.agreed())
            world_.barrier(); // every rank has removed its own files
        if (directory_)
            remove_generation(path_, manifest.generation);
        throw;
    }
    if (directory_)
        directory_->retire(manifest.generation);
    holds_one_ = true;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    return broadcast(world_, SavedCheckpoint{manifest.generation, needed, took.count()});
}

void CheckpointStore::write_generation(Restartable& kernel, const StatePlan& plan, CheckpointManifest& manifest) {
    const SavePlace place{.directory = generation_path(path_, manifest.generation),
                          .rank = world_.rank(),
                          .owner = owner_digest(manifest),
                          .attempt = attempt_,
                          .generation = static_cast<std::uint32_t>(manifest.generation)};
    std::optional<SaveArchive> archive;
    agree(world_, [&] { archive.emplace(place, plan); });
    run_state(world_, kernel, *archive);
    agree_on(world_, archive->failure());
    agree(world_, [&] { archive->finish(); });
    manifest.files = gather_files(world_, archive->files());
    agree_at_root(world_, [&] { directory_->publish(manifest); });
    archive->keep();
}

void CheckpointStore::require_lock() const {
    agree_at_root(world_, [&] { directory_->lock.check(); });
}

void CheckpointStore::remove() {
    agree_at_root(world_, [&] {
        directory_->remove_all();
        directory_.reset();
        ::rmdir(path_.c_str()); // stays where something else lies in it
    });
    holds_one_ = false;
}

} // namespace cascade
