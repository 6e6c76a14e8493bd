// What simulate writes. The levels of a model stand in three places: hop by hop, world by world, and at the end.

#include "jobs/dictionary/bands.hpp"
#include "jobs/dictionary/dictionary.hpp"
#include "jobs/dictionary/shared_outputs.hpp"

namespace cascade {

using enum ValueType;

namespace {

/// What a model counts beside the vertices that were ever active.
struct Level {
    std::string_view name;
    std::string_view meaning;
    std::string_view when;
};

constexpr std::array kLevels = {
    Level{"infectious", "Vertices infectious now", "--model sis, sir, seir"},
    Level{"recovered", "Vertices recovered and immune now", "--model sir, seir"},
    Level{"exposed", "Vertices infected and not yet infectious now", "--model seir"},
    Level{"positive", "Active vertices that are content", "with --quality"},
    Level{"negative", "Active vertices that are discontent", "with --quality"},
    Level{"net", "Content less discontent vertices", "with --quality"},
};

constexpr std::string_view kRespread = "with --respread";

void append_producer_summary(std::vector<FieldSpec>& fields) {
    const std::vector<FieldSpec> more = {
        {"producers", f64, "vertices", "Vertices that tried more than once; mean over worlds.", kRespread},
        {"tries", f64, "tries", "Steps in which a vertex tried its neighbours, over all vertices; mean over worlds.",
         kRespread},
        {"tries_per_adopter", f64, "tries", "Those of the vertices active in the end: one mean over the other.",
         kRespread},
        {"tries_per_adopter_low", f64, "tries", "Lower end of its 95 % interval.", kRespread},
        {"tries_per_adopter_high", f64, "tries", "Upper end.", kRespread},
        {"died_out", f64, "share", "Share of the worlds in which nobody would try any more.", kRespread},
        {"generations[]", f64, "vertices", "Adopters of each generation, from generation 0, the seeds; mean.",
         kRespread},
        {"reproduction[]", f64, "", "Adopters of the next generation for each of this one: one mean over the other.",
         kRespread}};
    fields.insert(fields.end(), more.begin(), more.end());
}

void append_died_out(std::vector<FieldSpec>& fields, std::string_view meaning) {
    fields.push_back({"died_out", f64, "share", fmt::format("Share of the worlds in which {}.", meaning)});
    fields.push_back({"died_out_low", f64, "share", "Lower end of its 95 % interval."});
    fields.push_back({"died_out_high", f64, "share", "Upper end."});
}

std::vector<FieldSpec> generation_fields() {
    std::vector<FieldSpec> fields = {{"generation", u32, "", "0 is the seeds; the index."}};
    append_band(fields, "adopters", u64, "Vertices of this generation");
    fields.push_back({"reproduction", f64, "", "Adopters of the next generation for each of this one."});
    fields.push_back({"reproduction_low", f64, "", "Lower end of its 95 % interval."});
    fields.push_back({"reproduction_high", f64, "", "Upper end."});
    append_died_out(fields, "there is nobody of a later generation");
    return fields;
}

std::vector<FieldSpec> producer_fields() {
    std::vector<FieldSpec> fields = {{"hop", u32, "hops", "0 is the seeds; the index."}};
    append_band(fields, "trying", u64, "Vertices that are to try in the next hop");
    append_band(fields, "tries", u64, "Tries of all vertices up to this hop");
    append_band(fields, "producers", u64, "Vertices that tried more than once up to this hop");
    append_died_out(fields, "nobody tries after this hop");
    return fields;
}

std::vector<FieldSpec> summary_fields() {
    std::vector<FieldSpec> fields = {
        {"seeds", u64, "seeds", "Seeds that were named."},
        {"worlds", u64, "worlds", "Worlds simulated."},
        {"active", f64, "vertices", "Vertices active in the end, seeds included; mean over worlds."},
        {"active_low", f64, "vertices", "Lower end of the 95 % interval of the mean."},
        {"active_high", f64, "vertices", "Upper end."},
        {"hops[]", f64, "vertices", "Vertices newly active in each hop, from hop 0; mean over worlds."}};
    for (const Level& level : kLevels)
        fields.push_back({std::string(level.name), f64, "vertices",
                          fmt::format("{}, at the last hop; mean over worlds.", level.meaning), level.when});
    append_producer_summary(fields);
    fields.push_back({"groups[]", text, "", "Names of the groups, in the order of their numbers.", "with --groups"});
    return with_verified(with_layers(std::move(fields)));
}

std::vector<FieldSpec> hop_fields() {
    std::vector<FieldSpec> fields = {
        {"hop", u32, "hops", "0 is the seeds; with --delay the fewest arcs in time; the index."}};
    append_band(fields, "newly_active", u64, "Vertices that become active in this hop");
    append_band(fields, "active", u64, "Vertices active up to this hop, this hop included");
    for (const Level& level : kLevels)
        append_band(fields, level.name, i64, level.meaning, level.when);
    return fields;
}

std::vector<FieldSpec> time_fields() {
    std::vector<FieldSpec> fields = {{"time", f64, "units of the delays", "A point of the grid of time; the index."}};
    append_band(fields, "newly_active", u64, "Vertices that become active after the point before, up to this one");
    append_band(fields, "active", u64, "Vertices active by this time");
    return fields;
}

std::vector<FieldSpec> replicate_fields() {
    std::vector<FieldSpec> fields = {{"world", u64, "", "Number of the world, from 0."},
                                     {"hop", u32, "hops", "0 is the seeds."},
                                     {"newly_active", u64, "vertices", "Vertices that become active in this hop."},
                                     {"active", u64, "vertices", "Vertices active up to this hop."}};
    for (const Level& level : kLevels)
        fields.push_back({std::string(level.name), i64, "vertices", fmt::format("{}.", level.meaning), level.when});
    return fields;
}

} // namespace

const DictionarySection kSimulateOutputs = {
    .verb = "simulate",
    .file = "jobs/dictionary/simulate.cpp",
    .outputs = {{.place = "summary.json", .meaning = "", .fields = summary_fields()},
                {.place = "/series/hops",
                 .csv = "activation_by_hop.csv",
                 .meaning = "Activation hop by hop. A world that has ended stands still.",
                 .fields = hop_fields()},
                {.place = "/series/generations",
                 .csv = "generations.csv",
                 .meaning = "Adopters by generation: one more than the smallest of those who reached a vertex in the "
                            "step in which it became active.",
                 .when = "with --respread",
                 .fields = generation_fields()},
                {.place = "/series/producers",
                 .csv = "producers_by_hop.csv",
                 .meaning = "Who tries, hop by hop, and when it dies out.",
                 .when = "with --respread",
                 .fields = producer_fields()},
                {.place = "/series/time",
                 .csv = "active_by_time.csv",
                 .meaning = "Adoption over time, at the points of --time-grid.",
                 .when = "with --delay",
                 .fields = time_fields()},
                {.place = "/vertices",
                 .meaning = "A value a vertex, in the order of the graph file.",
                 .fields = {{"activation_probability", f64, "share",
                             "Share of the worlds in which it became active."}}},
                {.place = "/results/groups",
                 .csv = "reach_by_group.csv",
                 .meaning = "Reach into each group, hop by hop.",
                 .when = "with --groups",
                 .fields = {{"group", u32, "", "Number of the group, from 0; its name is in summary.json."},
                            {"hop", u32, "hops", "0 is the seeds."},
                            {"newly_active", f64, "vertices", "Vertices of it that become active in this hop; mean."},
                            {"active", f64, "vertices", "Vertices of it active up to this hop; mean over worlds."},
                            {"active_low", f64, "vertices", "Lower end of the 95 % interval of that mean."},
                            {"active_high", f64, "vertices", "Upper end."}}},
                {.place = "/results/first_passage",
                 .csv = "first_passage.csv",
                 .meaning = "When each group is first reached.",
                 .when = "with --groups",
                 .fields = {{"group", u32, "", "Number of the group, from 0."},
                            {"worlds_reached", u64, "worlds", "Worlds in which anybody of it became active."},
                            {"share", f64, "share", "Those of all worlds."},
                            {"share_low", f64, "share", "Lower end of its 95 % interval."},
                            {"share_high", f64, "share", "Upper end."},
                            {"hop", f64, "hops", "First hop with one of it; mean over the worlds that reach it."},
                            {"hop_low", f64, "hops", "Lower end of the 95 % interval of that mean."},
                            {"hop_high", f64, "hops", "Upper end."},
                            {"hop_q05", u64, "hops", "The smallest hop that 5 % of those worlds do not exceed."},
                            {"hop_q50", u64, "hops", "The same for 50 %."},
                            {"hop_q95", u64, "hops", "The same for 95 %."}}},
                {.place = "/results/seeds",
                 .csv = "adoptions_by_seed.csv",
                 .meaning = "What each seed brought.",
                 .when = "with --tree",
                 .fields = {{"vertex", i64, "", "Original id of the seed."},
                            {"adoptions", f64, "vertices",
                             "Vertices whose activation goes back to it, itself included; mean."},
                            {"adoptions_low", f64, "vertices", "Lower end of the 95 % interval of that mean."},
                            {"adoptions_high", f64, "vertices", "Upper end."},
                            {"share", f64, "share", "Those of all active vertices."}}},
                {.place = "/results/forest",
                 .csv = "forest.csv",
                 .meaning = "Who made whom active, in the first --tree-worlds worlds.",
                 .when = "with --tree full",
                 .fields = {{"world", u64, "", "Number of the world, from 0."},
                            {"hop", u32, "hops", "When the vertex became active."},
                            {"vertex", i64, "", "Original id."},
                            {"parent", i64, "", "Who made it active; a seed is its own parent."},
                            {"seed", i64, "", "The seed it goes back to."}}},
                {.place = "/results/replicates",
                 .csv = "replicates.csv",
                 .meaning = "Every world, up to the hop of its last change.",
                 .when = "with --replicates",
                 .fields = replicate_fields()},
                {.place = "/results/layers",
                 .csv = "reach_by_layer.csv",
                 .meaning = "Over which layer vertices are reached; of several in the same step the lowest counts.",
                 .when = "with --layer",
                 .fields = {{"layer", u32, "", "Number of the layer: 1 is --graph; names are in summary.json."},
                            {"reached", f64, "vertices", "Vertices reached over it; mean over worlds."},
                            {"reached_low", f64, "vertices", "Lower end of the 95 % interval of that mean."},
                            {"reached_high", f64, "vertices", "Upper end."},
                            {"share", f64, "share", "Those of all active vertices, seeds included."}}},
                {.place = "/results/layer_hops",
                 .csv = "reach_by_layer_and_hop.csv",
                 .meaning = "The same hop by hop.",
                 .when = "with --layer",
                 .fields = {{"layer", u32, "", "Number of the layer, from 1."},
                            {"hop", u32, "hops", "0 is the seeds, which no layer reached."},
                            {"newly_reached", f64, "vertices", "Vertices reached over it in this hop; mean."},
                            {"reached", f64, "vertices", "Vertices reached over it up to this hop; mean."},
                            {"reached_low", f64, "vertices", "Lower end of the 95 % interval of that mean."},
                            {"reached_high", f64, "vertices", "Upper end."}}},
                {.place = "/results/layer_transfers",
                 .csv = "layer_transfers.csv",
                 .meaning = "How reach passes between layers: who was reached over one and passes it on over another.",
                 .when = "with --layer",
                 .fields = {{"from", u32, "", "Layer over which the passing vertex was reached; 0: it is a seed."},
                            {"to", u32, "", "Layer over which it passes on, from 1."},
                            {"vertices", f64, "vertices", "Vertices reached so; mean over worlds."},
                            {"vertices_low", f64, "vertices", "Lower end of the 95 % interval of that mean."},
                            {"vertices_high", f64, "vertices", "Upper end."},
                            {"share", f64, "share", "Those of all vertices reached over layer `to`."}}},
                {.place = "/results/layer_ablation",
                 .csv = "layer_ablation.csv",
                 .meaning = "What is missing without each layer, on the same worlds.",
                 .when = "with --layer-ablation",
                 .fields = {{"layer", u32, "", "Number of the layer that is left out, from 1."},
                            {"active_without", f64, "vertices", "Vertices active in the end without it; mean."},
                            {"difference", f64, "vertices", "So many fewer than with it; mean over worlds."},
                            {"difference_low", f64, "vertices", "Lower end of its 95 % interval, of pairs of worlds."},
                            {"difference_high", f64, "vertices", "Upper end."},
                            {"share", f64, "share", "The difference of all active vertices."}}},
                labels_output("/labels/seeds", {"vertex"}),
                labels_output("/labels/forest", {"vertex", "parent", "seed"})},
};

} // namespace cascade
