import { ifPresent } from "../presence";

/** IAM's answer, or undefined when what was asked about is not there. */
export function ifInIam<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  return ifPresent(answer, "NoSuchEntity", "NoSuchEntityException");
}

/** IAM answers policy documents URL-encoded. */
export function decodedDocument(document: string | undefined): string | undefined {
  return document === undefined ? undefined : decodeURIComponent(document);
}
