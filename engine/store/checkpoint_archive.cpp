#include "engine/store/checkpoint_archive.hpp"

#include "engine/comm/agree.hpp"
#include "engine/core/check.hpp"
#include "engine/runtime/parallel.hpp"

#include <xxhash.h>

#include <algorithm>
#include <cstring>

namespace cascade {
namespace {

/// What stands before each item among the values.
struct Entry {
    std::uint64_t name = 0; ///< hash, seeded with the kind of item
    std::uint64_t size = 0; ///< bytes that follow; for a length, the items announced
    std::uint64_t item = 0; ///< for a length, bytes of one item
};

enum class Kind : std::uint64_t { bytes = 1, length, rows };

std::uint64_t hash_of(std::string_view name, Kind kind) {
    return XXH3_64bits_withSeed(name.data(), name.size(), static_cast<std::uint64_t>(kind));
}

std::string section_of(std::string_view name) {
    return fmt::format("rows-{}", name);
}

/// Runs `work` unless something failed before; keeps what it throws.
template <class F>
void unless_failed(std::optional<Error>& failure, F&& work) {
    if (failure)
        return;
    try {
        work();
    } catch (...) {
        failure = current_error();
    }
}

void check_name(std::string_view name) {
    const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
    CASCADE_CHECK(plain && !name.empty(), "'{}' cannot be part of a file's name", name);
}

} // namespace

BlockLabel label_of(const CheckpointManifest& manifest, const CheckpointFile& file) {
    return {owner_digest(manifest), static_cast<std::uint32_t>(manifest.generation), file.section, file.first,
            file.end};
}

std::uint64_t StatePlan::file_bytes(bool is_root) const {
    std::uint64_t sum = is_root ? block_file_bytes(values, 1) : 0;
    for (const RowsPlan& rows : sections)
        if (rows.first < rows.end)
            sum += rows.file_bytes();
    return sum;
}

void MeasureArchive::bytes(std::string_view, void*, std::size_t size) {
    plan_.values += sizeof(Entry) + size;
}

std::size_t MeasureArchive::length(std::string_view, std::size_t now, std::size_t) {
    plan_.values += sizeof(Entry);
    return now;
}

void MeasureArchive::rows(std::string_view name, VertexRows& rows) {
    plan_.values += sizeof(Entry);
    unless_failed(failure_, [&] {
        check_name(name);
        for (const RowsPlan& other : plan_.sections)
            CASCADE_CHECK(other.name != name, "two rows are named '{}'", name);
        plan_.sections.push_back(plan_rows(std::string(name), rows));
    });
}

SaveArchive::SaveArchive(const SavePlace& place, const StatePlan& plan) : plan_(plan) {
    if (place.rank == 0) {
        add(place, {kValuesSection, 0, 0}, plan.values, block_file_bytes(plan.values, 1));
        values_ = outputs_.back().writer.get();
    }
    for (const RowsPlan& rows : plan.sections)
        if (rows.first < rows.end)
            add(place, {section_of(rows.name), rows.first, rows.end}, rows.table_bytes(), rows.file_bytes());
}

void SaveArchive::add(const SavePlace& place, const Section& section, std::uint64_t first_block, std::uint64_t bytes) {
    const std::string name = fmt::format("{}-{}-{:05}.bin", section.name, place.attempt, place.rank);
    const BlockLabel label{place.owner, place.generation, section.name, section.first, section.end};
    auto writer = std::make_unique<BlockWriter>(place.directory + "/" + name, label, first_block, bytes);
    outputs_.push_back({{name, bytes, section.name, section.first, section.end}, std::move(writer)});
}

void SaveArchive::bytes(std::string_view name, void* data, std::size_t size) {
    unless_failed(failure_, [&] {
        if (values_ == nullptr)
            return;
        const Entry entry{hash_of(name, Kind::bytes), size, 0};
        values_->write(&entry, sizeof entry);
        values_->write(data, size);
    });
}

std::size_t SaveArchive::length(std::string_view name, std::size_t now, std::size_t item) {
    unless_failed(failure_, [&] {
        const Entry entry{hash_of(name, Kind::length), now, item};
        if (values_ != nullptr)
            values_->write(&entry, sizeof entry);
    });
    return now;
}

void SaveArchive::rows(std::string_view name, VertexRows& rows) {
    unless_failed(failure_, [&] {
        const Entry entry{hash_of(name, Kind::rows), 0, 0};
        if (values_ != nullptr)
            values_->write(&entry, sizeof entry);
        CASCADE_CHECK(section_ < plan_.sections.size() && plan_.sections[section_].name == name,
                      "the state names rows '{}' when it is saved, and did not when it was measured", name);
        const RowsPlan& plan = plan_.sections[section_++];
        CASCADE_CHECK(plan.first == rows.first() && plan.end - plan.first == rows.count(),
                      "rows '{}' changed while they were saved", name);
        const std::string section = section_of(name);
        for (Output& output : outputs_)
            if (output.entry.section == section)
                write_rows(*output.writer, rows, plan);
    });
}

void SaveArchive::finish() {
    if (values_ != nullptr)
        values_->end_block();
    for (Output& output : outputs_)
        output.writer->finish();
}

void SaveArchive::keep() {
    for (Output& output : outputs_)
        output.writer->keep();
}

std::vector<CheckpointFile> SaveArchive::files() const {
    std::vector<CheckpointFile> files;
    for (const Output& output : outputs_)
        files.push_back(output.entry);
    return files;
}

LoadArchive::LoadArchive(const Communicator& world, std::string directory, const CheckpointManifest& manifest,
                         int threads)
    : world_(world), directory_(std::move(directory)), manifest_(manifest), threads_(threads) {
    agree_at_root(world_, [&] {
        const std::vector<CheckpointFile> files = files_of(kValuesSection);
        if (files.size() != 1)
            throw InputError("{}: lists {} files of values instead of one", directory_, files.size());
        BlockReader reader(directory_ + "/" + files.front().name, label_of(manifest_, files.front()),
                           files.front().bytes);
        reader.expect_one_block();
        values_.resize(reader.first_block().bytes);
        reader.read(reader.first_block(), values_.data());
    });
    broadcast(world_, values_);
}

void LoadArchive::take(void* data, std::size_t size, std::string_view name) {
    if (size > values_.size() - position_)
        throw InputError("{}: its values end before '{}'", directory_, name);
    if (size > 0)
        std::memcpy(data, values_.data() + position_, size);
    position_ += size;
}

void LoadArchive::bytes(std::string_view name, void* data, std::size_t size) {
    Entry entry;
    take(&entry, sizeof entry, name);
    if (entry.name != hash_of(name, Kind::bytes) || entry.size != size || entry.item != 0)
        throw InputError("{}: holds another value of {} bytes where '{}' of {} bytes is expected", directory_,
                         entry.size, name, size);
    take(data, size, name);
}

std::size_t LoadArchive::length(std::string_view name, std::size_t, std::size_t item) {
    Entry entry;
    take(&entry, sizeof entry, name);
    if (entry.name != hash_of(name, Kind::length) || entry.item != item)
        throw InputError("{}: holds something else where the list '{}' is expected", directory_, name);
    if (entry.size > (values_.size() - position_) / item)
        throw InputError("{}: announces {} items of the list '{}', more than it holds", directory_, entry.size, name);
    return entry.size;
}

std::vector<CheckpointFile> LoadArchive::files_of(const std::string& section) const {
    std::vector<CheckpointFile> files;
    for (const CheckpointFile& file : manifest_.files)
        if (file.section == section)
            files.push_back(file);
    std::sort(files.begin(), files.end(),
              [](const CheckpointFile& a, const CheckpointFile& b) { return a.first < b.first; });
    return files;
}

void LoadArchive::read_range(const std::string& section, VertexRows& rows) const {
    struct Share {
        const RowsReader* file;
        std::size_t segment;
        VertexId begin, end; ///< of the file that this rank wants
    };
    std::vector<std::unique_ptr<RowsReader>> files;
    std::vector<Share> shares;
    VertexId next = rows.first();
    const VertexId end = next + rows.count();
    for (const CheckpointFile& file : files_of(section)) {
        if (file.end <= next || file.first >= end)
            continue;
        if (file.first > next)
            break;
        files.push_back(
            std::make_unique<RowsReader>(directory_ + "/" + file.name, label_of(manifest_, file), file.bytes));
        const VertexId last = std::min(end, file.end);
        for (std::size_t i = 0; i < files.back()->segments(); ++i)
            if (files.back()->concerns(i, next, last))
                shares.push_back({files.back().get(), i, next, last});
        next = last;
    }
    if (next != end)
        throw InputError("{}: lists no file of {} with vertex {}", directory_, section, next);
    rows.clear();
    parallel_for(threads_, shares.size(), 1, [&](std::size_t i, std::size_t, int) {
        shares[i].file->tell_lengths(shares[i].segment, shares[i].begin, shares[i].end, rows);
    });
    rows.prepare();
    parallel_for(threads_, shares.size(), 1, [&](std::size_t i, std::size_t, int) {
        shares[i].file->load(shares[i].segment, shares[i].begin, shares[i].end, rows);
    });
    rows.complete();
}

void LoadArchive::rows(std::string_view name, VertexRows& rows) {
    agree(world_, [&] {
        Entry entry;
        take(&entry, sizeof entry, name);
        if (entry.name != hash_of(name, Kind::rows) || entry.size != 0 || entry.item != 0)
            throw InputError("{}: holds something else where the rows '{}' are expected", directory_, name);
        read_range(section_of(name), rows);
    });
}

void LoadArchive::finish() const {
    if (position_ != values_.size())
        throw InputError("{}: holds {} bytes of values that nobody asks for", directory_, values_.size() - position_);
}

} // namespace cascade
