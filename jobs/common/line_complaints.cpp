#include "jobs/common/line_complaints.hpp"

#include "engine/core/error.hpp"

#include <fmt/format.h>

namespace cascade {

void LineComplaints::add(std::size_t line, std::string_view what) {
    if (++count_ <= kTold)
        told_ += fmt::format("{}{}:{}: {}", told_.empty() ? "" : "\n", path_, line, what);
}

void LineComplaints::throw_if_any() const {
    if (count_ > kTold)
        throw InputError("{}\n{}: {} more lines like these", told_, path_, count_ - kTold);
    if (count_ > 0)
        throw InputError("{}", told_);
}

} // namespace cascade
