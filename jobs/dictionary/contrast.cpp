// What contrast writes.

#include "jobs/dictionary/dictionary.hpp"
#include "jobs/dictionary/shared_outputs.hpp"

namespace cascade {

using enum ValueType;

const DictionarySection kContrastOutputs = {
    .verb = "contrast",
    .file = "jobs/dictionary/contrast.cpp",
    .outputs =
        {{.place = "summary.json",
          .meaning = "",
          .fields = with_verified(
              {{"worlds", u64, "worlds", "Worlds simulated."},
               {"active[]", f64, "vertices", "Vertices active in the end of each set; mean over worlds."},
               {"differences[].first", u64, "", "Number of a set, from 1."},
               {"differences[].second", u64, "", "Number of the set it is compared with."},
               {"differences[].difference", f64, "vertices",
                "Vertices active in the end, first less second in the same world; mean."},
               {"differences[].difference_low", f64, "vertices", "Lower end of its paired 95 % interval."},
               {"differences[].difference_high", f64, "vertices", "Upper end."},
               {"differences[].first_wins", f64, "share", "Worlds in which the first reaches more."},
               {"differences[].first_wins_low", f64, "share", "Lower end of its 95 % interval."},
               {"differences[].first_wins_high", f64, "share", "Upper end."},
               {"differences[].second_wins", f64, "share", "Worlds in which the second reaches more."},
               {"differences[].second_wins_low", f64, "share", "Lower end of its 95 % interval."},
               {"differences[].second_wins_high", f64, "share", "Upper end."},
               {"differences[].ties", f64, "share", "Worlds in which both reach as many."}})},
         {.place = "/results/sets",
          .csv = "sets.csv",
          .meaning = "The end of each seed set.",
          .fields = {{"set", u32, "", "Number of the set, from 1 in the order given."},
                     {"seeds", u64, "seeds", "Its seeds."},
                     {"active", f64, "vertices", "Vertices active in the end, seeds included; mean over worlds."},
                     {"active_low", f64, "vertices", "Lower end of the 95 % interval of that mean."},
                     {"active_high", f64, "vertices", "Upper end."}}},
         {.place = "/results/active",
          .csv = "active_by_hop.csv",
          .meaning = "Each seed set hop by hop; one that has ended holds on until all have.",
          .fields = {{"set", u32, "", "Number of the set."},
                     {"hop", u32, "hops", "0 is the seeds."},
                     {"active", f64, "vertices", "Vertices active up to this hop; mean over worlds."},
                     {"active_low", f64, "vertices", "Lower end of the 95 % interval of that mean."},
                     {"active_high", f64, "vertices", "Upper end."},
                     {"active_q05", u64, "vertices", "The smallest number that 5 % of the worlds do not exceed."},
                     {"active_q50", u64, "vertices", "The same for 50 %."},
                     {"active_q95", u64, "vertices", "The same for 95 %."}}},
         {.place = "/results/differences",
          .csv = "differences.csv",
          .meaning = "Each pair of seed sets hop by hop; the last hop is the end.",
          .fields = {{"first", u32, "", "Number of a set."},
                     {"second", u32, "", "Number of the set it is compared with."},
                     {"hop", u32, "hops", "0 is the seeds."},
                     {"difference", f64, "vertices",
                      "Vertices active up to this hop, first less second in the same world; mean."},
                     {"difference_low", f64, "vertices", "Lower end of its paired 95 % interval."},
                     {"difference_high", f64, "vertices", "Upper end."},
                     {"first_wins", f64, "share", "Worlds in which the first has more."},
                     {"ties", f64, "share", "Worlds in which both have as many."},
                     {"second_wins", f64, "share", "Worlds in which the second has more."}}}},
};

} // namespace cascade
