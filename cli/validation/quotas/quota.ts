import type { RecordedResource } from "../mocks/run-program";

/** A limit of AWS: what of an environment's resources is beyond it. */
export type Quota = (resources: readonly RecordedResource[]) => readonly string[];
