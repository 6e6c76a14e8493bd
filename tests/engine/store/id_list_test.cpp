#include "engine/store/id_list.hpp"
#include "tests/engine/store/packed.hpp"
#include "tests/engine/store/scratch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cascade {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::put;
using testing::Scratch;
using testing::world;

class IdListTest : public ::testing::Test {
protected:
    std::vector<std::string> labels_in(const std::string& content) {
        if (world().is_root())
            put(scratch_ / "list", content);
        LabelTable table;
        std::vector<std::string> labels;
        for (OriginalId number : read_id_list(world(), scratch_ / "list", &table))
            labels.emplace_back(table[number]);
        return labels;
    }
    std::string error_of(const std::string& content) {
        try {
            labels_in(content);
        } catch (const Error& error) {
            EXPECT_TRUE(error.agreed());
            return error.what();
        }
        return "";
    }
    Scratch scratch_;
};

TEST_F(IdListTest, PlainLabelsAreWholeLines) {
    const auto labels = labels_in("\xef\xbb\xbf# note\nann lee\r\n\n a,\"b\"\n小米·社群");
    if (world().is_root()) {
        EXPECT_THAT(labels, ElementsAre("ann lee", "a,\"b\"", "小米·社群"));
    } else {
        EXPECT_TRUE(labels.empty());
    }
}

TEST_F(IdListTest, ACsvColumnMayHoldLineEnds) {
    const auto labels = labels_in("name,vertex\nx,\"two\nlines\"\n\"a, b\",\"#tag\"\n");
    const auto single = labels_in(testing::gzipped("vertex\n\"a,b\"\nc d\n"));
    if (world().is_root()) {
        EXPECT_THAT(labels, ElementsAre("two\nlines", "#tag"));
        EXPECT_THAT(single, ElementsAre("a,b", "c d"));
    }
}

TEST_F(IdListTest, ErrorsNameTheLine) {
    EXPECT_THAT(error_of("a\n\xff\n"), HasSubstr("list:2: the id '\\xff' is not UTF-8"));
    EXPECT_THAT(error_of("vertex,x\n\"a\nb\",1\n,2\n"), HasSubstr("list:4: an id is empty"));
    EXPECT_THAT(error_of("vertex\n\"a\n"), HasSubstr("list:2: a quoted field is not closed"));
}

} // namespace
} // namespace cascade
