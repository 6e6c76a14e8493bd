#pragma once
// Many texts end to end: one block of bytes and where each text ends. 8 bytes a label beside its own, and two arrays in
// place of an allocation each; that is also how labels travel between ranks and how they lie in the graph file.

#include "engine/comm/all_to_all.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cascade {

class LabelList {
public:
    LabelList() = default;
    /// Of `bytes` cut at `ends`.
    LabelList(std::string bytes, std::vector<std::uint64_t> ends) : bytes_(std::move(bytes)), ends_(std::move(ends)) {}

    std::size_t size() const { return ends_.size(); }
    bool empty() const { return ends_.empty(); }
    std::string_view operator[](std::size_t i) const {
        const std::uint64_t begin = i == 0 ? 0 : ends_[i - 1];
        return {bytes_.data() + begin, static_cast<std::size_t>(ends_[i] - begin)};
    }
    void push_back(std::string_view label) {
        bytes_ += label;
        ends_.push_back(bytes_.size());
    }
    void reserve(std::size_t labels, std::size_t bytes) {
        ends_.reserve(labels);
        bytes_.reserve(bytes);
    }

    const std::string& bytes() const { return bytes_; }              ///< all of them, end to end
    const std::vector<std::uint64_t>& ends() const { return ends_; } ///< of each, in bytes()
    std::uint64_t memory() const { return bytes_.capacity() + ends_.capacity() * sizeof(std::uint64_t); }

private:
    std::string bytes_;
    std::vector<std::uint64_t> ends_;
};

/// Labels that arrived: those from rank r are first[r] … first[r + 1].
struct ReceivedLabels {
    LabelList items;
    std::vector<std::uint64_t> first;
};

/// Delivers the labels [bounds[d], bounds[d + 1]) of `labels` to rank d. Collective.
ReceivedLabels send_labels(const Communicator& comm, const LabelList& labels, const std::vector<std::uint64_t>& bounds);

/// All ranks' labels in rank order at the root; empty elsewhere. Collective.
LabelList gather_labels(const Communicator& comm, const LabelList& mine);

/// Every rank gets the root's. Collective.
void broadcast(const Communicator& comm, LabelList& labels);

} // namespace cascade
