// The program: the words of the command line and the table of verbs; everything else is in jobs/common/program.hpp.

#include "jobs/common/program.hpp"

int main(int argc, char** argv) {
    return cascade::run_program(argc, argv, cascade::verbs());
}
