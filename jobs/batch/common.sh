# shellcheck shell=bash
# What the scripts for Slurm, PBS and LSF share; they source it.
#
# A script says what its system knows (ranks, threads, launcher, how to requeue) and calls `run_job VERB OPTION…`. That
# asks the program itself what the options mean (--dump-config), so that no second parser of options is needed here, adds
# --checkpoint and --threads, starts the launcher in the background, hands signals on to it, and puts the job back into the
# queue when it was stopped early: but only while the checkpoint grows. The ledger CHECKPOINT.attempts tells how far it
# had come at the start of each attempt; it survives the job, and the death of a node.
#
# shellcheck disable=SC2154 # the caller of run_job sets what it says there

say() { printf 'cascade batch: %s\n' "$*" >&2; }

fail() { # CODE MESSAGE
    local code=$1
    shift
    say "$*"
    exit "$code"
}

# Sets `program`: $CASCADE, the build of this tree, or what PATH holds.
find_program() { # TREE
    program=${CASCADE:-}
    if [[ -n $program ]]; then
        program=$(command -v -- "$program") || fail 66 "CASCADE=$CASCADE is not a program"
    elif [[ -x $1/build/cascade ]]; then
        program=$1/build/cascade
    else
        program=$(command -v cascade) ||
            fail 66 "no program: build the tree ($1/build/cascade), set CASCADE=/path/to/cascade, or put it into PATH"
    fi
    [[ $program == /* ]] || program=$PWD/$program
}

# Sets `value` to what --dump-config gave for an option; false when the option was not given.
resolved_value() { # NAME
    local line
    value=
    while IFS= read -r line; do
        [[ $line == "$1 = "* ]] || continue
        value=${line#"$1 = "}
        if [[ $value == '"'*'"' ]]; then
            value=${value:1:-1}
            printf -v value '%b' "${value//\\\"/\"}"
        fi
        return 0
    done <<<"$resolved"
    return 1
}

absolute() { # NAME-OF-VARIABLE PATH: whole, however it is spelt
    IFS= read -r -d '' "$1" < <(realpath -msz -- "$2")
}

# Sets `arguments` to the verb, what is added, and the user's options; `checkpoint` and `ledger` where there is one.
# The program reads the options first, alone: a mistake in them ends the job here, with its message and code.
plan_arguments() { # VERB OPTION…
    local verb=$1 help out
    [[ $verb != -* ]] || fail 2 "the first word must be a verb, not $verb; see $program --help"
    help=$("$program" "$verb" --help) || exit
    resolved=''
    if [[ $help == *'--dump-config'* ]]; then
        resolved=$("$program" "$@" --dump-config) || exit
    fi
    local added=()
    checkpoint='' ledger=''
    if [[ $help == *'--checkpoint DIR'* ]]; then
        if resolved_value checkpoint; then
            absolute checkpoint "$value"
        elif resolved_value out; then
            absolute out "$value"
            checkpoint=$out.checkpoint
            added+=("--checkpoint=$checkpoint")
        fi
        ledger=${checkpoint:+$checkpoint.attempts}
        [[ -n $checkpoint ]] || say "neither --out nor --checkpoint: if this job is stopped, its work is lost"
    fi
    if resolved_value threads; then
        threads=$value
    elif [[ $help == *'--threads T'* ]]; then
        added+=("--threads=$threads")
    fi
    if [[ -n ${time_limit:-} && -n $checkpoint ]] && ! resolved_value time-limit; then
        added+=("--time-limit=$time_limit")
    fi
    arguments=("$verb" "${added[@]}" "${@:2}")
}

# Settings of Open MPI; a value already in the environment stands. Without binding a rank's threads may use all CPUs of
# the allocation (Open MPI ties each rank to one core otherwise). Keepalive: a host that cannot be reached any more ends
# the job after 10 + 6 * 5 s; without it mpirun waits for ever.
set_up_mpi() {
    export OMPI_MCA_hwloc_base_binding_policy="${OMPI_MCA_hwloc_base_binding_policy:-none}"
    export OMPI_MCA_oob_tcp_keepalive_time="${OMPI_MCA_oob_tcp_keepalive_time:-10}"
    export OMPI_MCA_oob_tcp_keepalive_intvl="${OMPI_MCA_oob_tcp_keepalive_intvl:-5}"
    export OMPI_MCA_oob_tcp_keepalive_probes="${OMPI_MCA_oob_tcp_keepalive_probes:-6}"
    if [[ $EUID -eq 0 ]]; then # mpirun refuses root, even in a container, unless it is told twice
        export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    fi
}

# Removes, on each host, what killed runs of Open MPI left in /dev/shm: segments of this user, a minute old, that no
# process maps.
remove_leaked_segments() {
    # shellcheck disable=SC2016 # for the shell on each host
    local on_host='mapped=$(cat /proc/[0-9]*/maps 2>/dev/null | grep -o "/dev/shm/.*" | sort -u)
        find /dev/shm -maxdepth 1 -type f -user "$(id -u)" -mmin +1 \( -name "vader_segment.*" -o -name "sm_segment.*" \) |
            while IFS= read -r file; do
                printf "%s\n" "$mapped" | grep -qxF "$file" || rm -f "$file"
            done'
    "${one_a_host[@]}" sh -c "$on_host" || say "could not look for leaked shared memory on every host"
}

# Warns where the launcher gives a rank fewer CPUs than it has threads; asks with the launcher itself.
check_binding() {
    local seen fewest
    seen=$("${launcher[@]}" ${probe_options[@]+"${probe_options[@]}"} env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc) ||
        fail "$?" "the launcher cannot start ${launcher[*]} nproc; see above"
    fewest=$(sort -n <<<"$seen" | head -n 1)
    if ((fewest < threads)); then
        say "warning: a rank may use $fewest CPUs and has $threads threads: ask the batch system for more CPUs a rank," \
            "lift the binding, or say --threads $fewest"
    fi
}

# How far the newest checkpoint has come: samples drawn over all attempts, or "none".
progress() {
    local drawn
    drawn=$(grep -rhoE --include='*.json' '"samples_drawn": *[0-9]+' "$checkpoint" 2>/dev/null | grep -oE '[0-9]+$' | sort -n | tail -n 1)
    printf '%s' "${drawn:-none}"
}

# Notes the start of an attempt. The ledger's first line names the job; another job begins a new one.
open_ledger() { # JOB
    local job=
    local folder=${ledger%/*}/ # of /name it is /
    mkdir -p -- "$folder" || fail 73 "cannot create $folder"
    { IFS= read -r job <"$ledger"; } 2>/dev/null
    if [[ $job != "$1" ]]; then
        printf '%s\n' "$1" >"$ledger" || fail 73 "cannot write $ledger"
    elif fruitless; then
        give_up
    fi
    progress >>"$ledger"
    printf '\n' >>"$ledger"
    attempt=$(($(wc -l <"$ledger") - 1))
}

# True when neither of the last two attempts saved anything new.
fruitless() {
    local starts now
    mapfile -t starts < <(tail -n +2 -- "$ledger")
    now=$(progress)
    ((${#starts[@]} >= 2)) && [[ ${starts[-1]} == "$now" && ${starts[-2]} == "$now" ]]
}

give_up() {
    fail 75 "two attempts in a row saved nothing new in $checkpoint (samples drawn: $(progress)); not trying again." \
        "Give the job more time or memory and submit it again; the checkpoint is kept."
}

hand_on() { # SIGNAL
    signalled=$1
    say "got $1, handing it on"
    [[ -z $child ]] || kill "-$1" "$child" 2>/dev/null
    [[ $1 != USR1 ]] || again=5
}

# A launcher that is still starting its ranks passes nothing on: USR1 is said five times, three seconds apart. For a program
# that has heard it once more is no more.
say_again() {
    ((again > 0 && ++looks % 15 == 0)) || return 0
    again=$((again - 1))
    kill -USR1 "$child" 2>/dev/null
}

# From here on signals are kept for the command that `watch` runs, now or later.
catch_signals() {
    child='' signalled='' again=0 looks=0
    trap 'hand_on USR1' USR1
    trap 'hand_on USR2' USR2
    trap 'hand_on TERM' TERM INT
}

# Runs a command, hands signals on to it, and returns its exit code. It is looked at five times a second, not waited for:
# bash can lose the code of a child that ends while `wait` is interrupted by a trap.
watch() { # COMMAND…
    local never status
    exec {never}<> <(:) # a pipe into which nobody writes: reading from it is a sleep without a process
    "$@" </dev/null &
    child=$!
    [[ -z $signalled ]] || hand_on "$signalled"
    while kill -0 "$child" 2>/dev/null; do
        read -r -t 0.2 <&"$never"
        say_again
    done
    exec {never}<&-
    wait "$child"
    status=$?
    child=''
    return "$status"
}

# 75; 138: USR1 came before the program was ready for it; 205: mpirun lost a host.
was_interrupted() { [[ $1 == 75 || $1 == 138 || $1 == 205 ]]; }

# The whole of a job. The caller has set `ranks`, `threads`, `launcher` and `one_a_host` (arrays; `probe_options` too if
# the launcher needs no MPI to count CPUs), `job`, `tree`, and the function `requeue`, which does not return when it succeeds.
run_job() { # VERB OPTION…
    local status
    [[ $# -gt 0 ]] || fail 2 "which verb? e.g. select --graph g.h5 --k 50 --out chosen"
    attempt=1
    catch_signals
    find_program "$tree"
    plan_arguments "$@"
    set_up_mpi
    [[ -z $ledger ]] || open_ledger "$job"
    remove_leaked_segments
    check_binding
    say "job $job, attempt $attempt: $ranks ranks of $threads threads, $program${checkpoint:+, checkpoint $checkpoint}"
    watch "${launcher[@]}" "$program" "${arguments[@]}"
    status=$?
    say "job $job, attempt $attempt: exit code $status"
    if [[ $status -eq 0 ]]; then
        [[ -z $ledger ]] || rm -f -- "$ledger"
    elif [[ $signalled == TERM ]]; then # somebody wants it gone
        say "the job was told to end; the same command goes on from the last checkpoint"
    elif was_interrupted "$status" && [[ -n $ledger ]]; then
        if fruitless; then
            give_up
        fi
        trap - TERM INT # what ends a requeued job
        requeue || say "could not requeue job $job: submit the same command again to go on"
    fi
    exit "$status"
}
