#!/usr/bin/env bash
# From a bare Debian 12 to an answer: installs what is missing, builds build/cascade, makes a social graph of 131,072
# people, finds the 50 whose word reaches most, simulates that word hop by hop, and draws a page. Run it again and
# everything under out/demo is made anew. Takes no arguments.
set -euo pipefail

tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packages.sh
source "$tree/scripts/packages.sh"
# shellcheck source=launch.sh
source "$tree/scripts/launch.sh"

cascade="$tree/build/cascade"
demo="$tree/out/demo"
cores=$(nproc)
threads=$((cores > 2 ? cores / 2 : 1))

# step TEXT COMMAND…: says what is done, keeps the command's output in the log, shows the log's end if it fails.
step() {
    local began=$SECONDS
    echo "$1 …"
    shift
    if ! "$@" >>"$demo/log.txt" 2>&1 </dev/null; then
        tail -n 30 "$demo/log.txt" >&2
        printf 'This failed: %q' "$1" >&2
        printf ' %q' "${@:2}" >&2
        printf '\nAll output is in %s\n' "$demo/log.txt" >&2
        exit 1
    fi
    echo "   done in $((SECONDS - began)) s"
}

install_missing "${packages_to_run[@]}"
mkdir -p "$demo"
: >"$demo/log.txt"
step "Building $cascade" build_cascade "$tree" -DCASCADE_BUILD_TESTS=OFF -- --target cascade
step "Making a social graph of 131,072 people" \
    "$cascade" generate --kind social --scale 17 --edges 1500000 --output "$demo/graph.h5" --force
step "Choosing 50 people, on 2 ranks" \
    mpirun -np 2 "$cascade" select --graph "$demo/graph.h5" --k 50 --model ic --probability wc \
    --threads "$threads" --out "$demo/select" --force
step "Simulating what they set off, 1,000 times, on 2 ranks" \
    mpirun -np 2 "$cascade" simulate --graph "$demo/graph.h5" --seeds "$demo/select/seeds.csv" --model ic \
    --probability wc --worlds 1000 --threads "$threads" --out "$demo/simulate" --force
step "Drawing the page" \
    "$tree/scripts/report.py" "$demo/select" "$demo/simulate" --output "$demo/report.html"

mpirun_words="mpirun"
[[ $EUID -eq 0 ]] && mpirun_words+=" --allow-run-as-root"
[[ $cores -lt 2 ]] && mpirun_words+=" --oversubscribe"

echo
"$tree/scripts/report.py" --headline "$demo/select"
cat <<TEXT

What was made, in $demo:
   graph.h5      the graph
   select/       the 50 chosen people, how far they reach and how sure that is (seeds.csv, summary.json, result.h5)
   simulate/     who is active after each hop (activation_by_hop.csv, summary.json, result.h5)
   report.html   both as one page: open it in any browser, or print it
   log.txt       what the programs said

The same with your own edge list (two ids a line; --directed if the first influences the second but not back):
   $(printf '%q' "$cascade") import --input edges.txt --undirected --output mine.h5
   $mpirun_words --bind-to none -np 2 $(printf '%q' "$cascade") select --graph mine.h5 --k 50 --model ic --probability wc --threads $threads --out mine
   $(printf '%q' "$tree/scripts/report.py") mine --output mine.html
TEXT
