#include "engine/comm/agree.hpp"
#include "engine/store/json_text.hpp"
#include "jobs/bench/measures.hpp"
#include "jobs/common/console.hpp"

#include <cstdio>

namespace cascade {

void print_outcome(Job& job, const nlohmann::ordered_json& json, std::initializer_list<EventField> fields) {
    if (!job.options.flag("json")) {
        print_result_line(job, fields);
        return;
    }
    agree_at_root(job.context.world, [&] {
        const std::string text = json_text(json) + "\n";
        if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
            throw IoError("the numbers cannot be written to standard output");
    });
}

} // namespace cascade
