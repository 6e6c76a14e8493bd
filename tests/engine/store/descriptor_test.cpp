#include "engine/store/descriptor.hpp"
#include "engine/store/json_text.hpp"
#include "engine/store/layout.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

GraphFile example() {
    GraphFile file;
    file.info.vertices = 3;
    file.info.edges = 2;
    file.info.weighted = true;
    file.source = "a \"quoted\" name with bytes \xff\xfe";
    file.out_pointers = {100, 4, 8, std::string(32, '1')};
    file.out_indices = {200, 2, 4, std::string(32, '2')};
    file.out_values = {300, 2, 4, std::string(32, '3')};
    file.in_pointers = {400, 4, 8, std::string(32, '4')};
    file.in_indices = {500, 2, 4, std::string(32, '5')};
    file.in_values = {600, 2, 4, std::string(32, '6')};
    return file;
}

/// `example()` without what the descriptor tells.
GraphFile described_again(const std::string& text) {
    GraphFile file = example();
    file.info = {};
    file.info.vertices = 3;
    file.info.edges = 2;
    for (const auto& [name, place] : layout::kDatasets)
        (file.*place).digest.clear();
    parse_cascade(parse_json(text), file);
    return file;
}

TEST(Descriptor, ComesBack) {
    const std::string text = root_descriptor(example());
    const MatrixText matrix = parse_matrix(parse_json(text));
    EXPECT_FALSE(matrix.by_column);
    EXPECT_EQ(matrix.vertices, 3U);
    EXPECT_EQ(matrix.edges, 2U);
    const GraphFile file = described_again(text);
    EXPECT_EQ(file.info.digest, content_digest(example()));
    EXPECT_TRUE(file.info.weighted);
    EXPECT_EQ(file.in_values.digest, std::string(32, '6'));
    EXPECT_TRUE(parse_matrix(parse_json(in_descriptor(example()))).by_column);
}

TEST(Descriptor, LengthDoesNotDependOnDigests) {
    GraphFile file = example();
    file.out_indices.digest = std::string(32, 'f');
    EXPECT_EQ(root_descriptor(file).size(), root_descriptor(example()).size());
    EXPECT_NE(content_digest(file), content_digest(example()));
}

TEST(Descriptor, FlagsAndDigestsMustFit) {
    const nlohmann::ordered_json good = parse_json(root_descriptor(example()));
    const auto refused = [&](auto&& change) {
        nlohmann::ordered_json changed = good;
        change(changed["cascade"]);
        EXPECT_THROW(described_again(json_text(changed)), InputError) << changed;
    };
    refused([](auto& ours) { ours["directed"] = false; });
    refused([](auto& ours) { ours["symmetric"] = true; });
    refused([](auto& ours) { ours["schema"] = "other"; });
    refused([](auto& ours) { ours["schema_version"] = 2; });
    refused([](auto& ours) { ours["digests"]["indices_1"] = std::string(32, 'f'); });
    refused([](auto& ours) { ours["digests"]["indices_1"] = "short"; });
    refused([](auto& ours) { ours["digests"].erase("values"); });
    refused([](auto& ours) { ours["digests"]["vertices/id"] = std::string(32, 'f'); });
    refused([](auto& ours) { ours["digests"]["more"] = std::string(32, 'f'); });
}

TEST(Descriptor, OtherMatricesAreRefused) {
    const nlohmann::ordered_json good = parse_json(in_descriptor(example()));
    const auto refused = [&](const char* key, const nlohmann::ordered_json& value) {
        nlohmann::ordered_json changed = good;
        changed["binsparse"][key] = value;
        EXPECT_THROW(parse_matrix(changed), InputError) << changed;
    };
    refused("version", "1.0");
    refused("format", "COO");
    refused("shape", {3, 4});
    refused("shape", {-3, -3});
    refused("number_of_stored_values", 2.5);
    refused("structure", "symmetric_lower");
}

} // namespace
} // namespace cascade
