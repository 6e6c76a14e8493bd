#include "jobs/common/exchange_options.hpp"
#include "tests/jobs/common/dummy_verb.hpp"
#include "tests/support/world.hpp"

#include <gmock/gmock.h>

namespace cascade::testing {
namespace {

using ::testing::HasSubstr;

TEST(ExchangeOptions, AreFollowed) {
    const auto exchange = [](const std::vector<std::string>& words) {
        const Options options = parsed(words);
        validate_exchange_options(options);
        return with_exchange(world(), options).exchange;
    };
    EXPECT_EQ(exchange({}).backend, ExchangeBackend::automatic);
    EXPECT_EQ(exchange({}).bytes_per_round, kLargestMessage);
    EXPECT_EQ(exchange({}).ranks_per_host, 1) << "one host: the grid is square";
    EXPECT_EQ(exchange({"--exchange", "direct"}).backend, ExchangeBackend::direct);
    EXPECT_EQ(exchange({"--exchange", "sparse"}).backend, ExchangeBackend::sparse);
    EXPECT_EQ(exchange({"--exchange", "grid", "--exchange-cap", "1"}).backend, ExchangeBackend::grid);
    EXPECT_EQ(exchange({"--exchange-cap", "4K"}).bytes_per_round, 4096U);
}

TEST(ExchangeOptions, RefuseWhatMpiCannotCount) {
    for (const char* cap : {"0", "1025M", "2G"})
        EXPECT_THAT(usage_error([&] {
                        validate_exchange_options(parsed({"--exchange-cap", cap}));
                    }),
                    HasSubstr("--exchange-cap " + std::string(cap)));
    EXPECT_THAT(usage_error([] { parsed({"--exchange", "gird"}); }), HasSubstr("did you mean grid?"));
}

} // namespace
} // namespace cascade::testing
