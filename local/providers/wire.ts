import * as grpc from "@grpc/grpc-js";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import type { Change } from "./diff";
import { type Properties, type Resource, UnfinishedResource } from "./resource";
import type { Failure } from "./shape";
import { compact } from "./values";

/** Properties of a request; none is an empty object. */
export function fromWire(struct: Struct | undefined): Properties {
  return compact((struct?.toJavaScript() ?? {}) as Properties);
}

/** Properties of an answer. */
export function toWire(properties: Properties): Struct {
  return Struct.fromJavaScript(compact(properties));
}

/** Type token and logical name in a URN. */
export function parseUrn(urn: string): { readonly type: string; readonly name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.slice(types.lastIndexOf("$") + 1), name: name.join("::") };
}

export function checkFailures(failures: readonly Failure[]): messages.CheckFailure[] {
  return failures.map(({ property, reason }) =>
    new messages.CheckFailure().setProperty(property).setReason(reason),
  );
}

/** Fills a diff's answer from the changes. */
export function diffResponse(
  changes: readonly Change[],
  deleteBeforeReplace: boolean,
): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse()
    .setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setReplacesList(changes.filter((change) => change.replaces).map((change) => change.path))
    .setDiffsList([...new Set(changes.map(({ path }) => path.split(/[.[]/, 1)[0] ?? path))])
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const change of changes) {
    response.getDetaileddiffMap().set(change.path, propertyDiff(change));
  }
  return response;
}

/** An error as gRPC answers it. */
export function serviceError(error: unknown): Partial<grpc.ServiceError> {
  const message = error instanceof Error ? errorText(error) : String(error);
  const unfinished =
    error instanceof Error && error.cause instanceof UnfinishedResource && error.cause.resource;
  return {
    code: grpc.status.UNKNOWN,
    message,
    details: message,
    ...(unfinished && { metadata: initializationFailure(message, unfinished) }),
  };
}

/** How a provider tells the engine, beside the error, what it has made all the same. */
function initializationFailure(message: string, { id, outputs }: Resource): grpc.Metadata {
  const failure = new messages.ErrorResourceInitFailed()
    .setId(id)
    .setProperties(toWire(outputs))
    .setReasonsList([message]);
  const detail = new Any();
  detail.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status().setCode(grpc.status.UNKNOWN).setMessage(message).setDetailsList([detail]);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return metadata;
}

function errorText(error: Error): string {
  return error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
}

function propertyDiff({ kind, replaces }: Change): messages.PropertyDiff {
  const kinds = messages.PropertyDiff.Kind;
  const plain = { add: kinds.ADD, delete: kinds.DELETE, update: kinds.UPDATE };
  const replacing = { add: kinds.ADD_REPLACE, delete: kinds.DELETE_REPLACE, update: kinds.UPDATE_REPLACE };
  return new messages.PropertyDiff().setKind((replaces ? replacing : plain)[kind]).setInputdiff(true);
}
