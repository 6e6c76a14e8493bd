#pragma once
// A file of vertices for import: one id or label a line, or a CSV file with a column named vertex.
//
// A plain list of labels takes a line as it is, but for blanks at its ends; labels with line ends or such blanks, or
// that begin with a comment mark, need the CSV form and its quotes.

#include "engine/comm/communicator.hpp"
#include "engine/graph/label_table.hpp"

#include <string>
#include <vector>

namespace cascade {

/// The ids in the file, on rank 0; numbers of `labels` where that is not null. An empty path names none. Errors: 65 with
/// file:line, 66 and 77 where it cannot be opened. Collective.
std::vector<OriginalId> read_id_list(const Communicator& comm, const std::string& path, LabelTable* labels);

} // namespace cascade
