#!/usr/bin/env bash
# Breaks the rules of the protocol one by one, in the source of the cores, and shows after how many seeds the simulator
# notices. With arguments: only mutations with one of them in their name. Ends non-zero if one survives.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
classpath=$(mktemp)
trap 'rm -f "$classpath"' EXIT

# One Maven run for both: only then are the other modules on the class path as they were just compiled.
(cd "$root" && mvn -q -Dquick -pl simulator -am test-compile dependency:build-classpath \
  -Dmdep.includeScope=test -Dmdep.outputFile="$classpath")
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$root/simulator/target/test-classes:$root/simulator/target/classes:$(cat "$classpath")" \
  io.ordinal.simulator.mutation.MutationReport "$root" "$@"
