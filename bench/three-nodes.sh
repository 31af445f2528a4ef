#!/usr/bin/env bash
# Measures a fresh cluster on this machine: one ZooKeeper and three nodes as processes of their own, on loopback, and the
# load beside them. Runs `ordinal bench` with only writes, only reads, and half of each, and prints what it found and
# where. Everything is stopped and deleted at the end, also on Ctrl-C.
#
#   bench/three-nodes.sh [--seconds S] [--warmup S] [--durability disk|memory] [--folder DIR] [--keep]
#                        [--shares "0 1 0.5"] [options of `ordinal bench`: --in-flight N --value-size B --keys N ...]
#
# --keep leaves the folder with data, logs and recordings. ORDINAL_NODE_OPTS adds JVM flags to the nodes, for example
# a flight recording of each, which `jfr summary` and `jfr print` read:
#   ORDINAL_NODE_OPTS='-XX:StartFlightRecording=settings=profile,filename=.' bench/three-nodes.sh --keep
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
seconds=20
warmup=10
durability=disk
parent=${TMPDIR:-/tmp}
shares='0 1 0.5'
keep=false
options=()
while [ $# -gt 0 ]; do
  case $1 in
    --seconds) seconds=$2; shift 2 ;;
    --warmup) warmup=$2; shift 2 ;;
    --durability) durability=$2; shift 2 ;;
    --folder) parent=$2; shift 2 ;;
    --shares) shares=$2; shift 2 ;;
    --keep) keep=true; shift ;;
    -h | --help) sed -n '2,/^set /s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) options+=("$1"); shift ;;
  esac
done

# Builds if needed, before anything is started.
"$root/ordinal" --version >/dev/null

folder=$(mktemp -d "$parent/ordinal-bench.XXXXXX")
pids=()

finish() {
  local status=$? pid
  trap - EXIT INT TERM
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
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
  pids+=($!)
}

# address_of NAME: waits until it says where it listens.
address_of() {
  local tries=0 line
  until line=$(grep -m1 -oE 'listens on [^ ,]+' "$folder/$1.out" 2>/dev/null); do
    tries=$((tries + 1))
    if [ "$tries" -gt 900 ] || ! kill -0 "${pids[-1]}" 2>/dev/null; then
      echo "$1 did not start:" >&2
      cat "$folder/$1.out" >&2
      exit 1
    fi
    sleep 0.1
  done
  printf '%s' "${line#listens on }"
}

start zookeeper zookeeper --port 0 --data "$folder/zk"
zookeeper=$(address_of zookeeper)
nodes=()
for id in n1 n2 n3; do
  ORDINAL_JAVA_OPTS="${ORDINAL_NODE_OPTS:-}" \
    start "$id" node --id "$id" --zookeeper "$zookeeper" --data "$folder/$id" --durability "$durability"
  nodes+=(--node "$(address_of "$id")")
done

bench() {
  "$root/ordinal" bench "${nodes[@]}" "$@"
}

# The first map and its leaders take a moment; an operation waits for them up to its deadline.
ready=false
for _ in 1 2 3 4 5 6; do
  if bench --seconds 1 --warmup 0 --keys 1000 >"$folder/ready.out" 2>&1; then
    ready=true
    break
  fi
done
if ! $ready; then
  echo "the cluster does not serve:" >&2
  cat "$folder/ready.out" "$folder"/n?.out >&2
  exit 1
fi

echo "machine:    $(nproc) cores of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo | awk '{ printf "%.0f GB", $1 / 1048576 }')"
echo "system:     $(uname -sr), data on $(df --output=fstype "$folder" | tail -1), $("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | sed -n 2p)"
echo "disk:       $(dd if=/dev/zero of="$folder/forced" bs=4k count=500 oflag=dsync 2>&1 | tail -1 | awk -F', ' '{ split($(NF - 1), s, " "); printf "a forced write of 4 KiB takes %.2f ms", s[1] * 2 }')"
echo "ordinal:    $(git -C "$root" describe --always --dirty 2>/dev/null || echo 'unknown version'), durability $durability, three nodes, replication factor 3"
rm -f "$folder/forced"

# Processor seconds that ZooKeeper and the nodes have used so far, in the order they were started.
used() {
  local pid
  for pid in "${pids[@]}"; do
    awk -v hz="$(getconf CLK_TCK)" '{ printf "%.1f ", ($14 + $15) / hz }' "/proc/$pid/stat"
  done
}

TIMEFORMAT='processor seconds, loading and warm-up included: load %U user and %S system'
for share in $shares; do
  echo
  echo "reads: $share of all operations (load average before: $(cut -d' ' -f1-3 /proc/loadavg))"
  before=$(used)
  time bench --seconds "$seconds" --warmup "$warmup" --read-share "$share" ${options[@]+"${options[@]}"}
  echo "$before $(used)" | awk '{ printf "  ZooKeeper %.1f, n1 %.1f, n2 %.1f, n3 %.1f\n", $5 - $1, $6 - $2, $7 - $3, $8 - $4 }'
done
