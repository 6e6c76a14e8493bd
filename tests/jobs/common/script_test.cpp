#include "engine/core/error.hpp"
#include "jobs/common/script.hpp"
#include "tests/engine/store/scratch.hpp"
#include "tests/support/world.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace cascade::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

namespace fs = std::filesystem;

TEST(Script, AnInstalledOneComesBeforeThatOfTheBuildTree) {
    const Scratch scratch;
    const std::string home = scratch / fmt::format("of-rank{}", world().rank()); // the ranks share the scratch folder
    const std::string bin = home + "/bin";
    fs::create_directories(fs::path(bin) / "share/cascade");
    std::ofstream(fs::path(bin) / "share/cascade/report.py") << "";
    EXPECT_EQ(find_script("report.py", bin), bin + "/share/cascade/report.py");
    fs::create_directories(home + "/share/cascade");
    std::ofstream(home + "/share/cascade/report.py") << "";
    EXPECT_EQ(find_script("report.py", bin), home + "/share/cascade/report.py");
}

TEST(Script, AnAbsentOneIsMissingInputAndBothPlacesAreNamed) {
    try {
        find_script("report.py", "/nowhere/bin");
        FAIL() << "found";
    } catch (const MissingInputError& error) {
        EXPECT_THAT(error.what(), AllOf(HasSubstr("/nowhere/share/cascade/report.py"),
                                        HasSubstr("/nowhere/bin/share/cascade/report.py")));
    }
}

TEST(Script, TheProgramKnowsItsFolder) {
    EXPECT_TRUE(fs::is_directory(program_folder()));
}

} // namespace
} // namespace cascade::testing
