#pragma once
// Several layers, forward: a newly active vertex acts along its arcs in every layer, as the layer's model says, and a head
// becomes active when any layer makes it so.
//
// Live out-arcs of a layer (ic) are those that it has alone, by its own coordinate in the key; in a layer of thresholds
// (lt) the head has a threshold of its own for the layer, and what it still wants there in a world lies in a map, as for
// the model alone. Over which layer a vertex is reached: where several make it active in the same step, the one of the
// lowest number. From where: the way that the vertex was reached which passed it on over that layer, a seed before any
// layer and a low number before a high one, where several did in that step (thresholds: all that sent something then).
// A minimum, so the order of arrival cannot matter. Both are numbers below kMostLayers + 1, a bit of each of kPlanes words
// for 64 worlds.

#include "kernels/diffusion/cascade_law.hpp"
#include "kernels/diffusion/layers.hpp"
#include "kernels/diffusion/threshold_law.hpp"

#include <fmt/format.h>

#include <memory>
#include <variant>

namespace cascade {

/// The arcs of all layers, prepared once for every law on them.
class LayerArcs {
public:
    /// Layer 0 is `graph` with `first`. Needs out-lists, and in-lists for wc and lt. InputError as LiveArcs. Collective.
    LayerArcs(Context& context, const PartitionedGraph& graph, const DiffusionOptions& first,
              std::span<const Layer> further);

    std::size_t count() const { return all_.size(); }
    /// Null where the layer has thresholds.
    const LiveArcs* live(std::size_t layer) const {
        const auto* arcs = std::get_if<std::unique_ptr<const LiveArcs>>(&all_[layer]);
        return arcs != nullptr ? arcs->get() : nullptr;
    }
    const ThresholdLaw& thresholds(std::size_t layer) const {
        return *std::get<std::unique_ptr<const ThresholdLaw>>(all_[layer]);
    }

private:
    using Arcs = std::variant<std::unique_ptr<const LiveArcs>, std::unique_ptr<const ThresholdLaw>>;

    void add(Context& context, const PartitionedGraph& graph, const DiffusionOptions& diffusion);

    std::vector<Arcs> all_;
};

class LayeredLaw {
    static constexpr std::size_t kPlanes = 4;
    static_assert(kMostLayers < 1U << kPlanes);

    /// A number below 2^kPlanes in each of 64 worlds.
    class Ways {
    public:
        std::uint32_t at(std::uint64_t world) const {
            std::uint32_t number = 0;
            for (std::size_t plane = 0; plane < kPlanes; ++plane)
                number |= static_cast<std::uint32_t>((planes_[plane] & world) != 0) << plane;
            return number;
        }
        std::uint64_t worlds_of(std::uint32_t number) const {
            std::uint64_t worlds = ~std::uint64_t{0};
            for (std::size_t plane = 0; plane < kPlanes; ++plane)
                worlds &= (number >> plane & 1) != 0 ? planes_[plane] : ~planes_[plane];
            return worlds;
        }
        void set(std::uint64_t worlds, std::uint32_t number) {
            for (std::size_t plane = 0; plane < kPlanes; ++plane)
                planes_[plane] = (planes_[plane] & ~worlds) | ((number >> plane & 1) != 0 ? worlds : 0);
        }

    private:
        std::array<std::uint64_t, kPlanes> planes_;
    };

public:
    struct Payload {
        float weight;       ///< thresholds
        std::uint8_t layer; ///< that it crosses
        std::uint8_t way;   ///< how the sender was reached: 0 a seed, 1 + a layer
    };
    /// What a vertex still wants in a layer and world, and the lowest way of those who sent something in a step.
    struct Want {
        std::uint64_t rest;
        std::uint32_t step;
        std::uint32_t way;
    };
    using BlockState = KeyMap<Want>;
    struct Record {
        std::uint64_t taken;
        std::uint64_t arrived;
        Ways over; ///< 0 a seed, 1 + the layer over which it was reached
        Ways from; ///< how the vertex that passed it on was
        bool empty() const { return (taken | arrived) == 0; }
    };
    static constexpr bool kTriesAgain = false;

    /// Without layer number `left_out`.
    LayeredLaw(std::shared_ptr<const LayerArcs> arcs, const HopFactors& factors,
               std::optional<std::size_t> left_out = {})
        : arcs_(std::move(arcs)), factors_(factors), left_out_(left_out) {}

    /// Vertices reached over each layer, then of those passed on over layer b by way a: [a * layers + b].
    std::vector<std::string> levels() const {
        std::vector<std::string> names;
        for (std::size_t b = 0; b < arcs_->count(); ++b)
            names.push_back(fmt::format("layer_{}", b));
        for (std::size_t a = 0; a <= arcs_->count(); ++a)
            for (std::size_t b = 0; b < arcs_->count(); ++b)
                names.push_back(fmt::format("way_{}_to_layer_{}", a, b));
        return names;
    }

    template <class Count>
    Settled start(const Where&, Record& record, BlockState&, std::uint64_t worlds, Count&&) const {
        record.taken = worlds;
        return {worlds, worlds};
    }
    template <class GetRecord, class Emit>
    void leave(const Where& where, GetRecord&& record, BlockState&, std::uint64_t worlds, Emit&& emit) const {
        const Ways ways = record().over;
        for (std::size_t layer = 0; layer < arcs_->count(); ++layer) {
            if (layer == left_out_)
                continue;
            if (const LiveArcs* live = arcs_->live(layer))
                draw_single_crossings(*live, factors_, key_of(where, layer), where, worlds,
                                      [&](EdgeId place, std::uint64_t world) {
                                          emit(place_in_layer(layer, place), world, payload(0, layer, ways.at(world)));
                                      });
            else
                leave_thresholds(where, layer, ways, worlds, emit);
        }
    }
    void receive(const Where& where, Record& record, BlockState& wants, std::uint64_t worlds,
                 const Payload& payload) const {
        const std::uint64_t news = worlds & ~record.taken;
        if (arcs_->live(payload.layer) != nullptr)
            return reach(record, news, payload.layer, payload.way);
        const ThresholdLaw& law = arcs_->thresholds(payload.layer);
        const std::uint64_t weight = law.weight_at(where, payload.weight);
        for_each_world(news, [&](std::uint32_t bit) {
            const auto found = wants.touch((std::uint64_t{payload.layer} << 32 | where.vertex) << 6 | bit);
            Want& want = found.value;
            if (found.fresh)
                want = {law.need(key_of(where, payload.layer), where, bit), where.step, payload.way};
            want.way = want.step == where.step ? std::min<std::uint32_t>(want.way, payload.way) : payload.way;
            want.step = where.step;
            want.rest -= std::min(weight, want.rest);
            if (want.rest == 0)
                reach(record, std::uint64_t{1} << bit, payload.layer, want.way);
        });
    }
    std::uint64_t active(const Record& record) const { return record.taken; }
    std::uint64_t candidates(const Record& record) const { return record.arrived; }
    template <class Count>
    Settled settle(const Where&, Record& record, BlockState&, std::uint64_t worlds, Count&& count) const {
        record.taken |= worlds;
        const std::size_t layers = arcs_->count();
        for (std::uint32_t b = 0; b < layers; ++b) {
            std::uint64_t those = record.over.worlds_of(1 + b) & worlds;
            if (those == 0)
                continue;
            count(b, those, 1);
            for (std::uint32_t a = 0; a <= layers && those != 0; ++a)
                if (const std::uint64_t some = record.from.worlds_of(a) & those; some != 0) {
                    count(layers + a * layers + b, some, 1);
                    those &= ~some;
                }
        }
        return {worlds, worlds};
    }
    VertexId target(EdgeId place) const {
        const std::size_t layer = layer_of_place(place);
        const LiveArcs* live = arcs_->live(layer);
        return live != nullptr ? live->neighbour(place_within(place))
                               : arcs_->thresholds(layer).target(place_within(place));
    }
    void prefetch(EdgeId place) const {
        const std::size_t layer = layer_of_place(place);
        if (const LiveArcs* live = arcs_->live(layer))
            live->prefetch(place_within(place));
        else
            arcs_->thresholds(layer).prefetch(place_within(place));
    }
    void prefetch_vertex(LocalVertex v) const {
        for (std::size_t layer = 0; layer < arcs_->count(); ++layer)
            if (const LiveArcs* live = arcs_->live(layer))
                live->prefetch_vertex(v);
            else
                arcs_->thresholds(layer).prefetch_vertex(v);
    }

private:
    static RandomKey key_of(const Where& where, std::size_t layer) {
        return key_of_layer(RandomKey{where.random_seed, Domain::forward}, layer);
    }
    static Payload payload(float weight, std::size_t layer, std::uint32_t way) {
        return {weight, static_cast<std::uint8_t>(layer), static_cast<std::uint8_t>(way)};
    }
    /// The same weight to every head, sent apart for every way the vertex was reached.
    template <class Emit>
    void leave_thresholds(const Where& where, std::size_t layer, const Ways& ways, std::uint64_t worlds,
                          Emit&& emit) const {
        for (std::uint32_t way = 0; worlds != 0; ++way) {
            const std::uint64_t those = ways.worlds_of(way) & worlds;
            worlds &= ~those;
            if (those != 0)
                arcs_->thresholds(layer).for_each_arc(where, [&](EdgeId place, float weight) {
                    emit(place_in_layer(layer, place), those, payload(weight, layer, way));
                });
        }
    }
    /// The lowest layer counts, then the lowest way.
    static void reach(Record& record, std::uint64_t worlds, std::uint32_t layer, std::uint32_t way) {
        std::uint64_t better = worlds & ~record.arrived;
        for_each_world(worlds & record.arrived, [&](std::uint32_t bit) {
            const std::uint64_t world = std::uint64_t{1} << bit;
            const std::uint32_t over = record.over.at(world);
            if (1 + layer < over || (1 + layer == over && way < record.from.at(world)))
                better |= world;
        });
        record.over.set(better, 1 + layer);
        record.from.set(better, way);
        record.arrived |= worlds;
    }

    std::shared_ptr<const LayerArcs> arcs_;
    const HopFactors& factors_;
    std::optional<std::size_t> left_out_;
};

} // namespace cascade
