import type * as pulumi from "@pulumi/pulumi";
import type { EnclaveOutputs as Resolved } from "../contracts/enclave-request";

/** What an enclave's stack exports; the runner hands it to the pipeline, which writes it on the row. */
export type EnclaveOutputs = { readonly [Name in keyof Resolved]: pulumi.Input<Resolved[Name]> };
