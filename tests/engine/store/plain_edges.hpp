#pragma once
// A second reader of edge files for the trial of the first: whole texts in memory, words in sets, no care for speed.
// It follows the manual (jobs/manual/graphs.md) and shares no code with engine/store.

#include "tests/engine/store/edge_texts.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace cascade::testing {

struct PlainEdge {
    std::string u, v;
    float weight = 0;
    auto operator<=>(const PlainEdge&) const = default;
};

struct PlainEdges {
    std::vector<PlainEdge> edges;
    std::set<std::string> alone; ///< vertices that were named without an edge

    /// Into one order; who has an edge is no longer alone.
    void settle() {
        std::sort(edges.begin(), edges.end());
        for (const PlainEdge& edge : edges) {
            alone.erase(edge.u);
            alone.erase(edge.v);
        }
    }
};

namespace plain {

using Words = std::vector<std::string>;
struct Wrong {};

inline Words lines_of(std::string text) {
    if (text.substr(0, 3) == "\xef\xbb\xbf")
        text.erase(0, 3);
    Words lines(1);
    for (char c : text) {
        if (c == '\n')
            lines.emplace_back();
        else
            lines.back() += c;
    }
    if (lines.back().empty())
        lines.pop_back();
    for (std::string& line : lines)
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
    return lines;
}

inline Words split(const std::string& line, const std::string& separators) {
    Words words;
    std::string word;
    for (char c : line + separators[0]) {
        if (separators.find(c) == std::string::npos) {
            word += c;
        } else if (!word.empty()) {
            words.push_back(word);
            word.clear();
        }
    }
    return words;
}

inline bool is_comment(const std::string& line, const std::string& marks) {
    const std::size_t at = line.find_first_not_of(" \t");
    return at == std::string::npos || marks.find(line[at]) != std::string::npos;
}

inline bool is_digits(const std::string& word) {
    return !word.empty() && word.find_first_not_of("0123456789") == std::string::npos;
}

inline bool is_integer(const std::string& word) {
    return is_digits(word.substr(!word.empty() && word[0] == '-' ? 1 : 0));
}

/// An id in one spelling.
inline std::string integer(const std::string& word) {
    errno = 0;
    const long long value = std::strtoll(word.c_str(), nullptr, 10);
    if (!is_integer(word) || errno != 0)
        throw Wrong{};
    return std::to_string(value);
}

inline std::uint64_t count(const std::string& word) {
    if (!is_digits(word))
        throw Wrong{};
    return std::stoull(integer(word));
}

inline bool is_number(const std::string& word) {
    static const std::regex pattern("-?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    return std::regex_match(word, pattern);
}

inline float number(const std::string& word) {
    errno = 0;
    const double value = is_number(word) ? std::strtod(word.c_str(), nullptr) : std::nan("");
    const auto weight = static_cast<float>(value);
    if (!std::isfinite(weight) || (errno == ERANGE && value == 0))
        throw Wrong{};
    return weight == 0 ? 0 : weight;
}

inline std::string label(const std::string& word) {
    static const std::regex utf8("([\\x01-\\x7f]|[\\xc2-\\xdf][\\x80-\\xbf]|\\xe0[\\xa0-\\xbf][\\x80-\\xbf]|"
                                 "[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}|\\xed[\\x80-\\x9f][\\x80-\\xbf]|"
                                 "\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}|[\\xf1-\\xf3][\\x80-\\xbf]{3}|"
                                 "\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2})+");
    if (!std::regex_match(word, utf8))
        throw Wrong{};
    return word;
}

inline std::string id(const std::string& word, bool labels) {
    return labels ? label(word) : integer(word);
}

/// An edge from the columns of a line.
inline PlainEdge edge(const Words& words, const std::size_t (&columns)[3], bool labels, bool weights) {
    for (std::size_t i = 0; i < (weights ? 3 : 2); ++i)
        if (columns[i] >= words.size())
            throw Wrong{};
    return {id(words[columns[0]], labels), id(words[columns[1]], labels), weights ? number(words[columns[2]]) : 0};
}

inline PlainEdges list(const std::string& text, bool labels, bool weights) {
    PlainEdges found;
    for (const std::string& line : lines_of(text)) {
        if (is_comment(line, "#%"))
            continue;
        if (line.find('\r') != std::string::npos)
            throw Wrong{};
        found.edges.push_back(edge(split(line, " \t,;"), {0, 1, 2}, labels, weights));
    }
    return found;
}

inline PlainEdges cliques(const std::string& text, bool labels) {
    PlainEdges found;
    for (const std::string& line : lines_of(text)) {
        if (is_comment(line, "#%"))
            continue;
        if (line.find('\r') != std::string::npos)
            throw Wrong{};
        std::set<std::string> group;
        for (const std::string& word : split(line, " \t,;"))
            group.insert(id(word, labels));
        if (group.size() == 1)
            found.alone.insert(*group.begin());
        for (auto u = group.begin(); u != group.end(); ++u)
            for (auto v = std::next(u); v != group.end(); ++v)
                found.edges.push_back({*u, *v, 0});
    }
    return found;
}

/// The records of a CSV text, comments left out; the delimiter is told by the first. A record of integers is one line.
class Records {
public:
    Records(std::string text, bool over_lines) : over_lines_(over_lines) {
        if (text.substr(0, 3) == "\xef\xbb\xbf")
            text.erase(0, 3);
        if (!text.empty() && text.back() != '\n')
            text += '\n';
        text_ = text;
    }

    /// The next record's fields; none at the end.
    std::optional<Words> next() {
        while (at_ < text_.size()) {
            const std::size_t feed = text_.find('\n', at_);
            std::string line = text_.substr(at_, feed - at_);
            if (!line.empty() && line.back() == '\r')
                line.pop_back();
            if (is_comment(line, "#%")) {
                at_ = feed + 1;
                continue;
            }
            if (delimiter_ == 0)
                delimiter_ = delimiter_of(line);
            return record();
        }
        return std::nullopt;
    }

private:
    static char delimiter_of(const std::string& line) {
        for (char c : {',', ';', '\t'}) {
            bool inside = false;
            for (char here : line) {
                inside ^= here == '"';
                if (here == c && !inside)
                    return c;
            }
        }
        return ' ';
    }

    void blanks() {
        while ((text_[at_] == ' ' || text_[at_] == '\t') && text_[at_] != delimiter_)
            ++at_;
    }
    bool at_end() const { return text_[at_] == '\n' || (text_[at_] == '\r' && text_[at_ + 1] == '\n'); }

    Words record() {
        Words fields;
        for (;;) {
            blanks();
            fields.push_back(text_[at_] == '"' ? quoted() : bare());
            if (at_end())
                break;
            ++at_;
        }
        at_ = text_.find('\n', at_) + 1;
        return fields;
    }

    std::string quoted() {
        std::string field;
        for (++at_;; ++at_) {
            if (at_ == text_.size() || (text_[at_] == '\n' && !over_lines_))
                throw Wrong{};
            if (text_[at_] == '"' && text_[at_ + 1] != '"')
                break;
            at_ += text_[at_] == '"' ? 1 : 0;
            field += text_[at_];
        }
        ++at_;
        blanks();
        if (text_[at_] != delimiter_ && !at_end())
            throw Wrong{};
        return field;
    }

    std::string bare() {
        std::string field;
        for (; text_[at_] != delimiter_ && !at_end(); ++at_)
            field += text_[at_];
        while (!field.empty() && (field.back() == ' ' || field.back() == '\t'))
            field.pop_back();
        return field;
    }

    std::string text_;
    bool over_lines_;
    char delimiter_ = 0;
    std::size_t at_ = 0;
};

/// Does a first record call its columns something? Where it does, `columns` are those of source, target and weight.
inline bool is_heading(const Words& words, bool labels, std::size_t (&columns)[3]) {
    std::map<std::string, std::size_t> named;
    for (std::size_t i = words.size(); i > 0; --i)
        named[words[i - 1]] = i - 1;
    const bool customary = named.contains("source") && named.contains("target");
    const auto lower = [&](std::size_t i) {
        std::string word = i < words.size() ? words[i] : "";
        for (char& c : word)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        return word;
    };
    static const std::set<std::string> pairs{"source target", "from to", "src dst",
                                             "u v",           "id1 id2", "follower followee"};
    const bool heading = labels ? customary || pairs.contains(lower(0) + " " + lower(1))
                                : words.size() < 2 || !is_integer(words[0]) || !is_integer(words[1]);
    if (heading && customary) {
        columns[0] = named["source"];
        columns[1] = named["target"];
        if (named.contains("weight"))
            columns[2] = named["weight"];
    }
    return heading;
}

inline PlainEdges csv(const std::string& text, bool labels, bool weights) {
    PlainEdges found;
    Records records(text, labels);
    std::size_t columns[3] = {0, 1, 2};
    bool first = true;
    while (const std::optional<Words> words = records.next()) {
        if (first && is_heading(*words, labels, columns)) {
            first = false;
            continue;
        }
        first = false;
        for (const std::string& word : *words)
            if (!labels && word.find('\r') != std::string::npos)
                throw Wrong{};
        found.edges.push_back(edge(*words, columns, labels, weights));
    }
    return found;
}

inline std::string lower(std::string word) {
    for (char& c : word)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return word;
}

inline PlainEdges matrix(const std::string& text, bool weights) {
    PlainEdges found;
    Words banner;
    std::optional<std::uint64_t> rows, left;
    for (const std::string& line : lines_of(text)) {
        if (banner.empty()) {
            banner = split(line, " \t");
            static const std::set<std::string> fields{"pattern", "integer", "real"}, shapes{"general", "symmetric"};
            if (banner.size() != 5 || lower(line).substr(0, 14) != "%%matrixmarket" || lower(banner[1]) != "matrix" ||
                lower(banner[2]) != "coordinate" || !fields.contains(lower(banner[3])) ||
                !shapes.contains(lower(banner[4])) || (weights && lower(banner[3]) == "pattern"))
                throw Wrong{};
            continue;
        }
        if (is_comment(line, "%"))
            continue;
        const Words words = split(line, " \t");
        if (!rows) {
            if (words.size() != 3 || count(words[0]) != count(words[1]))
                throw Wrong{};
            rows = count(words[0]);
            left = count(words[2]);
            continue;
        }
        const bool pattern = lower(banner[3]) == "pattern";
        if (words.size() != (pattern ? 2 : 3) || (*left)-- == 0)
            throw Wrong{};
        for (std::size_t i = 0; i < 2; ++i)
            if (count(words[i]) == 0 || count(words[i]) > *rows)
                throw Wrong{};
        if (lower(banner[3]) == "integer" && !is_integer(words[2]))
            throw Wrong{};
        if (lower(banner[3]) == "integer")
            integer(words[2]);
        static const std::set<std::string> special{"nan", "inf", "-nan", "-inf", "infinity", "-infinity"};
        if (!pattern && !is_number(words[2]) && (weights || !special.contains(lower(words[2]))))
            throw Wrong{};
        found.edges.push_back({integer(words[0]), integer(words[1]), weights ? number(words[2]) : 0});
    }
    if (!rows || *left != 0)
        throw Wrong{};
    for (std::uint64_t v = 1; v <= *rows; ++v)
        found.alone.insert(std::to_string(v));
    return found;
}

inline PlainEdges graph(const std::string& text, bool weights) {
    std::map<std::tuple<std::uint64_t, std::uint64_t, float>, std::pair<int, int>> seen; // times in either line
    std::optional<Words> heading;
    std::uint64_t n = 0, vertex = 0, numbers = 0;
    bool weighted = false;
    for (const std::string& line : lines_of(text)) {
        if (line.substr(0, 1) == "%")
            continue;
        const Words words = split(line, " \t");
        if (!heading) {
            heading = words;
            if (words.size() < 2 || words.size() > 4)
                throw Wrong{};
            n = count(words[0]);
            const std::string fmt = words.size() > 2 ? std::string(3, '0') + words[2] : "000";
            if (fmt.find_first_not_of("01") != std::string::npos || (words.size() > 2 && words[2].size() > 3))
                throw Wrong{};
            weighted = fmt.back() == '1';
            const bool has_weights = fmt[fmt.size() - 2] == '1';
            const std::uint64_t given = words.size() > 3 ? count(words[3]) : has_weights ? 1 : 0;
            if ((given > 0) != has_weights || given > 1'000'000 || (weights && !weighted))
                throw Wrong{};
            numbers = given + (fmt[fmt.size() - 3] == '1' ? 1 : 0);
            count(words[1]);
            continue;
        }
        if (vertex == n) {
            if (!words.empty())
                throw Wrong{};
            continue;
        }
        ++vertex;
        if (words.size() < numbers || (weighted && (words.size() - numbers) % 2 != 0))
            throw Wrong{};
        for (std::uint64_t i = 0; i < numbers; ++i)
            count(words[i]);
        for (std::size_t i = numbers; i < words.size(); i += weighted ? 2 : 1) {
            const std::uint64_t other = count(words[i]);
            if (other == 0 || other > n || other == vertex || words[i].size() > 19)
                throw Wrong{};
            const float weight = weighted ? number(words[i + 1]) : 0;
            auto& times = seen[{std::min(vertex, other), std::max(vertex, other), weight}];
            ++(vertex < other ? times.first : times.second);
        }
    }
    if (!heading || n - vertex > (numbers == 0 ? 1 : 0))
        throw Wrong{};
    PlainEdges found;
    for (const auto& [key, times] : seen) {
        if (times.first != times.second)
            throw Wrong{};
        for (int i = 0; i < times.first; ++i)
            found.edges.push_back(
                {std::to_string(std::get<0>(key)), std::to_string(std::get<1>(key)), weights ? std::get<2>(key) : 0});
    }
    if (found.edges.size() != count((*heading)[1]))
        throw Wrong{};
    for (std::uint64_t v = 1; v <= n; ++v)
        found.alone.insert(std::to_string(v));
    return found;
}

} // namespace plain

/// What a text holds; none where something is wrong with it.
inline std::optional<PlainEdges> plain_edges(TextKind kind, const std::string& text, bool labels, bool weights) {
    try {
        switch (kind) {
        case TextKind::edges:
            return plain::list(text, labels, weights);
        case TextKind::csv:
            return plain::csv(text, labels, weights);
        case TextKind::cliques:
            return plain::cliques(text, labels);
        case TextKind::matrix_market:
            return plain::matrix(text, weights);
        case TextKind::metis:
            break;
        }
        return plain::graph(text, weights);
    } catch (const plain::Wrong&) {
        return std::nullopt;
    }
}

} // namespace cascade::testing
