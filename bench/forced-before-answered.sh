#!/usr/bin/env bash
# Shows, with strace, that at `disk` durability a write is forced to disk before it is answered, and that a new journal
# segment is forced in its folder. Runs one node alone, so that its own disk is the majority; puts one key; prints the
# system calls between the request and its answer. Needs strace. Everything is stopped and deleted at the end.
#
#   bench/forced-before-answered.sh
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
command -v strace >/dev/null || { echo "strace is not installed" >&2; exit 1; }
"$root/ordinal" --version >/dev/null # builds if needed

folder=$(mktemp -d "${TMPDIR:-/tmp}/ordinal-forced.XXXXXX")
pids=()
finish() {
  local status=$? pid
  trap - EXIT INT TERM
  pkill -TERM -P "${pids[1]:-0}" 2>/dev/null || true # strace passes it on to nobody: its child is the node
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$folder"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

# await FILE TEXT: waits until a line of FILE has TEXT, and prints it.
await() {
  local i
  for ((i = 0; i < 600; i++)); do
    grep -m1 -- "$2" "$1" 2>/dev/null && return
    sleep 0.1
  done
  echo "no '$2' in $1:" >&2
  cat "$1" >&2
  exit 1
}

"$root/ordinal" zookeeper --port 0 --data "$folder/zk" >"$folder/zk.out" 2>&1 &
pids+=($!)
zookeeper=$(await "$folder/zk.out" '127.0.0.1:[0-9]' | grep -oE '127\.0\.0\.1:[0-9]+' | head -1)
strace -f -y -tt -s 300 -e trace=fsync,fdatasync,read,readv,recvfrom,write,writev,sendto,sendmsg -o "$folder/trace" \
  "$root/ordinal" node --id n1 --zookeeper "$zookeeper" --data "$folder/n1" --initial-nodes 1 >"$folder/n1.out" 2>&1 &
pids+=($!)
await "$folder/n1.out" 'listens on' >/dev/null

"$root/ordinal" repl --zookeeper "$zookeeper" -e 'put warm up' >/dev/null
"$root/ordinal" repl --zookeeper "$zookeeper" -e 'put forced-key-of-this-run value' >/dev/null

echo "A new segment: its file, and then its folder, before anything of it counts:"
grep -E 'f(data)?sync\(' "$folder/trace" | grep '/journal' | head -4 | sed "s|$folder||"
echo
echo "The put: the request is read, the journal is forced, the answer is written:"
# The network thread that read the request also writes its answer: $1 is the thread.
awk '!reader && /(read|recv)/ && /forced-key-of-this-run/ { reader = $1; print; next }
     reader && /f(data)?sync/ && (/journal/ || syncing[$1]) { syncing[$1] = /unfinished/; print; if (!/unfinished/) forced = 1; next }
     reader && $1 == reader && /(write|writev|sendto|sendmsg)\(/ { print; if (forced) exit }' "$folder/trace" \
  | sed "s|$folder||" | cut -c1-150 | tee "$folder/shown"
tail -1 "$folder/shown" | grep -qE '(write|send)' && grep -q 'sync' "$folder/shown"
