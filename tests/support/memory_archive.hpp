#pragma once
// A checkpoint in memory: what a kernel's state would be on disk, whole on every rank, so that it can be loaded by any
// number of ranks in any layout.

#include "engine/comm/agree.hpp"
#include "engine/core/archive.hpp"
#include "engine/core/check.hpp"
#include "engine/runtime/restart.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <string>
#include <utility>

namespace cascade::testing {

struct Memory {
    bool full = false;
    std::vector<std::pair<std::string, std::vector<std::byte>>> values; ///< in order of their saving, rank 0's
    std::map<std::string, std::map<VertexId, std::vector<std::byte>>> rows;
};

class MemoryArchive final : public Archive {
public:
    MemoryArchive(const Communicator& comm, Memory& memory, bool loading)
        : comm_(comm), memory_(memory), loading_(loading) {}

    bool loading() const override { return loading_; }

    void rows(std::string_view name, VertexRows& rows) override {
        if (loading_)
            load(memory_.rows.at(std::string(name)), rows);
        else
            save(memory_.rows[std::string(name)], rows);
    }

protected:
    void bytes(std::string_view name, void* data, std::size_t size) override {
        if (loading_) {
            const std::vector<std::byte>& value = next(name);
            CASCADE_CHECK(value.size() == size, "'{}' has {} bytes, not {}", name, value.size(), size);
            if (size > 0)
                std::memcpy(data, value.data(), size);
            return;
        }
        const auto* first = static_cast<const std::byte*>(data);
        std::vector<std::byte> value(first, first + size);
        broadcast(comm_, value);
        memory_.values.emplace_back(name, std::move(value));
    }
    std::size_t length(std::string_view name, std::size_t now, std::size_t) override {
        std::uint64_t value = now;
        bytes(name, &value, sizeof value);
        return loading_ ? value : now;
    }

private:
    const std::vector<std::byte>& next(std::string_view name) {
        const auto& [saved, value] = memory_.values.at(at_++);
        CASCADE_CHECK(saved == name, "'{}' is asked for where '{}' was saved", name, saved);
        return value;
    }

    /// Every rank's rows to all ranks.
    void save(std::map<VertexId, std::vector<std::byte>>& kept, VertexRows& rows) {
        std::vector<std::uint32_t> lengths(rows.count());
        rows.lengths(0, lengths);
        std::size_t size = 0;
        for (const std::uint32_t length : lengths)
            size += length;
        std::vector<std::byte> bytes(size);
        rows.copy(0, rows.count(), bytes);
        std::vector<std::uint64_t> about;
        for (std::size_t i = 0; i < lengths.size(); ++i)
            about.insert(about.end(), {rows.first() + i, lengths[i]});
        about = gather(comm_, std::span<const std::uint64_t>(about));
        bytes = gather(comm_, std::span<const std::byte>(bytes));
        broadcast(comm_, about);
        broadcast(comm_, bytes);
        kept.clear();
        auto at = bytes.begin();
        for (std::size_t i = 0; i + 1 < about.size(); i += 2) {
            const auto end = at + static_cast<std::ptrdiff_t>(about[i + 1]);
            CASCADE_CHECK(kept.emplace(about[i], std::vector<std::byte>(at, end)).second, "two ranks hold vertex {}",
                          about[i]);
            at = end;
        }
    }

    static void load(const std::map<VertexId, std::vector<std::byte>>& kept, VertexRows& rows) {
        rows.clear();
        for (std::uint64_t i = 0; i < rows.count(); ++i) {
            const std::array<std::uint32_t, 1> length{static_cast<std::uint32_t>(kept.at(rows.first() + i).size())};
            rows.expect(i, length);
        }
        rows.prepare();
        for (std::uint64_t i = 0; i < rows.count(); ++i) {
            put(kept.at(rows.first() + i), rows, i);
            rows.take(i, i + 1);
        }
        rows.complete();
    }

    /// A row into its rooms.
    static void put(std::span<const std::byte> row, VertexRows& rows, std::uint64_t i) {
        std::vector<std::span<std::byte>> rooms;
        rows.rooms(i, i + 1, rooms);
        for (const std::span<std::byte> room : rooms) {
            std::copy_n(row.begin(), room.size(), room.begin());
            row = row.subspan(room.size());
        }
        CASCADE_CHECK(row.empty(), "{} bytes of row {} have no room", row.size(), i);
    }

    const Communicator& comm_;
    Memory& memory_;
    bool loading_;
    std::size_t at_ = 0;
};

/// Collective.
inline void save(const Communicator& comm, Memory& memory, Restartable& kernel) {
    memory = {};
    MemoryArchive archive(comm, memory, false);
    kernel.state(archive);
    memory.full = true;
}

/// False, and nothing is touched, when nothing was saved. Collective.
inline bool load(const Communicator& comm, Memory& memory, Restartable& kernel) {
    if (!memory.full)
        return false;
    MemoryArchive archive(comm, memory, true);
    kernel.state(archive);
    return true;
}

/// Runs in pieces: keeps the state at every rest, and stops at the `stop_at`-th.
class Stops final : public Restart {
public:
    Stops(const Communicator& comm, Memory& memory, std::uint64_t stop_at)
        : comm_(comm), memory_(memory), stop_at_(stop_at) {}

    bool resume(Restartable& kernel) override { return load(comm_, memory_, kernel); }
    void rest(Restartable& kernel) override {
        save(comm_, memory_, kernel);
        if (++rests_ == stop_at_)
            throw Error(ExitCode::stopped_early, "stopped by the test", true);
    }

private:
    const Communicator& comm_;
    Memory& memory_;
    std::uint64_t stop_at_;
    std::uint64_t rests_ = 0;
};

} // namespace cascade::testing
