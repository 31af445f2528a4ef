#!/usr/bin/env bash
# Runs the JMH benchmarks: all, or those whose names match. Arguments are JMH's own; `bench/jmh.sh -h` lists them.
#   bench/jmh.sh -e Cluster               bench/jmh.sh Journal -p durability=DISK
#   bench/jmh.sh Cluster -jvmArgsAppend -Dordinal.nodes=127.0.0.1:7101     against a running `ordinal up`
# What writes to disk does it in the folder for temporary files, or in $ORDINAL_BENCH_FOLDER.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
(cd "$root" && mvn -B -q -Dquick -DskipTests -pl bench -am package)
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" \
  -Dordinal.bench.folder="${ORDINAL_BENCH_FOLDER:-${TMPDIR:-/tmp}}" \
  -cp "$root/bench/target/bench/lib/*" org.openjdk.jmh.Main "$@"
