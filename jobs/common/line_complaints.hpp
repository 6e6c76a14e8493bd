#pragma once
// What is wrong with the lines of a file, told together: the first few one by one, the others as a count, so that a file
// with one habit throughout is mended at one go and does not fill the screen.

#include <cstddef>
#include <string>
#include <string_view>

namespace cascade {

/// The complaints about one file; `path` must outlive them.
class LineComplaints {
public:
    /// How many are told one by one.
    static constexpr std::size_t kTold = 5;

    explicit LineComplaints(const std::string& path) : path_(path) {}

    void add(std::size_t line, std::string_view what);
    /// InputError with all of them, each as path:line, where there is one.
    void throw_if_any() const;

private:
    const std::string& path_;
    std::string told_;
    std::size_t count_ = 0;
};

} // namespace cascade
