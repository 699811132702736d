import type { LifecycleRule } from "@aws-sdk/client-s3";
import { listObjectVersions } from "../../../backend/object-versions";
import type { CheckResult, Hygiene, HygieneCheck } from "../hygiene-check";

/** Whether the bucket's lifecycle rule is there, and really deletes what it should. */
export const lifecycle: HygieneCheck = { name: "lifecycle", title: "Lifecycle rules", run };

const DAY = 86_400_000;

/** S3 rounds up to midnight and then takes its time, in days. */
const GRACE_DAYS = 3;

async function run(hygiene: Hygiene): Promise<CheckResult> {
  const rules = (await rulesOf(hygiene)).filter(({ Status }) => Status === "Enabled");
  const noncurrentDays = rules.find(isForAll)?.NoncurrentVersionExpiration?.NoncurrentDays;
  const uploadDays = rules.find(isForAll)?.AbortIncompleteMultipartUpload?.DaysAfterInitiation;
  const overdue = noncurrentDays === undefined ? 0 : await overdueVersions(hygiene, noncurrentDays);
  const uploads = uploadDays === undefined ? 0 : await overdueUploads(hygiene, uploadDays);
  return {
    findings: [
      ...(noncurrentDays === undefined ? ["no enabled rule deletes noncurrent versions"] : []),
      ...(uploadDays === undefined ? ["no enabled rule ends unfinished uploads"] : []),
      ...(overdue > 0
        ? [`${overdue} versions were replaced more than ${noncurrentDays} days ago and are still there`]
        : []),
      ...(uploads > 0
        ? [`${uploads} uploads began more than ${uploadDays} days ago and are still there`]
        : []),
    ],
    facts: { noncurrentDays: noncurrentDays ?? "none", uploadDays: uploadDays ?? "none" },
  };
}

async function rulesOf({ bucket }: Hygiene): Promise<readonly LifecycleRule[]> {
  const { GetBucketLifecycleConfigurationCommand } =
    require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
  try {
    const answer = await bucket.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket.name }));
    return answer.Rules ?? [];
  } catch (error) {
    if ((error as Error).name === "NoSuchLifecycleConfiguration") {
      return [];
    }
    throw error;
  }
}

function isForAll({ Filter: filter }: LifecycleRule): boolean {
  return filter === undefined || (filter.Prefix ?? "") === "";
}

/** A version's days count from when the next one replaced it. */
async function overdueVersions({ context, bucket }: Hygiene, days: number): Promise<number> {
  const limit = context.clock.now().getTime() - (days + GRACE_DAYS) * DAY;
  let count = 0;
  let newer: { readonly key: string; readonly at: Date } | undefined;
  for await (const version of listObjectVersions(bucket, "")) {
    if (newer?.key === version.key && !version.deletion && newer.at.getTime() < limit) {
      count += 1;
    }
    newer = version;
  }
  return count;
}

async function overdueUploads({ context, bucket }: Hygiene, days: number): Promise<number> {
  const { ListMultipartUploadsCommand } =
    require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
  const limit = context.clock.now().getTime() - (days + GRACE_DAYS) * DAY;
  const { Uploads = [] } = await bucket.s3.send(new ListMultipartUploadsCommand({ Bucket: bucket.name }));
  return Uploads.filter(({ Initiated }) => (Initiated?.getTime() ?? Number.POSITIVE_INFINITY) < limit).length;
}
