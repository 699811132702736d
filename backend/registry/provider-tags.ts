import type { CheckpointResource } from "../checkpoints/checkpoint";

/** Default tags of an AWS provider: Pulumi keeps a provider's nested inputs as JSON text. */
export function providerTags({ type, inputs }: CheckpointResource): Readonly<Record<string, string>> {
  if (type !== "pulumi:providers:aws") {
    return {};
  }
  const { defaultTags } = inputs ?? {};
  try {
    const { tags } = (typeof defaultTags === "string" ? JSON.parse(defaultTags) : defaultTags) ?? {};
    const texts = Object.entries(tags ?? {}).filter(([, value]) => typeof value === "string");
    return Object.fromEntries(texts) as Record<string, string>;
  } catch {
    return {};
  }
}
