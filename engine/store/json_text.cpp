#include "engine/store/json_text.hpp"

namespace cascade {

using nlohmann::ordered_json;

std::string json_text(const ordered_json& value, int indent) {
    return value.dump(indent, ' ', false, ordered_json::error_handler_t::replace);
}

ordered_json parse_json(std::string_view text) {
    return ordered_json::parse(text);
}

ordered_json parse_json_if_any(std::string_view text) {
    return ordered_json::parse(text, nullptr, false);
}

} // namespace cascade
