// main() of every test program: starts MPI, lets only rank 0 print, and fails everywhere when a test failed anywhere.

#include "engine/comm/collectives.hpp"
#include "tests/support/world.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace cascade::testing {
namespace {

const Communicator* g_world = nullptr;

/// Prints the failures of ranks other than 0, prefixed; rank 0 keeps GoogleTest's own printer.
class FailurePrinter : public ::testing::EmptyTestEventListener {
    void OnTestPartResult(const ::testing::TestPartResult& result) override {
        if (result.failed())
            fmt::print(stderr, "[rank {}] {}:{}: {}\n", world().rank(), result.file_name() ? result.file_name() : "?",
                       result.line_number(), result.summary());
    }
};

} // namespace

const Communicator& world() {
    return *g_world;
}

int run_all(int argc, char** argv) {
    const MpiEnvironment mpi(argc, argv);
    const Communicator comm = mpi.world();
    g_world = &comm;
    ::testing::InitGoogleTest(&argc, argv);
    if (!comm.is_root()) {
        auto& listeners = ::testing::UnitTest::GetInstance()->listeners();
        delete listeners.Release(listeners.default_result_printer());
        listeners.Append(new FailurePrinter);
    }
    return mpi.ending(all_reduce_max(comm, static_cast<std::int32_t>(RUN_ALL_TESTS())));
}

} // namespace cascade::testing

int main(int argc, char** argv) {
    return cascade::testing::run_all(argc, argv);
}
