#pragma once
// The files of a result directory change together: all of a new result or, after any failure, all of the old one.
//
// A directory has no rename for many files at once. So the old manifest is moved aside first, which makes the directory
// no result at all, then the old files; then the new files get their names, and the new manifest, written last, says
// that they are the result. Whoever fails on the way puts the old files back; whoever was killed leaves that to the next
// run, which finds an old manifest moved aside and no new one.

#include <string>
#include <vector>

namespace cascade {

/// Makes the files `names`, complete under their partial names, the result of `directory`; `others` are in it already
/// and belong to the result too. After a failure the old result is back and the partial files of `names` are gone.
void publish_result(const std::string& directory, const std::vector<std::string>& names,
                    const std::vector<std::string>& others);

/// Puts back what a killed run had moved aside, or removes it where that run's own result was complete.
void settle_result(const std::string& directory);

} // namespace cascade
