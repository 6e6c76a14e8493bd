#pragma once
// The three archives behind a checkpoint: one measures, one saves, one loads.
//
// Values go one after the other into one file of rank 0, each behind the hash of its name and its size, so that a state
// whose names, sizes or order are other ones is found out. Rows go into one file a rank and name (checkpoint_rows.hpp).
// Measuring comes first, so that all files get their space before the first byte is written. Both keep what goes wrong
// to themselves, so that a kernel's `state` runs to its end on every rank; who called it asks for `failure` then.
//
// Loading: rank 0 reads the values and sends them to all, so that all fail alike; rows are read by whom they belong to,
// and the ranks agree after each name. A rank that throws alone in `state` meets the others in `agree_on`, too.

#include "engine/comm/communicator.hpp"
#include "engine/core/error.hpp"
#include "engine/store/checkpoint_manifest.hpp"
#include "engine/store/checkpoint_rows.hpp"

#include <memory>
#include <optional>

namespace cascade {

/// What this rank's state will take.
struct StatePlan {
    std::uint64_t values = 0; ///< bytes of the values, the same on every rank
    std::vector<RowsPlan> sections;

    /// Of all files of this rank; the values lie with the root.
    std::uint64_t file_bytes(bool is_root) const;
};

class MeasureArchive final : public Archive {
public:
    bool loading() const override { return false; }
    void rows(std::string_view name, VertexRows& rows) override;

    const StatePlan& plan() const { return plan_; }
    const std::optional<Error>& failure() const { return failure_; }

private:
    void bytes(std::string_view name, void* data, std::size_t size) override;
    std::size_t length(std::string_view name, std::size_t now, std::size_t item) override;

    StatePlan plan_;
    std::optional<Error> failure_;
};

/// Where one rank saves.
struct SavePlace {
    std::string directory; ///< of the generation
    int rank = 0;
    Digest owner;
    std::string attempt;
    std::uint32_t generation = 0;
};

class SaveArchive final : public Archive {
public:
    /// Creates this rank's files with all the space they need; they are removed again unless kept.
    SaveArchive(const SavePlace& place, const StatePlan& plan);

    bool loading() const override { return false; }
    void rows(std::string_view name, VertexRows& rows) override;

    /// Everything was saved and is on disk.
    void finish();
    void keep();
    const std::optional<Error>& failure() const { return failure_; }
    /// This rank's files as the manifest lists them.
    std::vector<CheckpointFile> files() const;

private:
    struct Output {
        CheckpointFile entry;
        std::unique_ptr<BlockWriter> writer;
    };

    struct Section {
        std::string name;
        VertexId first, end;
    };
    void add(const SavePlace& place, const Section& section, std::uint64_t first_block, std::uint64_t bytes);
    void bytes(std::string_view name, void* data, std::size_t size) override;
    std::size_t length(std::string_view name, std::size_t now, std::size_t item) override;

    const StatePlan& plan_;
    std::vector<Output> outputs_;
    BlockWriter* values_ = nullptr; ///< of rank 0
    std::size_t section_ = 0;       ///< rows that come next
    std::optional<Error> failure_;
};

class LoadArchive final : public Archive {
public:
    /// Reads the values; rows will be read by `threads` threads. Collective.
    LoadArchive(const Communicator& world, std::string directory, const CheckpointManifest& manifest, int threads = 1);

    bool loading() const override { return true; }
    void rows(std::string_view name, VertexRows& rows) override;

    /// InputError unless all that was saved has been asked for.
    void finish() const;

private:
    void bytes(std::string_view name, void* data, std::size_t size) override;
    std::size_t length(std::string_view name, std::size_t now, std::size_t item) override;
    void take(void* data, std::size_t size, std::string_view name);
    /// Files of a section in order of their vertices.
    std::vector<CheckpointFile> files_of(const std::string& section) const;
    void read_range(const std::string& section, VertexRows& rows) const;

    const Communicator& world_;
    std::string directory_;
    const CheckpointManifest& manifest_;
    int threads_;
    std::vector<std::byte> values_;
    std::size_t position_ = 0;
};

/// What the header of a listed file must say.
BlockLabel label_of(const CheckpointManifest& manifest, const CheckpointFile& file);

} // namespace cascade
