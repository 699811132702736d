/** Something that happened to a request, from one of the places where it is recorded. */
export interface StoryEvent {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly source: "request" | "execution" | "task" | "runner" | "operations log";
  /** Name of the execution that it belongs to, where that is known. */
  readonly execution?: string;
  readonly text: string;
  readonly failed: boolean;
}
