import { type ConfigOf, configuration } from "../contracts/configuration";
import { EMAIL, flag, oneNumberOf, optionalText, wholeNumber } from "../contracts/configuration-key";
import { LOG_RETENTION_DAYS } from "../contracts/log-retention";

export const STATE_CONFIGURATION = configuration({
  namespace: "state",
  keys: {
    protectData: flag({
      description: "whether bucket and key are protected from deletion",
      default: true,
    }),
    noncurrentVersionDays: wholeNumber(
      { min: 1, max: 3650 },
      {
        description: "how long an older version of a checkpoint can be restored",
        unit: "days",
        default: 90,
      },
    ),
    accessLogDays: wholeNumber(
      { min: 1, max: 3650 },
      {
        description: "how long it is known who touched the state",
        unit: "days",
        default: 365,
      },
    ),
    // Records every access to the state's objects and every management event of the region, the use of keys among
    // them. Data events cost USD 0.10 for 100,000; management events nothing in the first trail of an account and
    // region and USD 2 for 100,000 in a further one; CloudWatch Logs USD 0.57 per GB.
    auditTrail: flag({
      description: "whether CloudTrail records who touches the state and its key",
      default: true,
    }),
    // The files in the log bucket stay for accessLogDays.
    auditLogDays: oneNumberOf(LOG_RETENTION_DAYS, {
      description: "how long the trail's log group keeps events, for metric filters and queries",
      unit: "days",
      default: 90,
    }),
    keyDeletionWindowDays: wholeNumber(
      { min: 7, max: 30 },
      {
        description: "how long a deleted key can be called back",
        unit: "days",
        default: 30,
      },
    ),
    notificationEmail: optionalText(EMAIL, {
      description: "address that gets the alarms of bucket, key and operations",
    }),
    bucketSizeLimitMib: wholeNumber(
      { min: 1, max: 10_485_760 },
      {
        description: "size of all versions in the bucket above which an alarm is raised",
        unit: "MiB",
        default: 20_480,
      },
    ),
    versionLimit: wholeNumber(
      { min: 100, max: 100_000_000 },
      {
        description: "number of versions in the bucket above which an alarm is raised",
        unit: "versions",
        default: 100_000,
      },
    ),
  },
});

export type StateConfig = ConfigOf<typeof STATE_CONFIGURATION>;
