#pragma once
// The dictionary as JSON: schemas (draft 2020-12) for the texts a result holds, and the dictionary itself for programs.
//
// A schema says exactly what this version of the program writes; a key it does not have is an error to it, so that a
// test sees a key that nobody declared. Each key carries its meaning and unit.

#include "jobs/dictionary/dictionary.hpp"

namespace cascade {

/// Of summary.json, one alternative a verb.
std::string summary_schema(Dictionary sections = dictionary());

/// Of a line of events.jsonl, one alternative an event.
std::string events_schema(Dictionary sections = dictionary());

/// Of MANIFEST.json.
std::string manifest_schema(Dictionary sections = dictionary());

/// Of the root attribute `run` of result.h5.
std::string run_schema(Dictionary sections = dictionary());

/// Every output with its fields.
std::string dictionary_json(Dictionary sections = dictionary());

} // namespace cascade
