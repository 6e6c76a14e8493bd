# shellcheck shell=bash
# A grid of option values. `--vary k=10,50` names an option and its values; a value in double quotes may hold commas, and
# two double quotes in it stand for one, as in a CSV file. Tasks are numbered from 1, the last option varying fastest.
# Sourced by sweep.

# Sets `values` to the parts of a list.
split_values() { # TEXT
    local text=$1 part
    values=()
    while :; do
        if [[ $text == '"'* ]]; then
            [[ $text =~ ^\"(([^\"]|\"\")*)\"(,|$) ]] || fail 2 "--vary: a quote is not closed, or not at the end of a value: $text"
            part=${BASH_REMATCH[1]//\"\"/\"}
            text=${text:${#BASH_REMATCH[0]}}
            values+=("$part")
            [[ ${BASH_REMATCH[3]} == , ]] || return
        elif [[ $text == *,* ]]; then
            values+=("${text%%,*}")
            text=${text#*,}
        else
            values+=("$text")
            return
        fi
    done
}

# Sets `names`, the options; `counts`, how many values each has; `all_values`, end to end; `total`; `width` of a task's name.
read_grid() { # NAME=LIST…
    local entry
    names=() counts=() all_values=() total=1
    [[ $# -gt 0 ]] || fail 2 "--vary NAME=VALUE,VALUE… says what varies"
    for entry in "$@"; do
        [[ $entry =~ ^(--)?([a-z][a-z0-9-]*)= ]] || fail 2 "--vary wants NAME=VALUE,VALUE…, not $entry"
        [[ ${BASH_REMATCH[2]} != out ]] || fail 2 "--vary out: every task has its own directory"
        names+=("${BASH_REMATCH[2]}")
        split_values "${entry#*=}"
        counts+=("${#values[@]}")
        all_values+=("${values[@]}")
        total=$((total * ${#values[@]}))
    done
    width=$((${#total} > 4 ? ${#total} : 4))
}

# Sets `chosen` to the values of a task, in the order of `names`.
combination() { # INDEX
    local rest=$(($1 - 1)) i end=${#all_values[@]}
    chosen=()
    for ((i = ${#names[@]} - 1; i >= 0; --i)); do
        chosen=("${all_values[end - counts[i] + rest % counts[i]]}" "${chosen[@]}")
        rest=$((rest / counts[i]))
        end=$((end - counts[i]))
    done
}

task_name() { printf '%0*d' "$width" "$1"; } # INDEX

csv_field() { # TEXT
    if [[ $1 == *[\",$'\n\r']* ]]; then
        printf '"%s"' "${1//\"/\"\"}"
    else
        printf '%s' "$1"
    fi
}

# Prints grid.csv: a line a task, a column an option.
grid_table() {
    local i value
    printf 'task'
    printf ',%s' "${names[@]}"
    printf '\n'
    for ((i = 1; i <= total; ++i)); do
        task_name "$i"
        combination "$i"
        for value in "${chosen[@]}"; do
            printf ','
            csv_field "$value"
        done
        printf '\n'
    done
}
