#include "jobs/common/options.hpp"

#include "engine/core/check.hpp"
#include "jobs/common/quantity.hpp"

#include <filesystem>

namespace cascade {
namespace {

bool takes_file(const OptionSpec& spec) {
    return spec.metavar.find("FILE") != std::string_view::npos;
}

} // namespace

const Options::Value& Options::find(std::string_view name) const {
    const auto at = values_.find(name);
    CASCADE_CHECK(at != values_.end(), "option --{} is not declared", name);
    return at->second;
}

bool Options::declared(std::string_view name) const {
    return values_.contains(name);
}

bool Options::given(std::string_view name) const {
    return find(name).given;
}

bool Options::has(std::string_view name) const {
    return !find(name).values.empty();
}

bool Options::is_list(std::string_view name) const {
    return find(name).spec.kind == OptionKind::list;
}

bool Options::flag(std::string_view name) const {
    const Value& value = find(name);
    return !value.values.empty() && value.values.back() == "true";
}

const std::string& Options::text(std::string_view name) const {
    const Value& value = find(name);
    if (value.values.empty())
        throw UsageError("--{} {} is required here and was not given", name, value.spec.metavar);
    return value.values.back();
}

const std::vector<std::string>& Options::list(std::string_view name) const {
    return find(name).values;
}

std::uint64_t Options::whole(std::string_view name, std::uint64_t low, std::uint64_t high) const {
    const std::string& given_text = text(name);
    const auto value = parse_whole(given_text);
    if (!value || *value < low || *value > high)
        throw UsageError("--{} {}: a whole number from {} to {} is needed, e.g. {}", name, given_text, low, high, low);
    return *value;
}

double Options::real(std::string_view name, double low, double high) const {
    const std::string& given_text = text(name);
    const auto value = parse_real(given_text);
    if (!value || *value < low || *value > high)
        throw UsageError("--{} {}: a number from {} to {} is needed", name, given_text, low, high);
    return *value;
}

std::uint64_t Options::size(std::string_view name) const {
    const std::string& given_text = text(name);
    const auto value = parse_size(given_text);
    if (!value)
        throw UsageError("--{} {}: a size is needed, e.g. 512M, 1.5G, 800KiB or plain bytes", name, given_text);
    return *value;
}

double Options::seconds(std::string_view name) const {
    const std::string& given_text = text(name);
    const auto value = parse_seconds(given_text);
    if (!value)
        throw UsageError("--{} {}: a time is needed: HH:MM:SS, MM:SS or minutes", name, given_text);
    return *value;
}

bool Options::names_file(std::string_view name, const std::string& value) const {
    std::error_code failure;
    return takes_file(find(name).spec) && std::filesystem::is_regular_file(value, failure);
}

bool Options::lacks_file(std::string_view name, const std::string& value) const {
    const OptionSpec& spec = find(name).spec;
    const bool other_meaning = spec.metavar != "FILE" && value.find(':') != std::string::npos; // FILE|random:N
    std::error_code failure;
    return takes_file(spec) && !other_meaning && !std::filesystem::exists(value, failure);
}

bool Options::names_stream(std::string_view name, const std::string& value) const {
    std::error_code failure;
    const std::filesystem::file_status status = std::filesystem::status(value, failure);
    return takes_file(find(name).spec) && std::filesystem::is_other(status);
}

std::vector<std::pair<std::string, std::string>> Options::resolved() const {
    std::vector<std::pair<std::string, std::string>> all;
    for (const std::string& name : order_)
        for (const std::string& value : find(name).values)
            all.emplace_back(name, value);
    return all;
}

} // namespace cascade
