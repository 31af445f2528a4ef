#!/usr/bin/env bash
# Offers a fresh cluster ten times what it can do, and shows that it stays up: one ZooKeeper and three nodes as processes
# of their own, on loopback, and the load beside them. Three steps:
#   1. for --measure seconds as many writes as it answers, each beginning when another ends: the sustainable rate
#   2. for --seconds seconds ten times that rate, writes beginning on time whether those before have ended or not, while
#      --scans scans at a time read all keys, one after the other; each second a line: accepted and refused a second, p99 of the accepted,
#      resident memory and heap of each node. Load and scans have less of the processor than the nodes, since in real life
#      they run elsewhere; what somebody else meets meanwhile is measured by a probe of 100 writes a second
#   3. for --after seconds a rate that it can sustain, a third of what was measured, begun at once
# It ends with exit code 1 if a node died, took more than --rss-mib of resident memory, if the p99 of the probe's accepted
# writes was above --p99-ms or that of its refused ones above a second, or if afterwards anything was refused or the p50 was more than ten
# times (and 20 ms) what it was at the same rate before. Everything is stopped and deleted at the end, also on Ctrl-C.
#
#   bench/overload.sh [--seconds S] [--measure S] [--after S] [--times N] [--keys N] [--value-size B] [--clients N] [--scans N]
#                     [--heap-mib M] [--rss-mib M] [--p99-ms MS] [--folder DIR] [--keep]
#
# --seconds is 60, --measure 15, --after 15, --times 10, --keys 100,000, --value-size 100, --clients 8, --scans 1, --heap-mib 512,
# --rss-mib 1,400, --p99-ms 2,000. Latencies count from when a write was due; if the load itself has too little of the
# machine, they show that, too. ORDINAL_NODE_OPTS adds JVM flags to the nodes.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
seconds=60
measure=15
after=15
times=10
keys=100000
value_size=100
clients=8
scans=1
heap_mib=512
rss_mib=1400
p99_ms=2000
parent=${TMPDIR:-/tmp}
keep=false
while [ $# -gt 0 ]; do
  case $1 in
    --seconds) seconds=$2; shift 2 ;;
    --measure) measure=$2; shift 2 ;;
    --after) after=$2; shift 2 ;;
    --times) times=$2; shift 2 ;;
    --keys) keys=$2; shift 2 ;;
    --value-size) value_size=$2; shift 2 ;;
    --clients) clients=$2; shift 2 ;;
    --scans) scans=$2; shift 2 ;;
    --heap-mib) heap_mib=$2; shift 2 ;;
    --rss-mib) rss_mib=$2; shift 2 ;;
    --p99-ms) p99_ms=$2; shift 2 ;;
    --folder) parent=$2; shift 2 ;;
    --keep) keep=true; shift ;;
    -h | --help) sed -n '2,/^set /s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "overload.sh: what is $1? --help lists the options" >&2; exit 2 ;;
  esac
done

# Builds if needed, before anything is started.
"$root/ordinal" --version >/dev/null

folder=$(mktemp -d "$parent/ordinal-overload.XXXXXX")
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

# start NAME ARGUMENTS...: runs `ordinal ARGUMENTS` in the background; its output goes to NAME.out, and errors with it.
start() {
  local name=$1
  shift
  (cd "$folder" && exec nice -n "${load_niceness:-0}" "$root/ordinal" "$@") >"$folder/$name.out" 2>&1 &
  pid[$name]=$!
}

# address_of NAME: waits until it says where it listens.
address_of() {
  local tries=0 line
  until line=$(grep -m1 -oE 'listens on [^ ,]+' "$folder/$1.out" 2>/dev/null); do
    tries=$((tries + 1))
    if [ "$tries" -gt 900 ] || ! kill -0 "${pid[$1]}" 2>/dev/null; then
      echo "$1 did not start:" >&2
      cat "$folder/$1.out" >&2
      exit 1
    fi
    sleep 0.1
  done
  printf '%s' "${line#listens on }"
}

# java_of NAME: the JVM's process, which is the started one or a child of it.
java_of() {
  local child
  child=$(pgrep -P "${pid[$1]}" | head -1 || true)
  printf '%s' "${child:-${pid[$1]}}"
}

# rss_mib_of NAME: resident memory now; the largest is kept.
largest_rss=0
rss_mib_of() {
  sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$(java_of "$1")/status" 2>/dev/null | awk '{ printf "%d", $1 / 1024 }'
}

# heap_mib_of NAME: what the heap holds, garbage included.
heap_mib_of() {
  jcmd "$(java_of "$1")" GC.heap_info 2>/dev/null \
    | sed -nE 's/.*(heap|generation) .*used ([0-9]+)K.*/\2/p' | awk '{ sum += $1 } END { printf "%d", sum / 1024 }'
}

# number NAME FILE: the first number of that name in a JSON file.
number() {
  sed -nE "s/.*\"$1\" *: *([0-9.eE+-]+).*/\1/p" "$2" | head -1
}

# alive: every node still runs.
alive() {
  local id
  for id in n1 n2 n3; do
    if ! kill -0 "${pid[$id]}" 2>/dev/null; then
      echo "overload.sh: $id died:" >&2
      tail -20 "$folder/$id.out" >&2
      return 1
    fi
  done
}

bench() {
  "$root/ordinal" bench "${nodes[@]}" --keys "$keys" --value-size "$value_size" "$@"
}

start zookeeper zookeeper --port 0 --data "$folder/zk"
zookeeper=$(address_of zookeeper)
nodes=()
for id in n1 n2 n3; do
  ORDINAL_JAVA_OPTS="-Xmx${heap_mib}m ${ORDINAL_NODE_OPTS:-}" \
    start "$id" node --id "$id" --zookeeper "$zookeeper" --data "$folder/$id"
done
for id in n1 n2 n3; do nodes+=(--node "$(address_of "$id")"); done

# The first map and its leaders take a moment.
tries=0
until bench --seconds 1 --warmup 0 >"$folder/ready.out" 2>&1; do
  tries=$((tries + 1))
  if [ "$tries" -gt 6 ]; then
    echo "the cluster does not serve:" >&2
    cat "$folder/ready.out" "$folder"/n?.out >&2
    exit 1
  fi
done

failures=()
fail() {
  failures+=("$1")
}

bench --seconds "$measure" --warmup 2 --clients 2 --in-flight 512 --json >"$folder/measured.json" || true
rate=$(number perSecond "$folder/measured.json")
usual=$(awk -v r="$rate" 'BEGIN { printf "%d", (r / 3 > 1 ? r / 3 : 1) }')
offered=$(awk -v r="$rate" -v t="$times" 'BEGIN { printf "%d", r * t }')
bench --rate "$usual" --seconds "$measure" --warmup 1 --json >"$folder/before.json" || true
before_us=$(number p50 "$folder/before.json")
echo "sustainable: $rate writes a second of $value_size B (load average $(cut -d' ' -f1-3 /proc/loadavg)); at $usual a second p50 is $before_us us"

echo "overload:    $offered writes a second are offered for $seconds s by $clients clients, each with a deadline of 0.8 s"
# The load runs elsewhere in real life; here it must not take the nodes' processor from them.
load_niceness=10 start load bench "${nodes[@]}" --keys "$keys" --value-size "$value_size" --rate "$offered" --clients "$clients" \
  --deadline 0.8 --seconds "$seconds" --warmup 0 --progress 1 --json
start probe bench "${nodes[@]}" --keys "$keys" --value-size "$value_size" --rate 100 --clients 1 --deadline 0.8 \
  --seconds "$seconds" --warmup 0 --json
for ((i = 1; i <= scans; i++)); do
  (while nice -n 10 "$root/ordinal" repl "${nodes[@]}" -e 'scan --limit 1000000' >"$folder/scan-$i.out" 2>&1 || true; do :; done) &
  pid[scan-$i]=$!
done

printf '%7s %9s %9s %9s %9s %8s' second accepted refused unknown unbegun p99-ms
for id in n1 n2 n3; do printf '   %8s %8s' "$id-rss" "$id-heap"; done
echo '   (MiB)'
shown=0
died=false
while kill -0 "${pid[load]}" 2>/dev/null; do
  sleep 0.2
  while line=$(grep '^progress:' "$folder/load.out" | sed -n "$((shown + 1))p" \
    | sed -nE 's/^progress: ([0-9]+) s, .* line ([0-9]+) answered, ([0-9]+) refused, ([0-9]+) unknown, ([0-9]+) not started, p99 ([0-9.]+) ms/\1 \2 \3 \4 \5 \6/p') \
    && [ -n "$line" ]; do
    shown=$((shown + 1))
    # shellcheck disable=SC2086 # six fields
    printf '%7s %9s %9s %9s %9s %8s' $line
    for id in n1 n2 n3; do
      rss=$(rss_mib_of "$id")
      if [ "${rss:-0}" -gt "$largest_rss" ]; then largest_rss=$rss; fi
      printf '   %8s %8s' "${rss:--}" "$(heap_mib_of "$id")"
    done
    echo
  done
  alive || { died=true; break; }
done
wait "${pid[load]}" 2>/dev/null || true # refusals are what it is about
unset 'pid[load]'
wait "${pid[probe]}" 2>/dev/null || true
unset 'pid[probe]'
for ((i = 1; i <= scans; i++)); do
  kill "${pid[scan-$i]}" 2>/dev/null || true
  pkill -P "${pid[scan-$i]}" 2>/dev/null || true
  wait "${pid[scan-$i]}" 2>/dev/null || true
  unset "pid[scan-$i]"
done
$died && fail "a node died"

bench --rate "$usual" --seconds "$after" --warmup 0 --deadline 2 --json >"$folder/after.json" || true
alive || fail "a node died"
grep -v '^progress:' "$folder/load.out" >"$folder/load.json" || true

# A field of the section of a report, in the order in which they are printed: writes first, then what was offered.
section() {
  sed -n "/\"$1\" *: *{/,\$p" "$2" >"$folder/section"
  number "$3" "$folder/section"
}

accepted=$(section writes "$folder/load.json" perSecond)
refused=$(section offered "$folder/load.json" refused)
p99=$(section writes "$folder/probe.out" p99)
probed=$(section endings "$folder/probe.out" applied)
probe_refused=$(section offered "$folder/probe.out" refused)
refusal_p99=$(section refusal "$folder/probe.out" p99)
after_us=$(section writes "$folder/after.json" p50)
after_refused=$(section offered "$folder/after.json" refused)
after_unknown=$(section endings "$folder/after.json" unknown)
echo "overload:    $accepted accepted a second; $refused refused; largest node $largest_rss MiB"
echo "probe:       $probed accepted, p99 $p99 us; $probe_refused refused, p99 ${refusal_p99:-0} us"
echo "afterwards:  at $usual a second p50 is $after_us us (before: $before_us us), $after_refused refused, $after_unknown unknown"

above() {
  awk -v a="${1:-1e18}" -v b="$2" 'BEGIN { exit !(a > b) }'
}
if above "$p99" $((p99_ms * 1000)); then fail "the p99 of accepted writes was $p99 us, above $p99_ms ms"; fi
if above "${refusal_p99:-0}" 1000000; then fail "the p99 of refusals was $refusal_p99 us, above 1 s"; fi
if [ "$largest_rss" -gt "$rss_mib" ]; then fail "a node took $largest_rss MiB of resident memory, above $rss_mib"; fi
if above "$after_refused" 0 || above "$after_unknown" 0; then fail "writes were refused or unknown afterwards"; fi
if above "$after_us" "$(awk -v b="$before_us" 'BEGIN { print 10 * b + 20000 }')"; then
  fail "the p50 afterwards was $after_us us, and $before_us us before"
fi
if [ "${#failures[@]}" -gt 0 ]; then
  printf 'overload.sh: %s\n' "${failures[@]}" >&2
  exit 1
fi
echo "it stayed up, within its bounds, and recovered at once"
