// The events of a job. A kernel or the job tells them; whoever tells a new one, or a new field, declares it here.

#include "jobs/dictionary/dictionary.hpp"

namespace cascade {

using enum ValueType;

namespace {

const FieldSpec kDrawn = {"drawn", u64, "samples", "Samples or worlds this attempt has drawn, on all ranks."};

} // namespace

const DictionarySection kEventOutputs = {
    .verb = "",
    .file = "jobs/dictionary/events.cpp",
    .outputs = {{.place = "events.jsonl",
                 .meaning = "What every line has. The attempts of a job follow one another in one file.",
                 .fields = {{"t", f64, "s", "Time since the attempt began, to the microsecond."},
                            {"event", text, "", "Which event; its fields are below."}}},
                {.place = "events.jsonl:begin",
                 .meaning = "An attempt begins; the first line of a file, and of each further attempt.",
                 .fields = {{"schema", text, "", "cascade-events."},
                            {"schema_version", u64, "", "Version of what events.jsonl holds."},
                            {"verb", text, "", "The verb."},
                            {"unix_time", f64, "s", "When: since 1970, UTC."},
                            {"version", text, "", "Version of the program."},
                            {"ranks", u64, "ranks", "MPI ranks."},
                            {"threads", u64, "threads", "Threads of each rank."},
                            {"job_id", text, "", "What the batch system calls the job; empty outside of one."}}},
                {.place = "events.jsonl:resume",
                 .meaning = "The attempt goes on from a checkpoint.",
                 .when = "with --checkpoint, where there is one",
                 .fields = {{"generation", u64, "", "Number of the checkpoint."},
                            {"bytes", u64, "bytes", "Its size."},
                            {"seconds", f64, "s", "Time it took to load."},
                            {"restarts", u64, "times", "Attempts before this one."},
                            {"drawn_before", u64, "samples",
                             "Samples or worlds that were drawn up to that checkpoint."}}},
                {.place = "events.jsonl:phase_begin",
                 .meaning = "A timer starts.",
                 .fields = {{"phase", text, "", "Its path, as in the timers of result.h5."}}},
                {.place = "events.jsonl:phase_end",
                 .meaning = "A timer ends.",
                 .fields = {{"phase", text, "", "Its path."}, {"seconds", f64, "s", "Wall time on rank 0."}}},
                {.place = "events.jsonl:progress",
                 .meaning = "How far a phase is, at most once a second.",
                 .when = "in phases with units to count",
                 .fields = {{"phase", text, "", "What is being done, in words."},
                            {"done", u64, "samples", "Units done so far, mostly samples or worlds."},
                            {"total", u64, "samples", "Units there are; 0: unknown."},
                            kDrawn}},
                {.place = "events.jsonl:round",
                 .meaning = "A round of select is over. Bounds come with rounds that were certified.",
                 .when = "select",
                 .fields = {{"theta", u64, "samples", "Samples of the pool that seeds are chosen from."},
                            {"memberships", u64, "memberships", "Vertices of those samples that are stored, in all."},
                            {"covered", u64, "samples", "Samples of that pool which the seeds cover."},
                            {"lower", f64, "vertices", "The seeds spread to so many at least.", "in certified rounds"},
                            {"lower_before", f64, "vertices",
                             "The same of the seeds of the round before, on the same samples; 0: not asked.",
                             "in certified rounds"},
                            {"upper", f64, "vertices", "No choice spreads to more.", "in certified rounds"},
                            {"ratio", f64, "share", "lower / upper.", "in certified rounds"}}},
                {.place = "events.jsonl:interval",
                 .meaning = "How sure the answer is so far: its 95 % interval.",
                 .when = "while a spread is measured or worlds are simulated",
                 .fields = {{"of", text, "", "What it is about: spread, active, set 1 less set 2."},
                            {"worlds", u64, "worlds", "Samples or worlds so far."},
                            {"mean", f64, "vertices", "The answer so far."},
                            {"low", f64, "vertices", "Lower end."},
                            {"high", f64, "vertices", "Upper end."}}},
                {.place = "events.jsonl:checkpoint",
                 .meaning = "A checkpoint is on disk.",
                 .when = "with --checkpoint",
                 .fields = {{"generation", u64, "", "Its number."},
                            {"why", text, "", "time, signal USR1, or time limit."},
                            {"bytes", u64, "bytes", "Its size."},
                            {"seconds", f64, "s", "Time it took to write."},
                            kDrawn}},
                {.place = "events.jsonl:stopped",
                 .meaning = "The attempt ends before its answer; the last line of it.",
                 .when = "after a signal or at the time limit",
                 .fields = {{"why", text, "", "time limit, or signal and its name."}, kDrawn}},
                {.place = "events.jsonl:end",
                 .meaning = "The answer is there; the last line.",
                 .fields = {{"exit_reason", text, "", "As in summary.json."}, kDrawn}}},
};

} // namespace cascade
