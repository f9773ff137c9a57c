#!/bin/sh
# All of dieharder's tests on the raw words of one stream. Compile first: mvn -Pbenchmarks -pl leap-core -am test-compile
# Usage: dieharder.sh [SEED] [further dieharder options]
set -eu
cd "$(dirname "$0")/../.."
seed="${1:-0}"
[ $# -gt 0 ] && shift
command -v dieharder >/dev/null || { echo "dieharder is not installed: apt-get install dieharder" >&2; exit 2; }
java -cp target/test-classes:target/classes org.leap.core.noise.RawWords "$seed" |
  dieharder -g 200 "${@:--a}"
