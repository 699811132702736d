import type { EnclaveRequest } from "../../../contracts/enclave-request";
import { executionNameOf } from "../../../contracts/names";
import { SETTLED_STATUSES } from "../../../contracts/status";
import { html } from "../html";
import { type Page, status, table, time } from "../page";
import type { ConsoleQueries } from "../queries";

/** The requests whose pipelines run, or are to: those that are not settled in what was asked for last. */
export async function pipelinesPage(queries: ConsoleQueries): Promise<Page> {
  const running: EnclaveRequest[] = [];
  for await (const request of queries.requests()) {
    if (!SETTLED_STATUSES.includes(request.status) || request.statusGeneration < request.generation) {
      running.push(request);
    }
  }
  running.sort((left, right) => (left.updatedAt < right.updatedAt ? 1 : -1));
  const rows = running.map(({ id, owner, status: word, desiredState, updatedAt, execution, workspace }) => [
    id,
    owner,
    status(word),
    desiredState,
    workspace ?? "",
    time(updatedAt),
    html`<code>${executionNameOf(execution ?? "")}</code>`,
  ]);
  const heads = ["Request", "Owner", "Status", "Wanted", "Copy", "Changed", "Execution"];
  return {
    title: "Pipelines",
    section: "/pipelines",
    body: table("Requests that are being carried out", heads, rows, "No pipeline runs."),
  };
}

/** Who keeps others from which stack. */
export async function locksPage(queries: ConsoleQueries): Promise<Page> {
  const rows = (await queries.locks()).map((lock) => [
    `${lock.project} ${lock.stack}`,
    lock.kind,
    lock.owner ?? "cannot be read",
    lock.operation ?? "",
    time(lock.since),
    status(lock.state),
    lock.evidence,
  ]);
  const heads = ["Stack", "Kind", "Owner", "For", "Since", "Owner is", "As told by"];
  return {
    title: "Locks",
    section: "/locks",
    body: table("Locks and leases", heads, rows, "No stack is locked."),
  };
}

/** What the last daily look found that had been changed outside. */
export async function driftPage(queries: ConsoleQueries): Promise<Page> {
  const report = await queries.dailyReport();
  const check = report?.checks.find(({ name }) => name === "drift");
  if (!report || !check) {
    return {
      title: "Drift",
      section: "/drift",
      body: html`<p class="none">No report tells of drift: <code>fleet hygiene daily</code> makes one, by schedule too.</p>`,
    };
  }
  const findings = check.findings.map((finding) => [finding]);
  const failure = check.failure === undefined ? undefined : html`<p class="problem">${check.failure}</p>`;
  return {
    title: "Drift",
    section: "/drift",
    body: html`<p>Compared ${time(report.startedAt)}.</p>${failure}
${table("What was changed outside", ["Finding"], findings, "Nothing was changed outside.")}`,
  };
}
