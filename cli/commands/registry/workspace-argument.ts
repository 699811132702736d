/** How a workspace is named on a command line; for help. */
export const WORKSPACE_ARGUMENT = "base, pr-123, an enclave's id, <project>/<stack>, or a UUID";
