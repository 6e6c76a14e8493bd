// edge_fuzz FORMAT EXECUTIONS [SEED]: the readers of edge files fed with mutated texts. FORMAT is edges, csv, cliques,
// matrixmarket or metis. A text is made from grammar or from an earlier one that was accepted, mutated, written to a file
// and read by read_edge_text; the same text is read by a second reader (plain_edges.hpp), which shares nothing with it.
// Both must accept, with the same edges, weights and vertices, or both refuse, and a refusal must be exit code 65 with
// file:line. Wild sizes may end with 71. Meant to run under sanitizers; on several ranks the texts are cut.

#include "engine/store/edge_text.hpp"
#include "tests/engine/store/edge_texts.hpp"
#include "tests/engine/store/packed.hpp"
#include "tests/engine/store/plain_edges.hpp"
#include "tests/engine/store/scratch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace cascade {

const Communicator* g_world = nullptr;

const Communicator& testing::world() {
    return *g_world;
}

namespace {

using testing::PlainEdge;
using testing::PlainEdges;

/// What a rank has, as texts: labels or numbers.
PlainEdges own_part(const EdgeText& text) {
    PlainEdges part;
    const auto name = [&](std::uint64_t id) {
        return text.edges.labels ? std::string((*text.edges.labels)[static_cast<OriginalId>(id)])
                                 : std::to_string(static_cast<OriginalId>(id));
    };
    for (const EdgeBlock& block : text.edges.blocks)
        for (std::size_t i = 0; i < block.size(); ++i) {
            const auto base = static_cast<std::uint64_t>(block.base);
            const std::uint64_t u = block.wide.empty() ? base + block.narrow[i].u : block.wide[i].u;
            const std::uint64_t v = block.wide.empty() ? base + block.narrow[i].v : block.wide[i].v;
            part.edges.push_back({name(u), name(v), block.weights.empty() ? 0 : block.weights[i]});
        }
    for (OriginalId id : text.edges.members)
        part.alone.insert(name(static_cast<std::uint64_t>(id)));
    return part;
}

/// Everybody's part, on the root: texts of labels have no line feed that is not escaped here.
PlainEdges gathered(const Communicator& comm, const PlainEdges& mine) {
    if (comm.size() == 1)
        return mine;
    std::string flat;
    const auto put = [&](const std::string& word) { flat += std::to_string(word.size()) + ":" + word; };
    for (const PlainEdge& edge : mine.edges) {
        flat += 'e';
        put(edge.u);
        put(edge.v);
        put(std::string(reinterpret_cast<const char*>(&edge.weight), sizeof edge.weight));
    }
    for (const std::string& vertex : mine.alone) {
        flat += 'a';
        put(vertex);
    }
    const std::vector<char> all = gather(comm, std::span<const char>(flat.data(), flat.size()));
    PlainEdges whole;
    std::size_t at = 0;
    const auto take = [&] {
        std::size_t length = 0;
        for (; all[at] != ':'; ++at)
            length = length * 10 + static_cast<std::size_t>(all[at] - '0');
        std::string word(all.data() + at + 1, length);
        at += 1 + length;
        return word;
    };
    while (at < all.size()) {
        if (all[at++] == 'a') {
            whole.alone.insert(take());
            continue;
        }
        PlainEdge edge{take(), take(), 0};
        std::memcpy(&edge.weight, take().data(), sizeof edge.weight);
        whole.edges.push_back(edge);
    }
    return whole;
}

class Trial {
public:
    Trial(const testing::Scratch& scratch, testing::TextKind kind, std::uint64_t seed)
        : path_(scratch / "edges"), kind_(kind), texts_(kind, seed) {}

    /// One text, read twice. Empty: the two agree.
    std::string once() {
        const Communicator& comm = testing::world();
        const testing::DrawnText drawn = texts_.next();
        if (comm.is_root())
            put(drawn.text);
        comm.barrier();
        Context context{.world = comm, .memory_per_rank = std::uint64_t{64} << 20};
        EdgeTextOptions options{.inputs = {path_},
                                .format = testing::format_of(kind_),
                                .ids = drawn.labels ? IdKind::text : IdKind::integer,
                                .weights = drawn.weights};
        PlainEdges found;
        std::optional<Error> refused;
        try {
            const EdgeText text = read_edge_text(context, options);
            found = gathered(comm, own_part(text));
        } catch (const Error& error) {
            refused = error;
        }
        const std::string failure = refused ? judge_refusal(drawn, *refused) : judge(drawn, std::move(found));
        ++(refused ? refused_ : accepted_);
        if (!refused)
            texts_.keep(drawn.text);
        return failure.empty() ? failure : failure + "\n" + drawn.text + "\n";
    }

    std::uint64_t accepted() const { return accepted_; }
    std::uint64_t refused() const { return refused_; }

private:
    /// Not by way of an empty file: file systems then write it to disk at once, so that nobody loses old content.
    void put(const std::string& text) const {
        const int file = ::open(path_.c_str(), O_WRONLY | O_CREAT, 0600);
        if (file < 0 || ::write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
            ::ftruncate(file, static_cast<off_t>(text.size())) != 0)
            throw IoError("{}: the fuzzer cannot write", path_);
        ::close(file);
    }

    std::string judge_refusal(const testing::DrawnText& drawn, const Error& error) const {
        if (error.code() == ExitCode::out_of_memory)
            return "";
        if (error.code() != ExitCode::bad_input)
            return fmt::format("exit {}: {}", static_cast<int>(error.code()), error.what());
        if (std::string_view(error.what()).substr(0, path_.size() + 1) != path_ + ":")
            return fmt::format("no file:line: {}", error.what());
        if (testing::plain_edges(kind_, drawn.text, drawn.labels, drawn.weights))
            return fmt::format("refused what is right: {}", error.what());
        return "";
    }

    std::string judge(const testing::DrawnText& drawn, PlainEdges found) const {
        if (!testing::world().is_root())
            return "";
        std::optional<PlainEdges> expected = testing::plain_edges(kind_, drawn.text, drawn.labels, drawn.weights);
        if (!expected)
            return "accepted what is wrong";
        if (kind_ == testing::TextKind::cliques)
            for (PlainEdges* pairs : {&found, &*expected})
                for (PlainEdge& pair : pairs->edges) // which end comes first is nobody's promise
                    if (pair.v < pair.u)
                        std::swap(pair.u, pair.v);
        found.settle();
        expected->settle();
        if (found.edges != expected->edges)
            return "other edges";
        return found.alone == expected->alone ? "" : "other vertices";
    }

    std::string path_;
    testing::TextKind kind_;
    testing::TextSource texts_;
    std::uint64_t accepted_ = 0, refused_ = 0;
};

int run(const std::string& format, std::uint64_t executions, std::uint64_t seed) {
    const auto kind = testing::kind_of(format);
    if (!kind)
        return 2;
    const testing::Scratch scratch;
    Trial trial(scratch, *kind, seed);
    std::uint64_t wrong = 0;
    for (std::uint64_t i = 0; i < executions; ++i)
        if (const std::string failure = trial.once(); !failure.empty() && ++wrong <= 20)
            fmt::print(stderr, "execution {}: {}\n", i, failure);
    if (testing::world().is_root())
        fmt::print("{}: {} executions, {} accepted, {} refused, {} wrong\n", format, executions, trial.accepted(),
                   trial.refused(), wrong);
    return wrong == 0 && trial.accepted() > 0 && trial.refused() > 0 ? 0 : 1;
}

} // namespace
} // namespace cascade

int main(int argc, char** argv) {
    const cascade::MpiEnvironment mpi(argc, argv);
    const cascade::Communicator world = mpi.world();
    cascade::g_world = &world;
    if (argc < 3)
        return 2;
    return cascade::run(argv[1], std::strtoull(argv[2], nullptr, 10),
                        argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1);
}
