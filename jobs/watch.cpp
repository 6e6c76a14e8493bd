// cascade watch DIR: a running job as it looks now, from its events; no MPI, nothing of the job is touched.
//
// Looks at the events every half second, and at the directory: a result that replaces an older one is followed under
// its partial name. On a terminal the picture is drawn over itself; elsewhere one is printed every --every seconds.

#include "engine/core/error.hpp"
#include "engine/store/durable_file.hpp"
#include "engine/store/manifest.hpp"
#include "jobs/common/event_reader.hpp"
#include "jobs/common/run_picture.hpp"
#include "jobs/common/verb.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <thread>

namespace cascade {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kLook{500};

double unix_now() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

PictureSize terminal_size() {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return {};
    return {size.ws_col, size.ws_row};
}

class Watch {
public:
    explicit Watch(std::string directory)
        : directory_(std::move(directory)), path_((fs::path(directory_) / "events.jsonl").string()), plain_(path_),
          partial_(partial_name(path_)) {}

    /// What has come since; false when no job has been heard of yet.
    bool look() {
        RunStory& story = story_;
        const auto heard = [&story](const nlohmann::ordered_json& event) { story.hear(event); };
        const auto anew = [&story] { story = RunStory(); };
        const bool replacing = partial_.poll(heard, anew);
        if (was_replacing_ && !replacing)
            plain_ = EventReader(path_); // the new file is there now, and holds all that was heard
        if (!replacing && !plain_.poll(heard, anew))
            return false;
        was_replacing_ = replacing;
        silence_ = (replacing ? partial_ : plain_).silence();
        return story_.attempts > 0;
    }

    /// The job is over: it said so, or its result is complete.
    bool ended() const { return !story_.exit_reason.empty() || (!was_replacing_ && is_result()); }
    bool is_result() const {
        std::error_code failure;
        return fs::exists(fs::path(directory_) / kManifestName, failure);
    }
    std::string picture() const { return run_picture(story_, silence_, unix_now(), terminal_size()); }
    std::string no_job() const { return fmt::format("{}: no job has begun here yet", directory_); }

private:
    std::string directory_;
    std::string path_;
    EventReader plain_, partial_;
    bool was_replacing_ = false;
    double silence_ = 0;
    RunStory story_;
};

void print(const std::string& text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
        throw IoError("the picture cannot be written to standard output");
}

/// Draws over what was drawn before.
void draw(const std::string& picture, bool terminal) {
    print(terminal ? "\x1b[H\x1b[2J" + picture : picture + "\n");
}

void validate(const Options& options) {
    options.real("every", 0.1, 86400);
}

int alone(const Options& options) {
    const bool terminal = ::isatty(STDOUT_FILENO) != 0;
    const double every = options.given("every") || !terminal ? options.real("every", 0.1, 86400) : 1.0;
    Watch watch(options.positional().front());
    bool told = false;
    double drawn = 0;
    for (;; std::this_thread::sleep_for(kLook)) {
        const bool running = watch.look();
        if (options.flag("once") || (running && watch.ended())) {
            if (!running)
                throw MissingInputError("{}, there is no events.jsonl; give the --out of a job", watch.no_job());
            draw(watch.picture(), terminal && !options.flag("once"));
            return static_cast<int>(ExitCode::done);
        }
        if (!running && watch.is_result())
            throw InputError("{}: holds a result without events; nothing to watch", options.positional().front());
        if (!running && !told)
            print(watch.no_job() + "; waiting for its events.jsonl\n");
        told = told || !running;
        if (running && unix_now() - drawn >= every) {
            draw(watch.picture(), terminal);
            drawn = unix_now();
        }
    }
}

} // namespace

const Verb kWatchVerb = {
    .name = "watch",
    .summary = "follow a running job: phase, rate, time left, how its bounds close in",
    .description =
        "Reads what a job writes into its --out directory while it runs, and draws it: phase, rate, time left, age of "
        "the last checkpoint, and how the certificate (select) or the interval (the others) narrows as samples come "
        "in. Waits for a job that has not begun, goes on over restarts, ends when the job ends. The job does not "
        "notice; no MPI is needed.\n\n"
        "    cascade watch chosen\n"
        "    cascade watch chosen --once",
    .options = {{"once", "", "", "Draw one picture and stop; exit code 66 when no job has begun.", OptionKind::flag},
                {"every", "SECONDS", "30", "Time between two pictures where stdout is no terminal; 1 on one."}},
    .positional = "DIR",
    .validate = validate,
    .run = alone,
};

} // namespace cascade
