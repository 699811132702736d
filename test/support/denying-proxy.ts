import { type FaultAnswer, startFaultProxy } from "./fault-proxy";

/** Stands between AWS's clients and the emulator, and denies some writes itself. */
export interface DenyingProxy {
  readonly endpoint: string;
  /** Writes to keys with this beginning are denied as S3 does when it may not use the key; none at first. */
  deny(keyPrefix: string | undefined): void;
  /** How many writes were denied. */
  denied(): number;
  close(): Promise<void>;
}

/** What S3 answers when KMS refuses it the caller's key. */
const DENIAL: FaultAnswer = {
  status: 403,
  contentType: "application/xml",
  body: `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AccessDenied</Code><Message>User: arn:aws:iam::000000000000:user/ada is not authorized to perform: kms:GenerateDataKey on the resource that encrypts the bucket</Message></Error>`,
};

/** @param target address of the emulator */
export async function startDenyingProxy(target: string): Promise<DenyingProxy> {
  let prefix: string | undefined;
  const proxy = await startFaultProxy(target);
  proxy.choose(({ method, url = "" }) => {
    // /<bucket>/<key>, since clients use paths for an address without a name
    const key = decodeURIComponent(url).replace(/^\/[^/]*\//, "");
    return method === "PUT" && prefix !== undefined && key.startsWith(prefix) ? DENIAL : undefined;
  });
  return {
    endpoint: proxy.endpoint,
    deny: (keyPrefix) => {
      prefix = keyPrefix;
    },
    denied: () => proxy.met().length,
    close: proxy.close,
  };
}
