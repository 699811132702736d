import * as pulumi from "@pulumi/pulumi";

type Values = pulumi.Input<string> | pulumi.Input<readonly pulumi.Input<string>[]>;

/** Operator → condition key → values, for example `StringEquals` → `aws:SourceAccount` → `111122223333`. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, Values>>>>;

/** One statement of an IAM policy, in IAM's own terms. */
export interface PolicyStatement {
  /** Says what the statement is for; unique within its document. */
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  /** Only in resource and trust policies. */
  readonly Principal?: "*" | Readonly<Record<string, Values>>;
  readonly Action: string | readonly string[];
  /** Absent only in trust policies. */
  readonly Resource?: Values;
  readonly Condition?: Conditions;
}

/** The JSON of a policy document with `statements`, resolved when their values are. */
export function policyDocument(statements: readonly PolicyStatement[]): pulumi.Output<string> {
  return pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });
}
