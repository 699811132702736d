import { listObjectVersions } from "../../../backend/object-versions";
import type { CheckResult, Facts, Hygiene, HygieneCheck } from "../hygiene-check";

/** How large the bucket is, and whether it grows faster than work explains. */
export const growth: HygieneCheck = { name: "growth", title: "Size and versions", run };

const MIB = 1024 * 1024;

/** Less than that may well double between two reports. */
const BYTES_IGNORED = 2048 * MIB;
const VERSIONS_IGNORED = 10_000;

async function run({ bucket, before }: Hygiene): Promise<CheckResult> {
  let [bytes, versions, current, deleteMarkers] = [0, 0, 0, 0];
  for await (const { size, latest, deletion } of listObjectVersions(bucket, "")) {
    bytes += size;
    deleteMarkers += deletion ? 1 : 0;
    versions += deletion ? 0 : 1;
    current += latest && !deletion ? 1 : 0;
  }
  const facts = { bytes, versions, objects: current, deleteMarkers };
  return {
    findings: [
      ...doubled("bytes", facts, before("growth"), BYTES_IGNORED),
      ...doubled("versions", facts, before("growth"), VERSIONS_IGNORED),
    ],
    facts,
    measured: { bucketSize: bytes, versions },
  };
}

function doubled(name: string, now: Facts, before: Facts | undefined, ignored: number): readonly string[] {
  const [old, value] = [Number(before?.[name] ?? Number.NaN), Number(now[name])];
  return value > ignored && value > 2 * old
    ? [`${value} ${name}, more than twice the ${old} of the last report`]
    : [];
}
