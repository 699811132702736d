#!/usr/bin/env bash
# Installs what is missing into the project's own folders: node_modules, .fleet/venv (emulator), .fleet/bin (Pulumi).
# Each step leaves a stamp of what it was made from, so that a second run finds everything in place.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/setup/prerequisites.sh

readonly LOG=.fleet/setup.log

# step <what> <command…>: runs the command without its output, which is shown only when it fails.
step() {
  local what=$1 started=$SECONDS
  shift
  printf 'setup: %s … ' "$what"
  mkdir -p .fleet
  if "$@" >"$LOG" 2>&1; then
    printf 'done in %s s\n' $((SECONDS - started))
  else
    printf 'failed; the last lines of %s:\n' "$LOG"
    tail -n 20 "$LOG" >&2
    exit 1
  fi
}

# is_current <stamp> <file…>: whether the stamp was made from these very files.
is_current() {
  local stamp=$1
  shift
  [[ -f $stamp && "$(<"$stamp")" == "$(cat "$@" | cksum)" ]]
}

# stamp <stamp> <file…>
stamp() {
  local stamp=$1
  shift
  cat "$@" | cksum >"$stamp"
}

# The steps are chained by &&: where a function is a condition, as in step, `set -e` does not hold.

install_packages() {
  npm ci --no-audit --no-fund &&
    stamp node_modules/.setup package-lock.json
}

install_emulator() {
  rm -rf .fleet/venv &&
    "$python" -m venv .fleet/venv &&
    .fleet/venv/bin/python -m pip install --disable-pip-version-check --require-hashes --requirement tools/requirements.txt &&
    stamp .fleet/venv/.setup tools/requirements.txt
}

require_node
readonly BEGINNING=$SECONDS
worked=false
if ! is_current node_modules/.setup package-lock.json; then
  step 'Node packages (npm ci)' install_packages
  worked=true
fi
if ! is_current .fleet/venv/.setup tools/requirements.txt; then
  python=$(find_python)
  step 'AWS emulator (ministack, by pip, into .fleet/venv)' install_emulator
  worked=true
fi
if [[ ! -x .fleet/bin/pulumi ]] || ! is_current .fleet/bin/.setup tools/go.sum cli/engine/pulumi-cli.ts; then
  mkdir -p .fleet/bin
  node --require ./register.cjs tools/setup/pulumi-cli.ts
  stamp .fleet/bin/.setup tools/go.sum cli/engine/pulumi-cli.ts
  worked=true
fi
if $worked; then
  printf 'setup: everything is in place after %s s\n' $((SECONDS - BEGINNING))
fi
