#!/usr/bin/env bash
# Writes what the manual shows of the program's own tables anew: jobs/OPTIONS.md, jobs/SCHEMA.md, jobs/schema/. With
# --check nothing is written, and the exit code is 1 when a committed file is not what the program says.
#
#     scripts/generate_docs.sh [--check] [PROGRAM]        PROGRAM is build/cascade unless said
set -euo pipefail

tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
check=no
if [[ ${1:-} == --check ]]; then
    check=yes
    shift
fi
program=${1:-$tree/build/cascade}
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
stale=0

# document FILE WORD…: what `cascade help WORD…` prints is FILE of the tree.
document() {
    local file=$1
    shift
    "$program" help "$@" >"$made/page"
    if [[ $check == no ]]; then
        mkdir -p "$(dirname "$tree/$file")"
        cp "$made/page" "$tree/$file"
    elif ! diff -u "$tree/$file" "$made/page"; then
        stale=1
    fi
}

document jobs/OPTIONS.md --format markdown
document jobs/SCHEMA.md --format dictionary
document jobs/schema/dictionary.json --format dictionary-json
for text in summary events manifest run; do
    document "jobs/schema/$text.schema.json" --format "schema:$text"
done
if [[ $stale -ne 0 ]]; then
    echo "The files above are not what $program says; scripts/generate_docs.sh writes them anew." >&2
fi
exit "$stale"
