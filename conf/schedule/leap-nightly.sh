#!/usr/bin/env bash
# One scheduled run: leap-nightly.sh CONFIG.yaml RUN_DIR [options of leap train]
# RUN_DIR may hold {name} and {date}. Repeating it is safe: a run that succeeded is left alone, one that stopped goes on. Two at a time
# do not happen: the second of this machine ends here, one of another machine in leap (exit code 6).
#
#   LEAP_HOME      the repository (default: two folders up)
#   LEAP_DATE      what {date} stands for (default: today in UTC)
#   LEAP_ALERT     a command that gets one line about a failure as its last argument (default: none)
#   LEAP_LOCK      the lock file (default: /tmp/leap-nightly-UID.lock)
set -uo pipefail

[ $# -ge 2 ] || {
  echo "usage: leap-nightly.sh CONFIG.yaml RUN_DIR [options of leap train]" >&2
  exit 2
}
config=$1 run_dir=$2
shift 2
home=${LEAP_HOME:-$(cd "$(dirname "$0")/../.." && pwd -P)}
date=${LEAP_DATE:-$(date -u +%F)}

command -v flock >/dev/null || {
  echo "leap-nightly: needs flock (util-linux), which macOS has not: brew install flock" >&2
  exit 2
}
exec 9>"${LEAP_LOCK:-/tmp/leap-nightly-$(id -u).lock}"
if ! flock --nonblock 9; then
  echo "leap-nightly: the run before still goes on; nothing was started" >&2
  exit 0
fi

"$home/leap" train "$config" --run-dir "$run_dir" --date "$date" --resume "$@" 9>&-
code=$?
case $code in
  0) exit 0 ;;
  2) reason="the configuration or the command is wrong" ;;
  3) reason="the data cannot be used" ;;
  4) reason="training diverged" ;;
  5) reason="Spark or the infrastructure failed; the next attempt goes on from the newest checkpoint" ;;
  6) reason="another job works in the run folder" ;;
  130) reason="it was interrupted; the next attempt goes on" ;;
  *) reason="it ended with $code" ;;
esac
message="leap train $config of $date: $reason (exit code $code; status.json in $run_dir says more)"
echo "leap-nightly: $message" >&2
if [ -n "${LEAP_ALERT:-}" ]; then
  # shellcheck disable=SC2086 # a command with its options
  ${LEAP_ALERT} "$message" || echo "leap-nightly: the alert itself failed: $LEAP_ALERT" >&2
fi
exit "$code"
