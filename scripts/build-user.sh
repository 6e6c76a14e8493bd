#!/usr/bin/env bash
# Builds build/cascade without root, from whatever compiler and libraries are at hand: the modules of a cluster, a
# prefix of one's own, or the system. Says what is there and what is missing before it begins. Arguments go to CMake:
#
#     scripts/build-user.sh -DCMAKE_PREFIX_PATH="$HOME/prefix"
#
# Nothing is installed and nothing outside build/ is left behind.
set -euo pipefail

tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# What each line of the probe is called, and where it is usually found.
declare -A words=(
    [cmake]="CMake 3.25 or newer|a cmake module, or python3 -m pip install --user cmake"
    [cxx20]="a C++20 compiler (GCC 12, Clang 14 or newer)|a gcc module; name it with -DCMAKE_CXX_COMPILER=g++-12"
    [openmp]="OpenMP|it comes with GCC"
    [mpi]="MPI|an openmpi or mpich module, so that mpicc is in PATH"
    [hdf5]="parallel HDF5 1.10 or newer|an hdf5 module built with MPI; export HDF5_ROOT=/its/prefix"
    [boost]="Boost.Program_options 1.74 or newer|a boost module"
    [fmt]="fmt 9 or newer|github.com/fmtlib/fmt, built into a prefix"
    [json]="nlohmann-json 3.11 or newer|github.com/nlohmann/json, installed into a prefix"
    [zlib]="zlib|a zlib module"
    [pkg-config]="pkg-config|a pkg-config or pkgconf module; it finds the next two (PKG_CONFIG_PATH)"
    [zstd]="zstd|a zstd module, or github.com/facebook/zstd"
    [xxhash]="xxHash 0.8 or newer|an xxhash module, or github.com/Cyan4973/xxHash"
    [random123]="Random123 (headers only)|github.com/DEShawResearch/random123, its include folder in a prefix"
)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

if ! command -v cmake >/dev/null; then
    echo "missing: ${words[cmake]%%|*} (${words[cmake]##*|})" >&2
    exit 1
fi
if ! cmake -S "$tree/scripts/cmake/probe" -B "$scratch/probe" "$@" >"$scratch/log" 2>&1; then
    tail -n 20 "$scratch/log" >&2
    echo "CMake could not even compile a line of C++; the message above says why." >&2
    exit 1
fi

missing=0
while IFS='|' read -r _ name found detail; do
    if [[ $found == yes ]]; then
        printf 'found    %s%s\n' "${words[$name]%%|*}" "${detail:+: $detail}"
    else
        missing=$((missing + 1))
        printf 'MISSING  %s%s\n         try %s\n' "${words[$name]%%|*}" "${detail:+ ($detail)}" "${words[$name]##*|}"
    fi
done < <(grep -o 'probe|.*' "$scratch/log")
if [[ $missing -gt 0 ]]; then
    echo "$missing missing. Libraries in a prefix of yours are found with -DCMAKE_PREFIX_PATH=/that/prefix." >&2
    exit 1
fi

if command -v ninja >/dev/null; then
    export CMAKE_GENERATOR="${CMAKE_GENERATOR:-Ninja}"
fi
cmake -S "$tree" -B "$tree/build" -DCASCADE_BUILD_TESTS=OFF "$@" >"$scratch/log" 2>&1 || {
    tail -n 30 "$scratch/log" >&2
    exit 1
}
cmake --build "$tree/build" --parallel "$(nproc)" --target cascade
echo "Built $tree/build/cascade"
