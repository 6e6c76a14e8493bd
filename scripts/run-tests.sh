#!/usr/bin/env bash
# Builds with warnings as errors and runs every check that is not labelled "long"; ctest's closing line comes last and
# its exit code is this script's. Arguments are handed to ctest, e.g. `scripts/run-tests.sh -R laws`.
set -euo pipefail

tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packages.sh
source "$tree/scripts/packages.sh"
# shellcheck source=launch.sh
source "$tree/scripts/launch.sh"

install_missing "${packages_to_run[@]}" "${packages_to_test[@]}"

# Real graphs are looked for beside the checkout, unless CASCADE_REAL_DATA names a folder; tests skip without them.
beside="$tree/../shared/data"
if [[ -z ${CASCADE_REAL_DATA:-} && -d $beside ]]; then
    CASCADE_REAL_DATA=$(cd "$beside" && pwd)
    export CASCADE_REAL_DATA
fi

/usr/bin/python3 "$tree/scripts/check_house.py"
echo "Building the program and its tests …"
build_cascade "$tree" -DCASCADE_WERROR=ON -DCASCADE_BUILD_TESTS=ON --
began=$SECONDS
report=$(mktemp)
trap 'rm -f "$report"' EXIT
status=0
# Three beside each other: some mostly wait, for mpirun to end or for time to pass.
ctest --test-dir "$tree/build" --no-tests=error --output-on-failure -LE long -j3 "$@" 2>&1 | tee "$report" || status=$?
echo "Tests took $((SECONDS - began)) s."
grep -E 'tests passed|tests failed' "$report" | tail -n 1 || true
exit "$status"
