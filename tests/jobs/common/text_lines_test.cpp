#include "jobs/common/text_lines.hpp"

#include <gmock/gmock.h>

namespace cascade::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TextLines, EndsDivideThem) {
    EXPECT_THAT(lines_of("a\n\nb"), ElementsAre("a", "", "b"));
    EXPECT_THAT(lines_of("a\nb\n"), ElementsAre("a", "b"));
    EXPECT_THAT(lines_of("\n"), ElementsAre(""));
    EXPECT_THAT(lines_of("a\r\n"), ElementsAre("a\r")) << "what is before the line end stays";
    EXPECT_THAT(lines_of(""), IsEmpty());
}

} // namespace
} // namespace cascade::testing
