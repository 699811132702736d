#!/usr/bin/env bash
# Lints the workflows with actionlint: the one on PATH when it is of the pinned version, else the project's own, which is
# built once from its Go module (about 30 s).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly VERSION=1.7.12 OWN=.fleet/bin/actionlint

is_pinned() {
  [[ "$("$1" --version 2>/dev/null | head -n 1)" =~ ^v?$VERSION$ ]]
}

if is_pinned actionlint; then
  linter=actionlint
else
  linter=$OWN
  if ! is_pinned "$OWN"; then
    command -v go >/dev/null || {
      printf 'actionlint %s is missing and cannot be built: install Go 1.25 or newer, or actionlint from https://github.com/rhysd/actionlint\n' "$VERSION" >&2
      exit 1
    }
    printf 'actionlint %s: building it from its Go module, once\n' "$VERSION"
    mkdir -p .fleet/bin
    (cd tools/actionlint && go build -trimpath -ldflags '-s -w' -o "../../$OWN" github.com/rhysd/actionlint/cmd/actionlint)
  fi
fi
# shellcheck and pyflakes are there on some machines only, and all must find the same.
"$linter" -shellcheck= -pyflakes= .github/workflows/*.yml
