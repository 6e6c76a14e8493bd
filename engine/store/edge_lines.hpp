#pragma once
// Lines to edges. One tight loop for the common case (two ids at the front of a line, perhaps a weight), a field splitter for
// the rest.
//
// Ids are signed 64-bit whole numbers read by std::from_chars, so an overflow is noticed, never wrapped; or labels, any
// UTF-8 text without the delimiter (in CSV records, also with it), which become numbers in the rank's table. Lines that
// are blank or begin with # or % are passed over. A failure is described by looking at its line a second time.

#include "engine/graph/edge_list.hpp"
#include "engine/store/line_reader.hpp"

#include <limits>

namespace cascade {

/// How the fields of a line lie. Columns count from 0.
struct LineFormat {
    static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

    std::size_t source = 0;
    std::size_t target = 1;
    std::size_t weight = kNone;
    char delimiter = 0;         ///< 0: any run of blanks, tabs, commas and semicolons
    bool cliques = false;       ///< the ids of a line form a group, each pair an edge
    bool reverse = false;       ///< the arc runs from target to source
    bool probabilities = false; ///< weights must lie in [0, 1]
    bool csv = false;           ///< one delimiter, and quotes as in RFC 4180
    bool labels = false;        ///< ids are texts
    bool strict = false;        ///< an edge from a vertex to itself is a failure
};

/// The fields of a line, quotes and blanks around them removed where there is a delimiter.
void split_fields(std::string_view line, char delimiter, std::vector<std::string_view>& fields);
std::vector<std::string_view> split_fields(std::string_view line, char delimiter);

/// Is this line one to pass over?
bool is_comment_or_blank(std::string_view line);

/// A whole id, or a message that says what `token` should have been.
OriginalId parse_id(std::string_view token, std::uint64_t line_offset);

/// A weight as it is stored: a finite float, in [0, 1] where `probability`. Throws TextFailure.
float parse_weight(std::string_view token, bool probability, std::uint64_t line_offset);

/// Throws TextFailure unless `label` can be one: UTF-8, not empty, without NUL.
void check_label(std::string_view label, std::uint64_t line_offset);

[[noreturn]] void refuse_loop(std::uint64_t line_offset);

/// What a parser of a file adds to.
struct EdgeSink {
    EdgeCollector& edges;
    std::vector<OriginalId>& members; ///< groups of one
    LabelTable* labels = nullptr;     ///< where format.labels
    std::uint64_t* hidden = nullptr;  ///< counts comments that may be edges of labels which begin with a comment mark
};

/// Adds the edge of the line at `offset`, turned round where `format.reverse`. Throws TextFailure for a loop where strict.
inline void add_edge(OriginalId source, OriginalId target, float weight, std::uint64_t offset, const LineFormat& format,
                     const EdgeSink& sink) {
    if (format.strict && source == target)
        refuse_loop(offset);
    if (format.reverse)
        std::swap(source, target);
    sink.edges.add(source, target, weight);
}

/// Parses the lines of `block`, which lies at `offset` and ends in a line feed, up to those that begin at or after
/// byte `end` of the file. Returns false when it met such a line. Throws TextFailure.
bool parse_lines(std::string_view block, std::uint64_t offset, std::uint64_t end, const LineFormat& format,
                 const EdgeSink& sink);

/// The same for a block of whole CSV records with labels, which may have line feeds inside quotes.
void parse_records(std::string_view block, std::uint64_t offset, const LineFormat& format, const EdgeSink& sink);

} // namespace cascade
