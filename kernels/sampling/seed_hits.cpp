#include "kernels/sampling/seed_hits.hpp"

#include "engine/runtime/portions.hpp"
#include "kernels/diffusion/sample_walk.hpp"

namespace cascade {
namespace {

constexpr std::uint32_t kNobody = ~std::uint32_t{0};

/// Keeps the lowest and the highest class that hit each sample of a batch, and the class of its root.
class HitVisitor {
public:
    HitVisitor(const PartitionedGraph& graph, const SeedClasses& seeds, HitQuestion question)
        : graph_(graph), seeds_(seeds), question_(question) {
        clear();
    }

    void begin_batch(SampleId, std::uint32_t slots) {
        slots_ = slots;
        marks_.assign(std::size_t{3} * slots, kNobody);
    }

    auto on_thread(int) {
        return [this](std::uint32_t slot, LocalVertex v, std::uint32_t depth) {
            return seeds_.contains(v) && hit(slot, v, depth);
        };
    }

    /// Where one class settles the answer, whatever else is reached.
    bool seeks() const { return question_ != HitQuestion::only_class; }
    bool is_goal(LocalVertex v) const {
        return seeds_.contains(v) && (question_ == HitQuestion::any || seeds_.class_of(v) == 0);
    }

    void end_batch() {
        if (!graph_.layout.replicated())
            all_reduce(graph_.group_comm, std::span(marks_), Reduction::min);
        if (graph_.shard != 0)
            return;
        counts_.samples += slots_;
        for (std::size_t slot = 0; slot < slots_; ++slot) {
            const std::uint32_t low = marks_[slot];
            if (low == kNobody)
                continue;
            ++counts_.hit[row_of(low, ~marks_[slots_ + slot])];
            if (question_ == HitQuestion::only_class && low == ~marks_[slots_ + slot])
                ++counts_.only[low];
            if (const std::uint32_t root = marks_[2 * slots_ + slot]; root != kNobody)
                ++counts_.root[root];
        }
    }

    /// Sums over all groups since the last call. Collective.
    HitCounts take(const Communicator& world) {
        all_reduce(world, std::span(counts_.hit), Reduction::sum);
        all_reduce(world, std::span(counts_.root), Reduction::sum);
        all_reduce(world, std::span(counts_.only), Reduction::sum);
        counts_.samples = all_reduce_sum(world, counts_.samples);
        HitCounts taken = std::move(counts_);
        clear();
        return taken;
    }

private:
    void clear() {
        const std::size_t rows = question_ == HitQuestion::two_sets ? 3 : std::max<std::uint32_t>(seeds_.count(), 1);
        counts_.samples = 0;
        counts_.hit.assign(rows, 0);
        counts_.root.assign(rows, 0);
        counts_.only.assign(rows, 0);
    }

    /// Notes that a seed was reached; true when the answer is settled.
    bool hit(std::uint32_t slot, LocalVertex v, std::uint32_t depth) {
        const std::uint32_t c = seeds_.class_of(v);
        std::uint32_t& low = marks_[slot];
        std::uint32_t& flipped_high = marks_[slots_ + slot]; // ~class, so that the minimum over shards is the highest
        low = std::min(low, c);
        flipped_high = std::min(flipped_high, ~c);
        if (depth == 0)
            marks_[2 * slots_ + slot] = c;
        switch (question_) {
        case HitQuestion::any:
            return true;
        case HitQuestion::lowest_class:
            return low == 0;
        case HitQuestion::only_class:
            return low != ~flipped_high;
        case HitQuestion::two_sets:
            return low == 0 || low != ~flipped_high;
        }
        return false;
    }

    /// Where a sample counts whose lowest and highest class are these.
    std::uint32_t row_of(std::uint32_t low, std::uint32_t high) const {
        if (question_ == HitQuestion::two_sets)
            return low == high ? low : 0; // first alone and second alone make both
        return question_ == HitQuestion::lowest_class ? low : 0;
    }

    const PartitionedGraph& graph_;
    const SeedClasses& seeds_;
    HitQuestion question_;
    HitCounts counts_;
    std::uint32_t slots_ = 0;
    std::vector<std::uint32_t> marks_; ///< lowest class, ~highest class, class of the root: three runs of `slots_`
};

void add(std::vector<std::uint64_t>& sum, const std::vector<std::uint64_t>& more) {
    sum.resize(std::max(sum.size(), more.size()));
    for (std::size_t i = 0; i < more.size(); ++i)
        sum[i] += more[i];
}

} // namespace

HitCounts& HitCounts::operator+=(const HitCounts& other) {
    samples += other.samples;
    add(hit, other.hit);
    add(root, other.root);
    add(only, other.only);
    return *this;
}

void HitCounts::state(Archive& archive) {
    archive.value("samples", samples);
    archive.list("hit", hit);
    archive.list("root", root);
    archive.list("only", only);
}

void count_hits(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs, const SampleOptions& options,
                SampleId begin, SampleId end, const SeedClasses& seeds, HitQuestion question, HitCounts& counts,
                const std::function<void()>& rest) {
    HitVisitor visitor(graph, seeds, question);
    const RootLaw alike(graph.vertex_count());
    const RootStarts starts{options.roots == nullptr ? alike : *options.roots, options.key};
    const auto explore = sample_walk(context, graph, arcs, options.left_out, options, starts, visitor);
    Portions portions(context.world, 256 * static_cast<std::uint64_t>(context.world.size()));
    while (begin + counts.samples < end) {
        const SampleId at = begin + counts.samples;
        explore(SampleRange::of_group(graph, at, std::min(end, at + portions.size())));
        const HitCounts found = visitor.take(context.world);
        context.samples_drawn += found.samples;
        counts += found;
        portions.finished(found.samples);
        rest();
        portions.resume_clock();
    }
}

HitCounts count_hits(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                     const SampleOptions& options, SampleId begin, SampleId end, const SeedClasses& seeds,
                     HitQuestion question) {
    HitCounts counts;
    count_hits(context, graph, arcs, options, begin, end, seeds, question, counts, [] {});
    return counts;
}

} // namespace cascade
