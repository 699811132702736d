#!/bin/sh
# Builds the runner's image and pushes it as $REPOSITORY_URL:$IMAGE_TAG, unless that tag is there already.
# Prints the image's digest, and nothing else, on standard output. Needs docker with buildx, and the AWS CLI.
set -eu

registry=${REPOSITORY_URL%%/*}
repository=${REPOSITORY_URL#*/}

# prints the digest of the tag; fails when there is none, which the AWS CLI may also tell as "None"
digest() {
  aws ecr describe-images --region "$AWS_REGION" --repository-name "$repository" \
    --image-ids "imageTag=$IMAGE_TAG" --query 'imageDetails[0].imageDigest' --output text |
    grep -Ex 'sha256:[0-9a-f]{64}'
}

digest 2>/dev/null && exit 0

password=$(aws ecr get-login-password --region "$AWS_REGION")
printf '%s' "$password" | docker login --username AWS --password-stdin "$registry" >&2
# without provenance the tag names the image itself, and not an index of image and attestation
docker buildx build --platform linux/amd64 --provenance=false --push \
  --file runner/Dockerfile --tag "$REPOSITORY_URL:$IMAGE_TAG" . >&2

digest || {
  echo "the registry has no digest for $REPOSITORY_URL:$IMAGE_TAG, though it was pushed" >&2
  exit 1
}
