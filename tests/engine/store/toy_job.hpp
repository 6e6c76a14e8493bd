#pragma once
// A job whose whole state follows from a few numbers, so that whatever comes back from a checkpoint can be judged: values,
// a list that grows with the steps, and a row a vertex, some of them empty, one of them long.

#include "engine/comm/communicator.hpp"
#include "engine/core/archive.hpp"
#include "engine/core/error.hpp"

#include <algorithm>
#include <atomic>

namespace cascade::testing {

class ToyJob final : public Restartable {
public:
    /// The state after `step` steps, of the vertices that `rank` of `ranks` has; `longest` is the length of the row of
    /// vertex 3.
    ToyJob(std::uint64_t vertices, int rank, int ranks, std::uint64_t step, std::uint32_t longest = 200)
        : step_(step), half_(static_cast<double>(step) / 2), longest_(longest), rows_(vertices, rank, ranks) {
        for (std::uint64_t i = 0; i < step; ++i)
            list_.push_back(i * i);
        for (std::uint64_t i = 0; i < rows_.count(); ++i)
            rows_.rows[i] = row_of(rows_.first() + i);
    }
    ToyJob(std::uint64_t vertices, const Communicator& comm, std::uint64_t step, std::uint32_t longest = 200)
        : ToyJob(vertices, comm.rank(), comm.size(), step, longest) {}

    void state(Archive& archive) override {
        archive.value("step", step_);
        archive.value("half", half_);
        archive.list("list", list_);
        archive.value("longest", longest_);
        if (fails_)
            throw InputError("the toy is broken");
        archive.rows("toys", rows_);
        archive.value(renamed_ ? "other" : "tail", tail_);
    }

    std::uint64_t step() const { return step_; }
    bool operator==(const ToyJob& other) const {
        return step_ == other.step_ && half_ == other.half_ && list_ == other.list_ && longest_ == other.longest_ &&
               tail_ == other.tail_ && rows_.rows == other.rows_.rows && rows_.complete_ == other.rows_.complete_;
    }

    void break_state() { fails_ = true; }
    void rename_tail() { renamed_ = true; }

private:
    struct Rows final : VertexRows {
        Rows(std::uint64_t vertices, int rank, int ranks)
            : begin(vertices * static_cast<unsigned>(rank) / static_cast<unsigned>(ranks)),
              rows(vertices * static_cast<unsigned>(rank + 1) / static_cast<unsigned>(ranks) - begin) {}

        VertexId first() const override { return begin; }
        std::uint64_t count() const override { return rows.size(); }
        void lengths(std::uint64_t from, std::span<std::uint32_t> out) const override {
            for (std::size_t i = 0; i < out.size(); ++i)
                out[i] = static_cast<std::uint32_t>(rows.at(from + i).size());
        }
        void copy(std::uint64_t from, std::uint64_t to, std::span<std::byte> out) const override {
            for (; from < to; ++from) {
                const auto& row = rows.at(from);
                std::copy(row.begin(), row.end(), out.begin());
                out = out.subspan(row.size());
            }
            if (!out.empty())
                throw InternalError("{} bytes too many to fill", out.size());
        }
        void clear() override {
            rows.assign(rows.size(), {std::byte{0xee}});
            told = taken = 0;
            complete_ = false;
        }
        void expect(std::uint64_t from, std::span<const std::uint32_t> lengths) override {
            for (const std::uint32_t length : lengths)
                rows.at(from++).assign(length, std::byte{0xee});
            told += lengths.size();
        }
        void prepare() override {
            if (told != rows.size())
                throw InternalError("{} rows of {} are told of", told.load(), rows.size());
        }
        void rooms(std::uint64_t from, std::uint64_t to, std::vector<std::span<std::byte>>& rooms) override {
            for (; from < to; ++from)
                rooms.push_back(rows.at(from));
        }
        void take(std::uint64_t from, std::uint64_t to) override { taken += to - from; }
        void complete() override {
            if (taken != rows.size())
                throw InternalError("{} rows of {}", taken.load(), rows.size());
            complete_ = true;
        }

        VertexId begin;
        std::vector<std::vector<std::byte>> rows;
        std::atomic<std::uint64_t> told = 0, taken = 0;
        bool complete_ = true;
    };

    std::vector<std::byte> row_of(VertexId v) const {
        std::vector<std::byte> row(v == 3 ? longest_ : (v * 7 + step_) % 13 % 9);
        for (std::size_t i = 0; i < row.size(); ++i)
            row[i] = static_cast<std::byte>(v * 31 + step_ * 17 + i + (i >> 8));
        return row;
    }

    std::uint64_t step_;
    double half_;
    std::uint32_t longest_;
    std::vector<std::uint64_t> list_;
    Rows rows_;
    std::uint16_t tail_ = 77;
    bool fails_ = false, renamed_ = false;
};

} // namespace cascade::testing
