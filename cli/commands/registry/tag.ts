import { DESCRIPTION_TAG, EXPIRES_TAG, MAX_TAG_VALUE, plainTags } from "../../../backend/registry/stack-tags";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { RESERVED_TAG_KEYS } from "../../../contracts/tags";
import type { Context } from "../../context";
import { showBackend } from "../../engine/environment-backend";
import { columns } from "../../output/columns";
import { parseTags } from "./list-filter";
import { namedWorkspace } from "./named-workspace";
import { remark } from "./remark";

export interface TagOptions {
  readonly environment?: Environment;
  /** Keys whose tags are taken away. */
  readonly remove: readonly string[];
}

/** As Pulumi allows them. */
const TAG_KEY = /^[a-zA-Z0-9-_.:]{1,40}$/;

/**
 * Sets and removes tags of a workspace; its resources keep theirs.
 * @throws FleetError `InvalidArgument`, and as {@link namedWorkspace}
 */
export async function tag(
  context: Context,
  named: string,
  assignments: readonly string[],
  { environment, remove }: TagOptions,
): Promise<void> {
  const set = parseTags(assignments);
  for (const [key, value] of [...Object.entries(set), ...remove.map((key) => [key, ""] as const)]) {
    assertTag(key, value);
  }
  if (assignments.length + remove.length === 0) {
    throw new FleetError("InvalidArgument", "nothing is tagged: give key=value, or --remove <key>");
  }
  const found = await namedWorkspace(context, named, environment);
  showBackend(context, found.backend);
  const gone = Object.fromEntries(remove.map((key) => [key, undefined]));
  const said = [...assignments.map((text) => `set ${text}`), ...remove.map((key) => `removed ${key}`)];
  const tags = plainTags(await remark(context, found, "workspace tag", { ...gone, ...set }, said.join(", ")));
  const { name } = found.workspace;
  context.output.result({ name, environment: found.backend.environment, tags }, () => {
    const rows = Object.entries(tags);
    for (const line of rows.length === 0 ? [`${name} has no tags of its own`] : columns(rows)) {
      context.output.line(line);
    }
  });
}

function assertTag(key: string, value: string): void {
  const reserved = [...RESERVED_TAG_KEYS, DESCRIPTION_TAG, EXPIRES_TAG];
  if (!TAG_KEY.test(key) || key === "__proto__") {
    throw new FleetError(
      "InvalidArgument",
      `the tag key ${JSON.stringify(key.slice(0, 60))} is not allowed: use 1 to 40 of a-z, A-Z, 0-9 and - _ . :`,
    );
  }
  if (reserved.some((each) => each.toLowerCase() === key.toLowerCase())) {
    throw new FleetError(
      "InvalidArgument",
      `the tag key ${key} is not allowed: the fleet sets ${reserved.join(", ")} itself`,
    );
  }
  if (value.length > MAX_TAG_VALUE) {
    throw new FleetError(
      "InvalidArgument",
      `the value of tag ${key} has ${value.length} characters: use at most ${MAX_TAG_VALUE}`,
    );
  }
}
