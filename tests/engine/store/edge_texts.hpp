#pragma once
// Texts for the trial of edge readers: sound ones by grammar, then mutated, byte by byte and word by word.

#include "engine/store/edge_text.hpp"

#include <optional>
#include <random>
#include <string>
#include <vector>

namespace cascade::testing {

enum class TextKind { edges, csv, cliques, matrix_market, metis };

inline std::optional<TextKind> kind_of(const std::string& name) {
    constexpr const char* kNames[] = {"edges", "csv", "cliques", "matrixmarket", "metis"};
    for (int i = 0; i < 5; ++i)
        if (name == kNames[i])
            return static_cast<TextKind>(i);
    return std::nullopt;
}

inline EdgeFormat format_of(TextKind kind) {
    constexpr EdgeFormat kFormats[] = {EdgeFormat::edges, EdgeFormat::csv, EdgeFormat::cliques,
                                       EdgeFormat::matrix_market, EdgeFormat::metis};
    return kFormats[static_cast<std::size_t>(kind)];
}

struct DrawnText {
    std::string text;
    bool labels = false;
    bool weights = false;
};

class TextSource {
public:
    TextSource(TextKind kind, std::uint64_t seed) : kind_(kind), random_(seed) {}

    DrawnText next() {
        DrawnText drawn;
        const bool list = kind_ == TextKind::edges || kind_ == TextKind::csv;
        drawn.labels = below(3) == 0 && (list || kind_ == TextKind::cliques);
        drawn.weights = below(2) == 0 && kind_ != TextKind::cliques;
        drawn.text = kept_.empty() || below(4) == 0 ? sound(drawn) : kept_[below(kept_.size())];
        for (std::uint64_t i = below(5); i > 0; --i)
            mutate(drawn.text);
        if (drawn.text.size() > 3000)
            drawn.text.resize(3000);
        return drawn;
    }

    /// A text that was accepted: later ones may come from it.
    void keep(const std::string& text) {
        if (kept_.size() < 512)
            kept_.push_back(text);
        else if (below(8) == 0)
            kept_[below(kept_.size())] = text;
    }

private:
    std::uint64_t below(std::uint64_t end) { return random_() % end; }
    template <std::size_t kCount>
    std::string any(const char* const (&words)[kCount]) {
        return words[below(kCount)];
    }

    std::string id(bool label) {
        static constexpr const char* kLabels[] = {"ann", "bob", "\xe7\x94\xa8", "x1", "#tag", "a-b", "\xc3\xa9"};
        static constexpr const char* kWild[] = {"9223372036854775807", "-9223372036854775808", "-5", "007", "0"};
        if (label)
            return any(kLabels);
        return below(8) == 0 ? any(kWild) : std::to_string(below(12));
    }
    std::string weight() {
        static constexpr const char* kWeights[] = {"0.5", "1", "2e-3", "0", "-1.25", "3"};
        return any(kWeights);
    }
    std::string end() { return below(6) == 0 ? "\r\n" : "\n"; }

    std::string sound(const DrawnText& drawn) {
        switch (kind_) {
        case TextKind::edges:
        case TextKind::csv:
            return list(drawn);
        case TextKind::cliques:
            return groups(drawn);
        case TextKind::matrix_market:
            return matrix(drawn.weights);
        case TextKind::metis:
            break;
        }
        return graph(drawn.weights);
    }

    std::string list(const DrawnText& drawn) {
        static constexpr const char* kBetween[] = {" ", "\t", ",", ";", " , ", "  "};
        const std::string between = kind_ == TextKind::csv ? "," : any(kBetween);
        std::string text = below(8) == 0 ? "\xef\xbb\xbf" : "";
        if (kind_ == TextKind::csv && below(2) == 0)
            text += drawn.weights && below(2) == 0 ? "source,target,weight\n" : "source,target\n";
        const bool weighted = drawn.weights || below(3) == 0;
        for (std::uint64_t i = below(8); i > 0; --i) {
            const bool quoted = kind_ == TextKind::csv && below(4) == 0;
            text += (quoted ? "\"" + id(drawn.labels) + "\"" : id(drawn.labels)) + between + id(drawn.labels);
            text += (weighted ? between + weight() : "") + end();
            if (below(6) == 0)
                text += below(2) == 0 ? "# comment\n" : "\n";
        }
        return text;
    }

    std::string groups(const DrawnText& drawn) {
        std::string text;
        for (std::uint64_t i = below(5); i > 0; --i) {
            for (std::uint64_t j = below(5); j > 0; --j)
                text += id(drawn.labels) + (below(5) == 0 ? "," : " ");
            text += end();
        }
        return text;
    }

    std::string matrix(bool weights) {
        static constexpr const char* kFields[] = {"real", "integer", "pattern"};
        static constexpr const char* kSymmetries[] = {"general", "symmetric"};
        const std::string field = kFields[below(weights ? 2 : 3)];
        const std::uint64_t n = below(12) + 1;
        const std::uint64_t m = below(8);
        std::string text = "%%MatrixMarket matrix coordinate " + field + " " + any(kSymmetries) + end();
        text += below(3) == 0 ? "% comment" + end() : "";
        text += std::to_string(n) + " " + std::to_string(n) + " " + std::to_string(m) + end();
        for (std::uint64_t i = 0; i < m; ++i) {
            text += std::to_string(below(n) + 1) + " " + std::to_string(below(n) + 1);
            text += field == "pattern" ? "" : " " + (field == "real" ? weight() : std::to_string(below(9)));
            text += end();
        }
        return text;
    }

    std::string graph(bool weights) {
        const std::uint64_t n = below(10) + 1;
        const bool sizes = below(4) == 0;
        const std::uint64_t numbers = below(3) == 0 ? below(3) + 1 : 0;
        std::vector<std::string> lines(n);
        std::uint64_t m = 0;
        for (std::uint64_t u = 0; u < n; ++u)
            for (std::uint64_t i = 0; i < numbers + (sizes ? 1 : 0); ++i)
                lines[u] += std::to_string(below(5)) + " ";
        for (std::uint64_t u = 0; u < n; ++u)
            for (std::uint64_t v = u + 1; v < n; ++v) {
                if (below(3) != 0)
                    continue;
                const std::string w = weights ? " " + weight() : "";
                lines[u] += std::to_string(v + 1) + w + " ";
                lines[v] += std::to_string(u + 1) + w + " ";
                ++m;
            }
        std::string text = below(4) == 0 ? "% comment\n" : "";
        text += std::to_string(n) + " " + std::to_string(m);
        if (weights || sizes || numbers > 0 || below(4) == 0) {
            text += std::string(" ") + (sizes ? "1" : "0") + (numbers > 0 ? "1" : "0") + (weights ? "1" : "0");
            if (numbers > 1 || (numbers == 1 && below(2) == 0))
                text += " " + std::to_string(numbers);
        }
        text += end();
        for (const std::string& line : lines)
            text += line + end() + (below(9) == 0 ? "% comment\n" : "");
        return text;
    }

    void mutate(std::string& text) {
        static constexpr const char* kWords[] = {" ",
                                                 "\n",
                                                 "\r",
                                                 "\t",
                                                 ",",
                                                 "\"",
                                                 "%",
                                                 "#",
                                                 "0",
                                                 "1",
                                                 "-",
                                                 ".5",
                                                 "e9",
                                                 "nan",
                                                 "inf",
                                                 "1e999",
                                                 "+1",
                                                 "\n\n",
                                                 "99999999999999999999",
                                                 "4294967296",
                                                 "9223372036854775808",
                                                 ";",
                                                 "x",
                                                 "\xff",
                                                 "\xc3",
                                                 "general",
                                                 "%%MatrixMarket"};
        const std::size_t at = below(text.size() + 1);
        switch (below(8)) {
        case 0:
            text.resize(at);
            break;
        case 1:
            text.insert(at, 1, static_cast<char>(below(256)));
            break;
        case 2:
            text.erase(at, 1 + below(4));
            break;
        case 3:
            if (at < text.size())
                text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
            break;
        case 4: {
            const std::string piece = text.substr(at, 1 + below(20));
            text.insert(below(text.size() + 1), piece);
            break;
        }
        case 5:
            if (at < text.size())
                text[at] = static_cast<char>('0' + below(10));
            break;
        default:
            text.insert(at, any(kWords));
        }
    }

    TextKind kind_;
    std::mt19937_64 random_;
    std::vector<std::string> kept_;
};

} // namespace cascade::testing
