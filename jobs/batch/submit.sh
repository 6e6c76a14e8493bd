# shellcheck shell=bash
# How a script submits itself to a system that hands no arguments to a job: by writing, on stdin of the submit command, a
# script that calls it again with the same arguments, quoted by bash itself. Any word survives that: blanks, quotes, `$`,
# line ends. Sourced by pbs and lsf.

# Splits at the first `--`: sets `to_system` (before it) and `to_program` (after it).
split_options() { # WORD…
    to_system=() to_program=()
    while [[ $# -gt 0 && $1 != -- ]]; do
        to_system+=("$1")
        shift
    done
    [[ $# -ge 2 ]] || fail 2 "nothing to run: $0 [options for the batch system] -- VERB …"
    to_program=("${@:2}")
}

# Prints the job: in the folder of the submission, with the program that was chosen there.
job_text() { # SCRIPT
    printf '#!/bin/bash\ncd -- %q || exit\n' "$PWD"
    [[ -z ${CASCADE:-} ]] || printf 'export CASCADE=%q\n' "$CASCADE"
    printf 'exec /bin/bash %q --job' "$1"
    printf ' %q' "${to_program[@]}"
    printf '\n'
}
