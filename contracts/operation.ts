/** What an execution does: the deployment state machine deploys, the cleanup one destroys. */
export const OPERATIONS = ["deploy", "destroy"] as const;
export type Operation = (typeof OPERATIONS)[number];
