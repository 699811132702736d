import type { PipelineErrorName } from "./errors";

/** Who can put an error right. */
export type Fixer = "requester" | "operator" | "AWS";

/** What is known of an error wherever it happens. */
export interface ErrorEntry {
  /** What has happened, in general; the error's message says it of the case. */
  readonly cause: string;
  /** Absent: a race that the pipeline is built for, nobody has to do anything. */
  readonly fixer?: Fixer;
  /** Whether the same again may end otherwise: the pipeline tries again by itself before it fails. */
  readonly retry: boolean;
  /** What its requester does now. */
  readonly advice: string;
}

const ASK_AGAIN = "ask again; if it comes back, tell the platform team";
const TELL = "tell the platform team; nothing is wrong with the request";
const NOTHING = "nothing: another run has the request";

/**
 * Every error that a request may end with. What an operator does is in docs/runbook.md, in the section with the error's name;
 * see {@link runbookSection}.
 */
export const ERROR_CATALOGUE: Readonly<Record<PipelineErrorName, ErrorEntry>> = {
  RequestRejected: {
    cause: "the request asks for what is not allowed or cannot be",
    fixer: "requester",
    retry: false,
    advice: "correct what the details name, and ask again",
  },
  RequestNotFound: {
    cause: "the request's row is gone",
    fixer: "requester",
    retry: false,
    advice:
      "rows are deleted by `fleet enclave delete`, never by hand: ask again under the same id, then delete it",
  },
  GenerationSuperseded: { cause: "a newer wish has come", retry: false, advice: NOTHING },
  LeaseHeld: {
    cause: "another run has the request, for longer than a run may take",
    fixer: "operator",
    retry: true,
    advice: TELL,
  },
  LeaseLost: { cause: "another run has taken the request over", retry: false, advice: NOTHING },
  ForbiddenTransition: { cause: "the request has moved on meanwhile", retry: false, advice: NOTHING },
  AtCapacity: {
    cause:
      "as many requests were worked on as the environment allows, for longer than one waits for its turn",
    fixer: "operator",
    retry: true,
    advice: "ask again when less is going on; if it comes back, tell the platform team",
  },
  QuotaExceeded: {
    cause: "there are no vCPUs or addresses for another host",
    fixer: "operator",
    retry: false,
    advice: "give back an enclave that is not needed, or ask for a smaller one; else tell the platform team",
  },
  StackLocked: {
    cause: "somebody else has the stack's lock, longer than the pipeline waits",
    fixer: "operator",
    retry: true,
    advice: TELL,
  },
  DeploymentFailed: {
    cause: "the engine or AWS refused the deployment",
    fixer: "operator",
    retry: false,
    advice:
      "read the details: what the spec names, correct and ask again; for the rest tell the platform team",
  },
  DeploymentInterrupted: {
    cause: "the run was stopped or ran out of time in the middle",
    fixer: "operator",
    retry: true,
    advice: ASK_AGAIN,
  },
  TaskStopped: {
    cause: "the runner's container died or fell silent",
    fixer: "AWS",
    retry: true,
    advice: ASK_AGAIN,
  },
  TaskNotStarted: {
    cause: "ECS could not start the runner: no capacity, no address, or no image",
    fixer: "AWS",
    retry: true,
    advice: ASK_AGAIN,
  },
  CapacityUnavailable: {
    cause: "AWS has no host to give at any place where the request may go",
    fixer: "AWS",
    retry: true,
    advice: "ask again later, or for another instance type: what AWS has changes by the hour",
  },
  InvalidConfiguration: {
    cause: "the environment's configuration is wrong",
    fixer: "operator",
    retry: false,
    advice: TELL,
  },
  InvalidEnvironment: {
    cause: "a function or the runner was started without what it needs",
    fixer: "operator",
    retry: false,
    advice: TELL,
  },
  InvalidName: {
    cause: "an id or name has a form that is not allowed",
    fixer: "requester",
    retry: false,
    advice: "ask under an id as the message describes it",
  },
  ExecutionConflict: {
    cause: "an execution's name was taken by other input",
    fixer: "operator",
    retry: false,
    advice: TELL,
  },
  MalformedEvent: {
    cause: "an event is not of the form that the pipeline makes",
    fixer: "operator",
    retry: false,
    advice: TELL,
  },
  CheckpointInvalid: {
    cause: "the stack's state cannot be read",
    fixer: "operator",
    retry: false,
    advice: TELL,
  },
  PipelineFailed: {
    cause: "what nobody foresaw, or AWS was out of order for longer than the pipeline tries",
    fixer: "operator",
    retry: true,
    advice: ASK_AGAIN,
  },
};

/** Section of docs/runbook.md for an error that a request may have; undefined where nobody has to do anything. */
export function runbookSection(error: PipelineErrorName): string | undefined {
  return ERROR_CATALOGUE[error].fixer ? `docs/runbook.md#${error.toLowerCase()}` : undefined;
}

/** All that is known of an error, for whoever is told of it. */
export interface Guidance extends ErrorEntry {
  readonly runbook?: string;
}

export function guidanceFor(error: PipelineErrorName): Guidance {
  return { ...ERROR_CATALOGUE[error], runbook: runbookSection(error) };
}
