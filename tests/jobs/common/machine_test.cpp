#include "jobs/common/machine.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <vector>

namespace cascade {
namespace {

namespace fs = std::filesystem;

/// A small /proc and /sys of its own.
class Machine : public ::testing::Test {
protected:
    Machine() : root_(fs::temp_directory_path() / ("cascade_machine_" + std::to_string(::getpid()) + "/")) {}
    ~Machine() override { fs::remove_all(root_); }
    void put(const std::string& path, const std::string& content) {
        fs::create_directories((root_ / path).parent_path());
        std::ofstream(root_ / path) << content << "\n";
    }
    std::string root() const { return root_; }

private:
    fs::path root_;
};

TEST_F(Machine, NoGroupsNoLimit) {
    EXPECT_EQ(cgroup_memory_limit(root()), 0u);
    put("proc/meminfo", "MemTotal:       1000 kB");
    EXPECT_EQ(usable_memory(root()), 1024000u);
}

TEST_F(Machine, VersionTwoTakesTheSmallestOnThePath) {
    put("proc/self/cgroup", "0::/job/step");
    put("sys/fs/cgroup/job/step/memory.max", "max");
    EXPECT_EQ(cgroup_memory_limit(root()), 0u);
    put("sys/fs/cgroup/job/memory.max", "500000");
    EXPECT_EQ(cgroup_memory_limit(root()), 500000u);
    put("sys/fs/cgroup/memory.max", "400000");
    EXPECT_EQ(cgroup_memory_limit(root()), 400000u);
    put("proc/meminfo", "MemTotal:       1000 kB");
    EXPECT_EQ(usable_memory(root()), 400000u);
}

TEST_F(Machine, VersionOneIgnoresItsUnlimited) {
    put("proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/docker/abc\n0::/");
    put("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");
    EXPECT_EQ(cgroup_memory_limit(root()), 0u);
    put("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "2000000");
    EXPECT_EQ(cgroup_memory_limit(root()), 2000000u);
    put("proc/meminfo", "MemTotal:       1000 kB");
    EXPECT_EQ(usable_memory(root()), 1024000u) << "the machine is smaller than the limit";
}

TEST(ThisMachine, HasWhatEveryMachineHas) {
    const cpu_set_t cpus = allowed_cpus();
    EXPECT_GE(CPU_COUNT(&cpus), 1);
    EXPECT_GT(usable_memory(), std::uint64_t{1} << 20);
    EXPECT_FALSE(host_name().empty());
    EXPECT_THAT(page_description(), ::testing::HasSubstr("huge pages"));
}

TEST(ThisMachine, PeakMemoryGrowsWithUse) {
    const std::uint64_t before = peak_resident_bytes();
    std::vector<char> block(std::size_t{256} << 20, 1);
    EXPECT_GE(peak_resident_bytes(), std::max<std::uint64_t>(before, block.size()));
}

} // namespace
} // namespace cascade
