import type { RefreshedResource } from "../../cli/engine/engine";

const BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy";

/** A resource of a refresh that found nothing changed, but for what is given. */
export function refreshedResource(given: Partial<RefreshedResource> = {}): RefreshedResource {
  const type = given.type ?? BUCKET_POLICY;
  const values = { inputs: {}, outputs: {} };
  return {
    urn: `urn:pulumi:dev::base::${type}::thing`,
    type,
    id: "thing-1",
    deployed: values,
    found: values,
    changes: [],
    ...given,
  };
}
