import { gzipSync } from "node:zlib";

/** Bytes of a block at most, by RFC 8878. */
const BLOCK = 128 * 1024;

/** Makes of plain bytes what Pulumi could have written: it chooses by PULUMI_DIY_BACKEND_GZIP and …_ZSTD. */
export const COMPRESS = {
  none: (plain: Uint8Array): Uint8Array => plain,
  gzip: (plain: Uint8Array): Uint8Array => gzipSync(plain),
  zstd: storedZstandard,
} as const;

export type Compression = keyof typeof COMPRESS;
export const COMPRESSIONS = Object.keys(COMPRESS) as readonly Compression[];

/** A Zstandard frame whose blocks are stored as they are: every reader takes it, and no compressor is needed. */
function storedZstandard(plain: Uint8Array): Uint8Array {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0]);
  header.writeUInt32LE(plain.length, 5);
  const parts: Uint8Array[] = [header];
  for (let start = 0; start === 0 || start < plain.length; start += BLOCK) {
    const block = plain.subarray(start, start + BLOCK);
    const last = start + BLOCK >= plain.length ? 1 : 0;
    const size = Buffer.alloc(3);
    size.writeUIntLE((block.length << 3) | last, 0, 3);
    parts.push(size, block);
  }
  return Buffer.concat(parts);
}
