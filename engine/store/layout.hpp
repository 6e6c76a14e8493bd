#pragma once
// Every name and version number of the graph file, in one place. Writer, probe, loader and verifier walk this table.

#include "engine/store/graph_file.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace cascade::layout {

inline constexpr const char* kDescriptor = "binsparse"; ///< attribute of the root and of /in: a JSON text
inline constexpr std::size_t kDescriptorLimit = std::size_t{1} << 20;
inline constexpr std::string_view kBinsparseVersion = "0.1";

inline constexpr std::string_view kGraphSchema = "cascade-graph";
inline constexpr int kGraphSchemaVersion = 1;

inline constexpr const char* kInGroup = "in";
inline constexpr const char* kVertexGroup = "vertices";

/// A dataset's path and where a GraphFile keeps what is known of it.
struct NamedPlace {
    const char* name;
    DatasetPlace GraphFile::*place;
};

inline constexpr NamedPlace kOutPointers{"pointers_to_1", &GraphFile::out_pointers};
inline constexpr NamedPlace kOutIndices{"indices_1", &GraphFile::out_indices};
inline constexpr NamedPlace kOutValues{"values", &GraphFile::out_values};
inline constexpr NamedPlace kInPointers{"in/pointers_to_1", &GraphFile::in_pointers};
inline constexpr NamedPlace kInIndices{"in/indices_1", &GraphFile::in_indices};
inline constexpr NamedPlace kInValues{"in/values", &GraphFile::in_values};
inline constexpr NamedPlace kIds{"vertices/id", &GraphFile::ids};
inline constexpr NamedPlace kLabelOffsets{"vertices/label_offsets", &GraphFile::label_offsets};
inline constexpr NamedPlace kLabels{"vertices/label", &GraphFile::labels};

inline constexpr std::array kDatasets{kOutPointers, kOutIndices, kOutValues,    kInPointers, kInIndices,
                                      kInValues,    kIds,        kLabelOffsets, kLabels};

/// The three datasets of one direction.
struct Direction {
    NamedPlace pointers, indices, values;
};

inline constexpr Direction kOut{kOutPointers, kOutIndices, kOutValues};
inline constexpr Direction kIn{kInPointers, kInIndices, kInValues};

} // namespace cascade::layout
