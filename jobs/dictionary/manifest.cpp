// MANIFEST.json, the commit record.

#include "jobs/dictionary/dictionary.hpp"

namespace cascade {

using enum ValueType;

const DictionarySection kManifestOutputs = {
    .verb = "",
    .file = "jobs/dictionary/manifest.cpp",
    .outputs = {{.place = "MANIFEST.json",
                 .meaning =
                     "Every other file of the directory. It is written last: a directory without it is no result.",
                 .fields = {{"schema", text, "", "cascade-manifest."},
                            {"schema_version", u64, "", "Version of what MANIFEST.json holds."},
                            {"files[].name", text, "", "Name of the file."},
                            {"files[].bytes", u64, "bytes", "Its size."},
                            {"files[].xxh3_128", text, "",
                             "XXH3-128 of its bytes, 32 hex digits; xxhsum -H2 gives the same."}}}},
};

} // namespace cascade
