import { type ConfigOf, configuration } from "../contracts/configuration";
import {
  EMAIL,
  flag,
  oneNumberOf,
  oneOf,
  optionalText,
  text,
  textList,
  wholeNumber,
} from "../contracts/configuration-key";
import { GITHUB_REPOSITORY } from "../contracts/github";
import { LOG_RETENTION_DAYS } from "../contracts/log-retention";
import { DEFAULT_REGISTRY_PHASE, REGISTRY_PHASES } from "../contracts/registry/registry-phase";

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
    githubRepository: optionalText(GITHUB_REPOSITORY, {
      description: "whose jobs of GitHub Actions may preview and deploy; without it, none",
    }),
    githubTokenProvider: flag({
      description:
        "whether the account's OIDC provider for GitHub is made here; an account has it once, for all its environments",
      default: true,
    }),
    lambdaRuntime: text(
      { pattern: /^nodejs[2-9][0-9]\.x$/, allowed: "a Node.js runtime of Lambda, for example nodejs22.x" },
      { description: "Node.js of the function that indexes the state, from 20 on", default: "nodejs22.x" },
    ),
    logRetentionDays: oneNumberOf(LOG_RETENTION_DAYS, {
      description: "how long that function's log is kept",
      unit: "days",
      default: 30,
    }),
    // Only commands read it: docs/registry.md says what each phase changes.
    registryPhase: oneOf(REGISTRY_PHASES, {
      description: "how far workspaces that were kept in files have moved into the registry",
      default: DEFAULT_REGISTRY_PHASE,
    }),
    keyDeletionWindowDays: wholeNumber(
      { min: 7, max: 30 },
      {
        description: "how long a deleted key can be called back",
        unit: "days",
        default: 30,
      },
    ),
    notificationEmails: textList(EMAIL, {
      description: "addresses that get the alarms of bucket, key and operations",
      default: [],
    }),
    // An update saves its checkpoint twice for each resource that it changes, each time with a backup: 4 x 0.15 MB for
    // base. In the 90 days that versions stay, 5 deployments a working day that change 10 resources each are 2 GB, and
    // 1,000 enclaves made and deleted 2 GB more. What is above grows for a reason that somebody should know.
    bucketSizeLimitMib: wholeNumber(
      { min: 1, max: 10_485_760 },
      {
        description: "size of all versions in the bucket above which an alarm is raised",
        unit: "MiB",
        default: 5120,
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
