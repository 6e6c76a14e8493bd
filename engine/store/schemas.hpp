#pragma once
// The names and versions of what a result directory is made of. A version rises when a reader of the one before could
// fail or misread; what merely comes on top leaves it as it is. The graph file has its own (engine/store/layout.hpp),
// and so has the checkpoint, which nobody but the program reads.

namespace cascade {

struct SchemaName {
    const char* name;
    int version;
};

inline constexpr SchemaName kResultSchema{"cascade-result", 1};     ///< result.h5
inline constexpr SchemaName kSummarySchema{"cascade-summary", 1};   ///< summary.json
inline constexpr SchemaName kEventsSchema{"cascade-events", 1};     ///< events.jsonl
inline constexpr SchemaName kManifestSchema{"cascade-manifest", 1}; ///< MANIFEST.json

} // namespace cascade
