#include "jobs/common/checkpoints.hpp"

#include "engine/comm/agree.hpp"
#include "engine/random/domain.hpp"
#include "engine/runtime/memory_budget.hpp"
#include "engine/store/digest.hpp"
#include "jobs/common/console.hpp"
#include "jobs/common/machine.hpp"
#include "jobs/common/quantity.hpp"
#include "jobs/common/shared_options.hpp"

#include "cascade/version.hpp"

#include <algorithm>
#include <cerrno>

namespace cascade {
namespace {

constexpr double kBytesPerSecond = 200e6; ///< a slow disk

/// Options that say where and how a job runs, not what it computes.
bool decides_the_answer(const std::string& name) {
    if (name == "graph" || name == "layer") // their digests count
        return false;
    const auto& shared = all_shared_options();
    const bool is_shared =
        std::any_of(shared.begin(), shared.end(), [&](const OptionSpec& spec) { return spec.name == name; });
    return !is_shared || name == "random-seed";
}

/// The value, or for a file what is in it.
std::string identity_of(const Options& options, const std::string& name, const std::string& value) {
    if (options.names_stream(name, value))
        throw UsageError("--{} {}: is not a regular file, and a checkpoint could not tell whether the job goes on with "
                         "the same content; give a file, or leave out --checkpoint",
                         name, value);
    if (options.lacks_file(name, value))
        throw_read_error(value, ENOENT);
    if (!options.names_file(name, value))
        return value;
    return fmt::format("a file of content {}", digest_of_file(value).hex());
}

/// The same on every rank; files are read by rank 0. Collective.
CheckpointIdentity identity_of(Job& job, const GraphInfo& graph) {
    CheckpointIdentity identity{job.verb, fmt::format("{} (draws {})", kVersion, kDraws), graph.digest, {}};
    if (graph.digest.empty()) // not written by cascade
        identity.graph = fmt::format("{} vertices, {} arcs", graph.vertices, graph.edges);
    for (const auto& [name, value] : job.options.resolved())
        if (decides_the_answer(name))
            identity.options.emplace_back(name, value);
    agree_at_root(job.context.world, [&] {
        for (auto& [name, value] : identity.options)
            value = identity_of(job.options, name, value);
    });
    for (auto& [name, value] : identity.options)
        broadcast(job.context.world, value);
    return identity;
}

} // namespace

Checkpoints::Checkpoints(Job& job, const GraphInfo& graph) : job_(job) {
    const Options& options = job.options;
    if (options.has("checkpoint")) {
        store_ =
            std::make_unique<CheckpointStore>(job.context.world, options.text("checkpoint"), identity_of(job, graph),
                                              options.text("resume") == "never", batch_job_id());
        every_ = 60 * options.real("checkpoint-every", 0, 1e9);
        limit_ = options.has("time-limit") ? options.seconds("time-limit") : 0;
    }
    saved_at_ = rested_at_ = job.context.timers.elapsed();
    expect_rests(true);
}

Checkpoints::~Checkpoints() {
    expect_rests(false);
    job_.context.restart = nullptr;
    job_.checkpoints = nullptr;
}

bool Checkpoints::resume(Restartable& kernel) {
    const double began = job_.context.timers.elapsed();
    if (!store_)
        return false;
    const std::optional<LoadedCheckpoint> loaded = store_->load(kernel, job_.context.threads);
    if (!loaded)
        return false;
    if (!loaded->warning.empty())
        warn(job_, "{}", loaded->warning);
    before_ = loaded->counts;
    ++before_.restarts;
    const double seconds = job_.context.timers.elapsed() - began;
    say(job_, "resume    checkpoint {} in {}: {} in {}; {} samples had been drawn in {}", loaded->generation,
        job_.options.text("checkpoint"), format_bytes(loaded->bytes), format_duration(seconds),
        format_count(before_.samples_drawn), format_duration(before_.seconds));
    job_.context.event("resume", {{"generation", loaded->generation},
                                  {"bytes", loaded->bytes},
                                  {"seconds", seconds},
                                  {"restarts", before_.restarts},
                                  {"drawn_before", before_.samples_drawn}});
    saved_at_ = rested_at_ = job_.context.timers.elapsed();
    return true;
}

Wish Checkpoints::due() const {
    if (!store_ || !job_.context.world.is_root())
        return Wish::none;
    const double now = job_.context.timers.elapsed();
    if (limit_ > 0 && now + margin() >= limit_)
        return Wish::limit;
    return now - saved_at_ >= every_ ? Wish::save : Wish::none;
}

double Checkpoints::margin() const {
    const double saving =
        last_.generation > 0 ? last_.seconds : static_cast<double>(resident_bytes()) / kBytesPerSecond;
    return 1.0 + 2 * saving + 2 * longest_wait_;
}

void Checkpoints::rest(Restartable& kernel) {
    const double now = job_.context.timers.elapsed();
    longest_wait_ = std::max(longest_wait_, now - rested_at_);
    const Wish wish = wished(job_.context.world, due());
    if (wish == Wish::leave)
        end_unsaved();
    if (wish != Wish::none && !store_) {
        forget_wish();
        if (!warned_)
            warn(job_,
                 "a signal asked for a checkpoint and there is no --checkpoint DIR to keep it in; the run goes on");
        warned_ = true;
    } else if (wish == Wish::save) {
        save(kernel, "time");
    } else if (wish != Wish::none) {
        const std::string_view why = wish == Wish::limit ? "time limit" : "signal USR1";
        save(kernel, why);
        end_saved(why);
    }
    rested_at_ = job_.context.timers.elapsed();
}

void Checkpoints::save(Restartable& kernel, std::string_view why) {
    Context& context = job_.context;
    last_ = store_->save(kernel, {before_.restarts, before_.samples_drawn + context.samples_drawn,
                                  before_.seconds + context.timers.elapsed()});
    saved_at_ = context.timers.elapsed();
    if (job_.console != nullptr)
        job_.console->saved();
    tell(job_, "checkpoint {}: {} in {}", last_.generation, format_bytes(last_.bytes), format_duration(last_.seconds));
    context.event("checkpoint", {{"generation", last_.generation},
                                 {"why", std::string(why)},
                                 {"bytes", last_.bytes},
                                 {"seconds", last_.seconds},
                                 {"drawn", context.samples_drawn}});
}

void Checkpoints::end_saved(std::string_view why) {
    job_.context.event("stopped", {{"why", std::string(why)}, {"drawn", job_.context.samples_drawn}});
    throw Error(ExitCode::stopped_early,
                fmt::format("stopped early ({}); checkpoint {} in {} is good ({}): run the same command again to go on",
                            why, last_.generation, job_.options.text("checkpoint"), format_bytes(last_.bytes)),
                true);
}

void Checkpoints::end_unsaved() {
    const bool by_user = interrupted(job_.context.world);
    const std::string_view signal = by_user ? "INT" : "TERM";
    job_.context.event("stopped", {{"why", "signal " + std::string(signal)}, {"drawn", job_.context.samples_drawn}});
    if (store_ && (last_.generation > 0 || store_->holds_one()))
        throw Error(ExitCode::stopped_early,
                    fmt::format("stopped by {}; the last checkpoint in {} stands: run the same command again to go on",
                                signal, job_.options.text("checkpoint")),
                    true);
    throw Error(by_user ? ExitCode::interrupted : ExitCode::terminated,
                fmt::format("stopped by {}; nothing was saved{}", signal, store_ ? "" : " (--checkpoint DIR would)"),
                true);
}

void Checkpoints::require_lock() const {
    if (store_)
        store_->require_lock();
}

void Checkpoints::finished() {
    expect_rests(false);
    if (store_)
        store_->remove();
}

std::unique_ptr<Checkpoints> open_checkpoints(Job& job, const GraphInfo& graph) {
    if (!job.options.declared("checkpoint") || job.options.flag("dry-run"))
        return nullptr;
    auto checkpoints = std::make_unique<Checkpoints>(job, graph);
    job.context.restart = checkpoints.get();
    job.checkpoints = checkpoints.get();
    return checkpoints;
}

void validate_checkpoint_options(const Options& options) {
    if (!options.declared("checkpoint"))
        return;
    options.real("checkpoint-every", 0, 1e9);
    if (options.has("time-limit") && options.seconds("time-limit") <= 0)
        throw UsageError("--time-limit {}: a time above zero is needed, e.g. 02:00:00", options.text("time-limit"));
    for (const char* name : {"checkpoint-every", "resume", "time-limit"})
        if (options.given(name) && !options.has("checkpoint"))
            throw UsageError("--{}: needs --checkpoint DIR to keep the state in", name);
}

} // namespace cascade
