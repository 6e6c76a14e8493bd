# shellcheck shell=bash
# How ranks are started on one machine, be it small or a container: no binding (Open MPI ties each rank to one core at
# -np 1 and -np 2), more ranks than cores allowed, and waiting ranks give way. Sourced by the other scripts. A value
# already in the environment stands.

export OMPI_MCA_rmaps_base_oversubscribe="${OMPI_MCA_rmaps_base_oversubscribe:-1}"
export OMPI_MCA_hwloc_base_binding_policy="${OMPI_MCA_hwloc_base_binding_policy:-none}"
export OMPI_MCA_mpi_yield_when_idle="${OMPI_MCA_mpi_yield_when_idle:-1}"
if [[ $EUID -eq 0 ]]; then # mpirun refuses root unless it is told twice
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
fi

# build_cascade TREE CMAKE-ARGUMENT… -- BUILD-ARGUMENT…: configures the release preset with the arguments and builds.
# Output is kept in build/build.log and shown when something fails. ccache is used where it is installed.
build_cascade() {
    local tree=$1 log
    shift
    local configure=()
    while [[ $# -gt 0 && $1 != -- ]]; do
        configure+=("$1")
        shift
    done
    shift
    export CMAKE_GENERATOR="${CMAKE_GENERATOR:-Ninja}"
    if command -v ccache >/dev/null; then
        export CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache
    fi
    mkdir -p "$tree/build"
    log="$tree/build/build.log"
    if ! (cd "$tree" && cmake --preset release "${configure[@]}") >"$log" 2>&1 ||
        ! cmake --build "$tree/build" --parallel "$(nproc)" "$@" >>"$log" 2>&1; then
        tail -n 40 "$log" >&2
        echo "The build failed; its whole output is in $log" >&2
        return 1
    fi
}
