#!/usr/bin/env bash
# Tells Spark which GPUs a machine has: {"name": "gpu", "addresses": ["0", "1"]}
# For spark.{driver,executor,worker}.resource.gpu.discoveryScript; needs nvidia-smi on the PATH. Inside a container nvidia-smi shows
# just the container's GPUs, counted from 0, as CUDA does.
set -euo pipefail

numbers=$(nvidia-smi --query-gpu=index --format=csv,noheader) || {
  echo "discover-gpus.sh: nvidia-smi failed; is NVIDIA's driver installed, and has this container GPUs?" >&2
  exit 1
}
addresses=
for number in $numbers; do
  case $number in
    *[!0-9]*)
      echo "discover-gpus.sh: nvidia-smi listed '$number' where the number of a GPU was expected" >&2
      exit 1
      ;;
  esac
  addresses+=${addresses:+, }\"$number\"
done
printf '{"name": "gpu", "addresses": [%s]}\n' "$addresses"
