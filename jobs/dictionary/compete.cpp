// What compete writes. Campaigns have columns of their own in the series and in the replicates.

#include "jobs/common/compete_tables.hpp"
#include "jobs/dictionary/bands.hpp"
#include "jobs/dictionary/dictionary.hpp"
#include "kernels/diffusion/rival_law.hpp"

namespace cascade {

using enum ValueType;

namespace {

/// A mean and the ends of its interval.
void append_interval(std::vector<FieldSpec>& fields, const std::string& name, std::string_view unit,
                     const std::string& meaning) {
    fields.push_back({name, f64, unit, meaning});
    fields.push_back({name + "_low", f64, unit, "Lower end of its 95 % interval."});
    fields.push_back({name + "_high", f64, unit, "Upper end."});
}

/// When the campaign of this number, from 1, has a column: two have one always.
std::string_view when_there_are(std::size_t campaign) {
    static const std::vector<std::string> texts = [] {
        std::vector<std::string> all;
        for (std::size_t c = 0; c <= kMostRivals; ++c)
            all.push_back(c <= 2 ? "" : fmt::format("with {} campaigns or more", c));
        return all;
    }();
    return texts[campaign];
}

std::vector<FieldSpec> of_campaigns(auto&& append) {
    std::vector<FieldSpec> fields;
    const std::vector<std::string> names = campaign_names(kMostRivals);
    for (std::size_t c = 0; c < names.size(); ++c)
        append(fields, names[c], when_there_are(c + 1));
    return fields;
}

std::vector<FieldSpec> summary_fields() {
    std::vector<FieldSpec> fields = {{"worlds", u64, "worlds", "Worlds simulated."}, {"tie", text, "", "--tie."}};
    append_interval(fields, "active", "vertices", "Vertices active in the end, whosever they are; mean over worlds.");
    fields.push_back({"campaigns[].campaign", u64, "", "Number of the campaign, from 1 in the order given."});
    append_interval(fields, "campaigns[].active", "vertices", "Its adopters in the end; mean over worlds.");
    append_interval(fields, "campaigns[].share", "share", "Its adopters of all active vertices.");
    fields.push_back({"groups[]", text, "", "Names of the groups, in the order of their numbers.", "with --groups"});
    return fields;
}

std::vector<FieldSpec> campaign_fields(std::vector<FieldSpec> fields, const std::string& active) {
    append_interval(fields, "active", "vertices", active);
    append_interval(fields, "share", "share", "Those of all active vertices.");
    return fields;
}

std::vector<FieldSpec> with_leads(std::vector<FieldSpec> fields) {
    append_interval(fields, "leads", "share", "Worlds in which it has more than every other.");
    return fields;
}

std::vector<FieldSpec> duel_fields() {
    std::vector<FieldSpec> fields = {{"first", u32, "", "Number of a campaign."},
                                     {"second", u32, "", "Number of the campaign it is compared with."}};
    append_interval(fields, "lead", "vertices", "Adopters in the end, first less second in the same world; mean.");
    append_interval(fields, "first_wins", "share", "Worlds in which the first has more.");
    fields.push_back({"ties", f64, "share", "Worlds in which both have as many."});
    append_interval(fields, "second_wins", "share", "Worlds in which the second has more.");
    return fields;
}

std::vector<FieldSpec> hop_fields() {
    std::vector<FieldSpec> fields = {{"hop", u32, "hops", "0 is the seeds; the index."}};
    append_band(fields, "newly_active", u64, "Vertices that become active in this hop");
    append_band(fields, "active", u64, "Vertices active up to this hop, this hop included");
    for (FieldSpec& field : of_campaigns([](auto&list, const std::string&name, std::string_view when) {
             append_band(list, name, u64, "Adopters of this campaign up to this hop", when);
         }))
        fields.push_back(std::move(field));
    return fields;
}

std::vector<FieldSpec> replicate_fields() {
    std::vector<FieldSpec> fields = {{"world", u64, "", "Number of the world, from 0."},
                                     {"hop", u32, "hops", "0 is the seeds."},
                                     {"newly_active", u64, "vertices", "Vertices that become active in this hop."},
                                     {"active", u64, "vertices", "Vertices active up to this hop."}};
    for (FieldSpec& field : of_campaigns([](auto&list, const std::string&name, std::string_view when) {
             list.push_back({name, i64, "vertices", "Adopters of this campaign up to this hop.", when});
         }))
        fields.push_back(std::move(field));
    return fields;
}

std::vector<FieldSpec> vertex_fields() {
    return of_campaigns([](auto& list, const std::string& name, std::string_view when) {
        list.push_back({"adoption_probability_" + name, f64, "share",
                        "Share of the worlds in which it became an adopter of this campaign.", when});
    });
}

} // namespace

const DictionarySection kCompeteOutputs = {
    .verb = "compete",
    .file = "jobs/dictionary/compete.cpp",
    .outputs = {{.place = "summary.json", .meaning = "", .fields = summary_fields()},
                {.place = "/results/campaigns",
                 .csv = "campaigns.csv",
                 .meaning = "The end of each campaign.",
                 .fields = with_leads(campaign_fields({{"campaign", u32, "", "Number of the campaign, from 1."},
                                                       {"seeds", u64, "seeds", "Its seeds, those of others included."}},
                                                      "Its adopters in the end; mean over worlds."))},
                {.place = "/results/shares",
                 .csv = "share_by_hop.csv",
                 .meaning = "Each campaign hop by hop.",
                 .fields = with_leads(campaign_fields(
                     {{"campaign", u32, "", "Number of the campaign."}, {"hop", u32, "hops", "0 is the seeds."}},
                     "Its adopters up to this hop; mean over worlds."))},
                {.place = "/results/head_to_head",
                 .csv = "head_to_head.csv",
                 .meaning = "Each pair of campaigns in the end.",
                 .fields = duel_fields()},
                {.place = "/results/groups",
                 .csv = "share_by_group.csv",
                 .meaning = "Each campaign in each group, hop by hop.",
                 .when = "with --groups",
                 .fields =
                     campaign_fields({{"group", u32, "", "Number of the group, from 0; its name is in summary.json."},
                                      {"campaign", u32, "", "Number of the campaign."},
                                      {"hop", u32, "hops", "0 is the seeds."}},
                                     "Its adopters in the group up to this hop; mean over worlds.")},
                {.place = "/series/hops",
                 .csv = "activation_by_hop.csv",
                 .meaning = "Activation hop by hop, in all and by campaign.",
                 .fields = hop_fields()},
                {.place = "/vertices",
                 .meaning = "A value a vertex, in the order of the graph file.",
                 .fields = vertex_fields()},
                {.place = "/results/replicates",
                 .csv = "replicates.csv",
                 .meaning = "Every world, up to the hop of its last change.",
                 .when = "with --replicates",
                 .fields = replicate_fields()}},
};

} // namespace cascade
