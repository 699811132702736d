#!/bin/sh
# Builds the runner's image as it is shipped, tries it under what Fargate takes from a container, and leaves its software bill
# of materials (SPDX) and how it was built in folder $1. Needs docker with buildx.
set -eu

out=${1:-runner-image}
image=hyperion-runner:check

# docker's own builder makes no attestations
builder=$(docker buildx create --driver docker-container)
trap 'docker buildx rm "$builder" >/dev/null' EXIT

build() {
  docker buildx build --builder "$builder" --platform linux/amd64 --file runner/Dockerfile "$@" .
}

confined() {
  docker run --rm --network none --read-only --tmpfs /tmp:mode=1777 --cap-drop ALL \
    --security-opt no-new-privileges --entrypoint "$1" "$image" ${2+"$2"} ${3+"$3"}
}

build --load --provenance=false --tag "$image"
confined node --eval 'process.exitCode = process.getuid() === 1000 ? 0 : 1' || {
  echo "the container runs as another user than 1000: look at USER in runner/Dockerfile" >&2
  exit 1
}
confined pulumi version
confined node --eval 'fs.accessSync("/opt/pulumi/pulumi-resource-aws", fs.constants.X_OK)'
confined node runner/health-check.cjs
confined node bin/fleet --help
for tool in apt-get corepack curl dpkg git npm npx wget yarn; do
  if confined "$tool" --version >/dev/null 2>&1; then
    echo "the image has $tool, which the runner does not need: remove it in runner/Dockerfile" >&2
    exit 1
  fi
done

mkdir -p "$out"
work=$(mktemp -d)
build --sbom=true --provenance=mode=max --output "type=local,dest=$work"
cp "$work/sbom.spdx.json" "$work/provenance.json" "$out"
rm -rf "$work"
