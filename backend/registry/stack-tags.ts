import { FleetError } from "../../contracts/errors";
import { jsonObject } from "../json-object";
import { type StackId, stackTagsKey } from "../layout";
import { readObject, type StateBucket, writeObject } from "../state-bucket";

/**
 * What a person says of a stack is kept where `pulumi stack tag` keeps it, beside the checkpoint: so it survives each
 * indexing and rebuild, and Pulumi's own commands show and change it too.
 */

/** Tags that mean something here; Pulumi allows 40 characters for a name, and 256 for a value. */
export const DESCRIPTION_TAG = "fleet:description";
export const EXPIRES_TAG = "fleet:expires";
export const MAX_TAG_VALUE = 256;

/** Version of Pulumi's file. */
const FORMAT = 1;

export type StackTags = Readonly<Record<string, string>>;

/** The stack's tags; none when what is there cannot be read. */
export async function readStackTags(bucket: StateBucket, stack: StackId): Promise<StackTags> {
  const object = await readObject(bucket, stackTagsKey(stack));
  return (object && parseTags(object.body)) ?? {};
}

/**
 * Sets tags, and removes those that are undefined, on top of what others change meanwhile.
 * @returns the tags as they are now
 * @throws FleetError `CheckFailed` when what is there is none of Pulumi's files: nothing is written over it
 */
export async function changeStackTags(
  bucket: StateBucket,
  stack: StackId,
  change: Readonly<Record<string, string | undefined>>,
): Promise<StackTags> {
  const key = stackTagsKey(stack);
  for (;;) {
    const object = await readObject(bucket, key);
    const before = object ? parseTags(object.body) : {};
    if (!before) {
      throw new FleetError(
        "CheckFailed",
        `${key} in the state bucket is no file of tags: restore its last version, or delete it`,
      );
    }
    const changed = Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined);
    const tags = Object.fromEntries(changed) as StackTags;
    // Pulumi deletes the file with the last tag, and takes an empty one as well.
    const body = JSON.stringify({ version: FORMAT, tags });
    const condition = object ? { etag: object.etag } : ({ absent: true } as const);
    if ((await writeObject(bucket, key, body, condition)) !== undefined) {
      return tags;
    }
  }
}

/** Tags as a person knows them: without those that are shown as something else. */
export function plainTags(tags: StackTags): StackTags {
  const { [DESCRIPTION_TAG]: _description, [EXPIRES_TAG]: _expires, ...plain } = tags;
  return plain;
}

function parseTags(body: Uint8Array): StackTags | undefined {
  const stored = jsonObject<{ readonly tags: object }>(body);
  const texts = Object.entries(stored?.tags ?? {}).filter(([, value]) => typeof value === "string");
  return stored && (Object.fromEntries(texts) as StackTags);
}
