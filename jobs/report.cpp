// cascade report DIR…: one page that needs nothing else, drawn by scripts/report.py.

#include "jobs/common/script.hpp"
#include "jobs/common/verb.hpp"

namespace cascade {
namespace {

int alone(const Options& options) {
    std::vector<std::string> words{"--who",      "cascade report",        "--output", options.text("output"),
                                   "--language", options.text("language")};
    for (const char* flag : {"headline", "force"})
        if (options.flag(flag))
            words.push_back("--" + std::string(flag));
    words.emplace_back("--");
    words.insert(words.end(), options.positional().begin(), options.positional().end());
    become_script(options, "report.py", words);
}

} // namespace

const Verb kReportVerb = {
    .name = "report",
    .summary = "results as one page to read, send or print",
    .description =
        "Draws result directories as one HTML file: headline, figures with the tables behind them, how it was made. It "
        "holds no script and fetches nothing. Several directories share the page: their curves side by side, their "
        "differences, and how time falls with cores where a job ran on several machines. The same directories give the "
        "same bytes. Needs python3 with matplotlib and h5py (Debian: python3-matplotlib python3-h5py); no MPI.\n\n"
        "    cascade report chosen simulated --output report.html\n"
        "    cascade report chosen --language zh --output report-zh.html",
    .options = {{"output", "FILE", "report.html",
                 "The page. A page of an earlier report is replaced, any other file only with --force."},
                {"language", "en|zh", "en", "Language of the page: English or Chinese."},
                {"headline", "", "", "Print the headline of each directory on stdout and stop.", OptionKind::flag},
                {"force", "", "", "Replace --output, whatever it is.", OptionKind::flag},
                kPythonOption},
    .positional = "DIR...",
    .validate = nullptr,
    .run = alone,
};

} // namespace cascade
