/** Environment variables of the Lambda functions: set by the programs, read by the functions. */
export const FUNCTION_ENVIRONMENT = {
  environment: "FLEET_ENVIRONMENT",
  requestTable: "FLEET_REQUEST_TABLE",
  slotTable: "FLEET_SLOT_TABLE",
  /** Executions of a state machine that work at once, in all and of one owner. */
  maxConcurrent: "FLEET_MAX_CONCURRENT",
  maxConcurrentPerOwner: "FLEET_MAX_CONCURRENT_PER_OWNER",
  deployStateMachine: "DEPLOY_STATE_MACHINE_ARN",
  cleanupStateMachine: "CLEANUP_STATE_MACHINE_ARN",
  topic: "FLEET_TOPIC_ARN",
  /** The short-lived copy of runtime that a function belongs to; not set in the environment's own. */
  workspace: "FLEET_WORKSPACE",
  /** Of the canary: its image and the minutes from one to the next; not set where there is none. */
  canaryImage: "FLEET_CANARY_IMAGE",
  canaryMinutes: "FLEET_CANARY_MINUTES",
  /** Registries that images may come from, separated by commas. */
  imageRegistries: "FLEET_IMAGE_REGISTRIES",
  stateBucket: "FLEET_STATE_BUCKET",
  registryTable: "FLEET_REGISTRY_TABLE",
  /** Name of the parameter that holds the chat's address. */
  webhookParameter: "FLEET_WEBHOOK_PARAMETER",
  /** Where docs/runbook.md can be opened; not set where that is not known. */
  runbookUrl: "FLEET_RUNBOOK_URL",
} as const;
