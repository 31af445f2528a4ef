#!/usr/bin/env bash
# Overwrites few keys many times, and shows that disk and restart time stay bounded: one ZooKeeper and three nodes with
# default settings as processes of their own, on loopback. Every ten seconds it prints how many writes were answered, the
# rate since the line before, and for each node the bytes of its journal and its table on disk and its resident memory.
# Then it kills one node (SIGKILL), starts it again on its data, and prints how long it takes until it listens, and until
# it leads ranges again. Everything is stopped and deleted at the end, also on Ctrl-C.
#
#   bench/overwrites.sh [--writes N] [--keys N] [--value-size B] [--in-flight N] [--bound-mib M] [--every S]
#                       [--folder DIR] [--keep]
#
# --writes is 10,000,000, --keys 10,000, --value-size 100, --in-flight 256. It ends with exit code 1 if the data of one
# node ever took more than --bound-mib (1024) on disk, if a write failed, or if the node did not come back.
# ORDINAL_NODE_OPTS adds JVM flags to the nodes.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
writes=10000000
keys=10000
value_size=100
in_flight=256
bound_mib=1024
every=10
parent=${TMPDIR:-/tmp}
keep=false
while [ $# -gt 0 ]; do
  case $1 in
    --writes) writes=$2; shift 2 ;;
    --keys) keys=$2; shift 2 ;;
    --value-size) value_size=$2; shift 2 ;;
    --in-flight) in_flight=$2; shift 2 ;;
    --bound-mib) bound_mib=$2; shift 2 ;;
    --every) every=$2; shift 2 ;;
    --folder) parent=$2; shift 2 ;;
    --keep) keep=true; shift ;;
    -h | --help) sed -n '2,/^set /s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "overwrites.sh: what is $1? --help lists the options" >&2; exit 2 ;;
  esac
done

# Builds if needed, before anything is started.
"$root/ordinal" --version >/dev/null

folder=$(mktemp -d "$parent/ordinal-overwrites.XXXXXX")
declare -A pid

finish() {
  local status=$? name
  trap - EXIT INT TERM
  for name in "${!pid[@]}"; do kill "${pid[$name]}" 2>/dev/null || true; done
  for name in "${!pid[@]}"; do wait "${pid[$name]}" 2>/dev/null || true; done
  if $keep; then echo "kept: $folder"; else rm -rf "$folder"; fi
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# start NAME ARGUMENTS...: runs `ordinal ARGUMENTS` in the background; its output goes to NAME.out.
start() {
  local name=$1
  shift
  (cd "$folder" && exec "$root/ordinal" "$@") >"$folder/$name.out" 2>&1 &
  pid[$name]=$!
}

start_node() {
  ORDINAL_JAVA_OPTS="${ORDINAL_NODE_OPTS:-}" start "$1" node --id "$1" --zookeeper "$zookeeper" --data "$folder/$1"
}

# address_of NAME: waits until it says where it listens.
address_of() {
  local tries=0 line
  until line=$(grep -m1 -oE 'listens on [^ ,]+' "$folder/$1.out" 2>/dev/null); do
    tries=$((tries + 1))
    if [ "$tries" -gt 6000 ] || ! kill -0 "${pid[$1]}" 2>/dev/null; then
      echo "$1 did not start:" >&2
      cat "$folder/$1.out" >&2
      exit 1
    fi
    sleep 0.1
  done
  printf '%s' "${line#listens on }"
}

# status: the cluster's status as one line of JSON; nothing if nobody answers.
status() {
  "$root/ordinal" status "${nodes[@]}" --json 2>/dev/null | tr -d '\n' || true
}

# serves NODE: how many ranges the node leads and serves.
serves() {
  status | sed -n "s/.*\"id\" *: *\"$1\"[^}]*\"serves\" *: *\([0-9]*\).*/\1/p"
}

# disk_kib FOLDER: what it takes on disk. Files may vanish meanwhile: a journal is trimmed, a table compacted.
disk_kib() {
  { du -sk "$1" 2>/dev/null || true; } | awk '{ kib = $1 } END { print kib + 0 }'
}

now() {
  date +%s.%N
}

since() {
  awk -v from="$1" -v to="$(now)" 'BEGIN { printf "%.1f", to - from }'
}

largest_kib=0
last_progress='0 0'
# sample: prints a line of figures, and remembers the largest data folder.
sample() {
  local progress node journal table rss all line
  progress=$({ grep '^progress:' "$folder/load.out" || true; } | tail -1 | tr -dc '0-9 ')
  line=$(awk -v at="$(since "$begun")" -v last="$last_progress" -v now="${progress:-0 0}" 'BEGIN {
    split(last, l, " "); split(now, n, " ")
    printf "%8.0f %12d %9.0f", at, n[2], (n[1] > l[1] ? (n[2] - l[2]) / (n[1] - l[1]) : 0)
  }')
  last_progress=${progress:-0 0}
  for node in n1 n2 n3; do
    journal=$(disk_kib "$folder/$node/journal")
    table=$(disk_kib "$folder/$node/table")
    all=$(disk_kib "$folder/$node")
    if [ "$all" -gt "$largest_kib" ]; then largest_kib=$all; fi
    rss=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/${pid[$node]}/status" 2>/dev/null || true)
    line+=$(printf '   %7d %7d %7d' $((journal / 1024)) $((table / 1024)) $((${rss:-0} / 1024)))
  done
  echo "$line"
}

start zookeeper zookeeper --port 0 --data "$folder/zk"
zookeeper=$(address_of zookeeper)
for id in n1 n2 n3; do start_node "$id"; done
nodes=()
for id in n1 n2 n3; do nodes+=(--node "$(address_of "$id")"); done

# The first map and its leaders take a moment.
tries=0
until "$root/ordinal" bench "${nodes[@]}" --seconds 1 --warmup 0 --keys "$keys" >"$folder/ready.out" 2>&1; do
  tries=$((tries + 1))
  if [ "$tries" -gt 6 ]; then
    echo "the cluster does not serve:" >&2
    cat "$folder/ready.out" "$folder"/n?.out >&2
    exit 1
  fi
done

echo "$writes writes of $value_size B to $keys keys, $in_flight in flight; bound: $bound_mib MiB of data a node"
printf '%8s %12s %9s' seconds writes per-s
for id in n1 n2 n3; do printf '   %7s %7s %7s' "$id-jrnl" "$id-tabl" "$id-rss"; done
echo '   (MiB)'

begun=$(now)
start load bench "${nodes[@]}" --operations "$writes" --warmup 0 --keys "$keys" --value-size "$value_size" \
  --in-flight "$in_flight" --progress 1
while kill -0 "${pid[load]}" 2>/dev/null; do
  sample
  slept=0
  while [ "$slept" -lt "$every" ] && kill -0 "${pid[load]}" 2>/dev/null; do
    sleep 1
    slept=$((slept + 1))
  done
done
failed=false
wait "${pid[load]}" || failed=true
unset 'pid[load]'
sample
grep -v '^progress:' "$folder/load.out"

led=$(serves n2)
kill -KILL "${pid[n2]}"
wait "${pid[n2]}" 2>/dev/null || true
restarted=$(now)
start_node n2
moved=$(address_of n2)
echo "restart:    n2 was killed; started again, it listens after $(since "$restarted") s"
nodes+=(--node "$moved")
back=0
while [ "$back" -lt 1 ]; do
  if awk -v s="$(since "$restarted")" 'BEGIN { exit s < 120 }'; then
    echo "n2 does not lead again:" >&2
    status >&2
    exit 1
  fi
  back=$(serves n2)
  back=${back:-0}
done
echo "restart:    it serves $back ranges after $(since "$restarted") s ($led before it was killed)"
sample

echo "largest:    $((largest_kib / 1024)) MiB of data in one node; the bound is $bound_mib MiB"
if $failed; then
  echo "overwrites.sh: writes failed, see above" >&2
  exit 1
fi
if [ "$largest_kib" -gt $((bound_mib * 1024)) ]; then
  echo "overwrites.sh: a node's data took more than $bound_mib MiB" >&2
  exit 1
fi
