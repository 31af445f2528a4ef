#!/usr/bin/env bash
# How fast a range moves: two nodes in one process, connected by sockets on loopback, one of which is the target of a move of a
# range with --mib MiB of keys and values. In turn with it, in the same run, a plain file of as many bytes is copied through a socket and
# forced. Prints MB/s of both, the processor time that this process used, and the ratio of the MB/s, for each round and as the median. Eight
# rounds before them warm up.
#
#   bench/copy.sh [--mib N] [--value-size B] [--rounds N]
#
# --mib is 256, --value-size 1,024, --rounds 5. What is written lies in the folder for temporary files, or in
# $ORDINAL_BENCH_FOLDER; it takes three times --mib of it. Other work on the machine shows: it costs the copy of a range more than the plain one, since more threads take part in it.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
mib=256
value_size=1024
rounds=5
while [ $# -gt 0 ]; do
  case $1 in
    --mib) mib=$2; shift 2 ;;
    --value-size) value_size=$2; shift 2 ;;
    --rounds) rounds=$2; shift 2 ;;
    -h | --help) sed -n '2,/^set /s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "copy.sh: what is $1? --help lists the options" >&2; exit 2 ;;
  esac
done

(cd "$root" && mvn -B -q -Dquick -DskipTests -pl bench -am package)
echo "load average: $(cut -d' ' -f1-3 /proc/loadavg)"
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx1g \
  --add-opens=java.base/java.lang.reflect=ALL-UNNAMED --add-exports=java.base/sun.nio.ch=ALL-UNNAMED \
  --add-exports=java.base/jdk.internal.ref=ALL-UNNAMED \
  -Dchronicle.announcer.disable=true -Dchronicle.disk.monitor.disable=true -Dchronicle.analytics.disable=true \
  -Dordinal.bench.folder="${ORDINAL_BENCH_FOLDER:-${TMPDIR:-/tmp}}" \
  -cp "$root/bench/target/bench/lib/*" io.ordinal.bench.CopyBenchmark "$mib" "$value_size" "$rounds"
