#include "jobs/dictionary/bands.hpp"

#include <gmock/gmock.h>

namespace cascade::testing {
namespace {

TEST(Bands, ANameForTheMeanTheVarianceAndEachQuantile) {
    std::vector<FieldSpec> fields;
    append_band(fields, "net", ValueType::i64, "Content less discontent", "with --quality");
    std::vector<std::string> names;
    for (const FieldSpec& field : fields) {
        names.push_back(field.name);
        EXPECT_EQ(field.when, "with --quality");
    }
    EXPECT_THAT(names,
                ::testing::ElementsAre("net", "net_variance", "net_q05", "net_q25", "net_q50", "net_q75", "net_q95"));
    EXPECT_EQ(fields[0].meaning, "Content less discontent; mean over worlds.");
    EXPECT_EQ(fields[1].unit, "vertices²");
    EXPECT_EQ(fields[1].type, ValueType::f64);
    EXPECT_EQ(fields[2].type, ValueType::i64);
}

} // namespace
} // namespace cascade::testing
