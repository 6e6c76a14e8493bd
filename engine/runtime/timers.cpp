#include "engine/runtime/timers.hpp"

#include "engine/comm/collectives.hpp"

#include <ctime>
#include <map>

namespace cascade {
namespace {

double seconds_between(std::chrono::steady_clock::time_point a, std::chrono::steady_clock::time_point b) {
    return std::chrono::duration<double>(b - a).count();
}

} // namespace

Timers::Timers() : nodes_{{"total", 0}}, began_(std::chrono::steady_clock::now()) {}

double Timers::elapsed() const {
    return seconds_between(began_, std::chrono::steady_clock::now());
}

double Timers::process_cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

Timers::Scope::Scope(Timers& timers, std::string_view name)
    : timers_(timers), began_(std::chrono::steady_clock::now()), cpu_began_(process_cpu_seconds()) {
    for (std::size_t i = 1; i < timers.nodes_.size(); ++i)
        if (timers.nodes_[i].parent == timers.current_ && timers.nodes_[i].name == name) {
            timers.current_ = i;
            tell(-1);
            return;
        }
    timers.nodes_.push_back({std::string(name), timers.current_});
    timers.current_ = timers.nodes_.size() - 1;
    tell(-1);
}

void Timers::Scope::tell(double seconds) const {
    if (timers_.heard)
        timers_.heard(timers_.path_of(timers_.current_), seconds);
}

Timers::Scope::~Scope() {
    Node& node = timers_.nodes_[timers_.current_];
    ++node.calls;
    const double seconds = seconds_between(began_, std::chrono::steady_clock::now());
    tell(seconds);
    node.wall += seconds;
    node.cpu += process_cpu_seconds() - cpu_began_;
    timers_.current_ = node.parent;
}

std::string Timers::path_of(std::size_t node) const {
    return node == 0 ? std::string()
                     : path_of(nodes_[node].parent) + (nodes_[node].parent == 0 ? "" : "/") + nodes_[node].name;
}

std::vector<TimerLine> Timers::summarise(const Communicator& comm) const {
    std::map<std::string, const Node*> mine;
    std::string names;
    for (std::size_t i = 1; i < nodes_.size(); ++i) {
        mine[path_of(i)] = &nodes_[i];
        names += path_of(i) + '\n';
    }
    broadcast(comm, names);
    std::vector<TimerLine> lines;
    for (std::size_t begin = 0; begin < names.size();) {
        const std::size_t end = names.find('\n', begin);
        TimerLine line;
        line.path = names.substr(begin, end - begin);
        begin = end + 1;
        for (char c : line.path)
            line.depth += c == '/';
        const auto found = mine.find(line.path);
        const Node* node = found == mine.end() ? nullptr : found->second;
        const double wall = node != nullptr ? node->wall : 0;
        line.calls = node != nullptr ? node->calls : 0;
        line.wall_min = all_reduce_min(comm, wall);
        line.wall_max = all_reduce_max(comm, wall);
        line.wall_mean = all_reduce_sum(comm, wall) / comm.size();
        line.cpu_sum = all_reduce_sum(comm, node != nullptr ? node->cpu : 0.0);
        lines.push_back(line);
    }
    return lines;
}

} // namespace cascade
