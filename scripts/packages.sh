# shellcheck shell=bash
# The Debian 12 packages the project needs, and the one function that installs those that are missing. Sourced by
# run-demo.sh and run-tests.sh; nothing else in the tree repeats these names.

# To build `cascade` and to draw a report.
# shellcheck disable=SC2034 # read by the scripts that source this file
packages_to_run=(
    build-essential cmake ninja-build pkg-config
    libopenmpi-dev openmpi-bin libhdf5-openmpi-dev
    libboost-program-options-dev librandom123-dev libxxhash-dev libzstd-dev zlib1g-dev libfmt-dev nlohmann-json3-dev
    python3-matplotlib python3-h5py
)

# To build and run the tests, on top of the above.
# shellcheck disable=SC2034
packages_to_test=(
    libgtest-dev libgmock-dev
    man-db groff-base environment-modules
    python3-jsonschema python3-pandas python3-tables python3-xarray python3-netcdf4 python3-h5netcdf hdf5-tools netcdf-bin
    r-cran-ncdf4 r-cran-hdf5r r-bioc-rhdf5 octave
    slurm-wlm slurmctld slurmd slurm-client munge iproute2 shellcheck zstd file
)

# missing_packages NAME…: prints those of the packages that are not installed.
missing_packages() {
    local package
    for package in "$@"; do
        if [[ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" != installed ]]; then
            echo "$package"
        fi
    done
}

# install_missing NAME…: installs what is not there, as root or with sudo; does nothing, and needs neither, when
# nothing is missing. apt's own output is shown only when it fails.
install_missing() {
    if ! command -v dpkg-query >/dev/null; then
        echo "This script installs Debian packages and this system has no dpkg; scripts/build-user.sh builds without." >&2
        return 1
    fi
    local missing
    mapfile -t missing < <(missing_packages "$@")
    if [[ ${#missing[@]} -eq 0 ]]; then
        return 0
    fi
    local as_root=()
    if [[ $EUID -ne 0 ]]; then
        if ! command -v sudo >/dev/null; then
            echo "These packages are missing and there is neither root nor sudo to install them: ${missing[*]}" >&2
            echo "scripts/build-user.sh builds without root once a compiler and the libraries are at hand." >&2
            return 1
        fi
        as_root=(sudo)
    fi
    echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
    local log
    log=$(mktemp)
    if ! "${as_root[@]}" apt-get -q update >"$log" 2>&1 ||
        ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends \
            "${missing[@]}" >>"$log" 2>&1 </dev/null; then
        tail -n 30 "$log" >&2
        echo "apt-get could not install the packages; its whole output is in $log" >&2
        return 1
    fi
    rm -f "$log"
}
