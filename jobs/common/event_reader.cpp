#include "jobs/common/event_reader.hpp"

#include "engine/core/error.hpp"
#include "engine/store/json_text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <memory>

namespace cascade {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 16;

double unix_now() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// A descriptor that closes itself.
struct Opened {
    int descriptor;
    ~Opened() {
        if (descriptor >= 0)
            ::close(descriptor);
    }
};

} // namespace

bool EventReader::poll(const std::function<void(const nlohmann::ordered_json&)>& heard,
                       const std::function<void()>& began_anew) {
    const Opened file{::open(path_.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.descriptor < 0 && (errno == ENOENT || errno == ENOTDIR))
        return false;
    struct stat about {};
    if (file.descriptor < 0 || ::fstat(file.descriptor, &about) != 0)
        throw_read_error(path_, errno);
    written_ = static_cast<double>(about.st_mtim.tv_sec) + 1e-9 * static_cast<double>(about.st_mtim.tv_nsec);
    if (about.st_ino != inode_ || static_cast<std::uint64_t>(about.st_size) < offset_) {
        inode_ = about.st_ino;
        offset_ = 0;
        rest_.clear();
        began_anew();
    }
    const auto buffer = std::make_unique<char[]>(kBuffer);
    for (;;) {
        const ssize_t got = ::pread(file.descriptor, buffer.get(), kBuffer, static_cast<off_t>(offset_));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            throw_read_error(path_, errno);
        if (got == 0)
            return true;
        rest_.append(buffer.get(), static_cast<std::size_t>(got));
        offset_ += static_cast<std::uint64_t>(got);
        take_lines(heard);
    }
}

void EventReader::take_lines(const std::function<void(const nlohmann::ordered_json&)>& heard) {
    std::size_t begin = 0;
    for (std::size_t end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n', begin)) {
        const auto line = parse_json_if_any(std::string_view(rest_).substr(begin, end - begin));
        if (line.is_object() && line.contains("event") && line.at("event").is_string())
            heard(line);
        else
            ++damaged_;
        begin = end + 1;
    }
    rest_.erase(0, begin);
}

double EventReader::silence() const {
    return std::max(0.0, unix_now() - written_);
}

} // namespace cascade
