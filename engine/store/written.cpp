#include "engine/store/written.hpp"

#include <algorithm>

namespace cascade {
namespace {

using nlohmann::ordered_json;

std::string_view type_of(const ordered_json& value) {
    if (value.is_array())
        return "list";
    if (value.is_object())
        return "object";
    if (value.is_string())
        return "text";
    if (value.is_number_float())
        return "f64";
    if (value.is_number_unsigned() || (value.is_number_integer() && value.get<std::int64_t>() >= 0))
        return "u64";
    return value.is_number_integer() ? "i64" : value.type_name();
}

void add(std::vector<WrittenField>& known, WrittenField field) {
    if (std::find(known.begin(), known.end(), field) == known.end())
        known.push_back(std::move(field));
}

void collect(const std::string& path, const ordered_json& value, std::vector<WrittenField>& found) {
    if (!value.is_structured() || value.empty())
        return add(found, {path, type_of(value)});
    for (const auto& [key, inner] : value.items()) {
        const std::string name = path.empty() ? key : path + "." + key;
        collect(value.is_array() ? path + "[]" : name, inner, found);
    }
}

} // namespace

void note_written(std::vector<WrittenPlace>& written, std::string_view place, const std::vector<WrittenField>& fields) {
    auto known = std::find_if(written.begin(), written.end(), [&](const auto& one) { return one.place == place; });
    if (known == written.end())
        known = written.insert(written.end(), {std::string(place), {}});
    for (const WrittenField& field : fields)
        add(known->fields, field);
}

std::vector<WrittenField> fields_in(const ordered_json& json) {
    std::vector<WrittenField> found;
    collect("", json, found);
    return found;
}

} // namespace cascade
