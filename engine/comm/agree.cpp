#include "engine/comm/agree.hpp"

#include <stdexcept>

namespace cascade {

Error current_error() {
    try {
        throw;
    } catch (const Error& error) {
        return error;
    } catch (const std::length_error&) { // more than any memory has
        return Error(ExitCode::out_of_memory, "out of memory: more was asked for than there can be");
    } catch (const std::bad_alloc&) {
        return Error(ExitCode::out_of_memory, "out of memory; use more ranks or nodes, or --layout partitioned");
    } catch (const std::exception& error) {
        return Error(ExitCode::internal, std::string("internal error: ") + error.what());
    } catch (...) {
        return Error(ExitCode::internal, "internal error: unknown exception");
    }
}

void agree_on(const Communicator& comm, const std::optional<Error>& mine) {
    const int first = all_reduce_min(comm, static_cast<std::int32_t>(mine ? comm.rank() : comm.size()));
    if (first == comm.size())
        return;
    const auto code = broadcast(comm, static_cast<std::int32_t>(mine ? mine->code() : ExitCode::done), first);
    std::string message = mine ? mine->what() : "";
    broadcast(comm, message, first);
    throw Error(static_cast<ExitCode>(code), message, true);
}

} // namespace cascade
