import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Decompress } from "fzstd";
import { compressionOf } from "../checkpoints/checkpoint";

/** Bytes that tell how something is compressed. */
const MAGIC_LENGTH = 4;

/**
 * `body` as it was before it was compressed, piece by piece. The content says how it is compressed, not the name.
 * @throws what the decompressor says of damaged data
 */
export async function* decompressedStream(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  while (head.length < MAGIC_LENGTH) {
    const { value, done } = await pieces.next();
    if (done) {
      break;
    }
    head = Buffer.concat([head, value]);
  }
  const whole = (async function* () {
    yield head;
    yield* { [Symbol.asyncIterator]: () => pieces };
  })();
  switch (compressionOf(head)) {
    case "gzip":
      yield* gunzipped(whole);
      break;
    case "zstd":
      yield* unzstandard(whole);
      break;
    case "none":
      yield* whole;
  }
}

function gunzipped(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip();
  // Whoever reads `gunzip` meets the error of either.
  pipeline(Readable.from(body), gunzip, () => undefined);
  return gunzip;
}

async function* unzstandard(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const decompress = new Decompress((piece) => {
    ready.push(piece);
  });
  for await (const piece of body) {
    decompress.push(piece);
    yield* ready;
    ready = [];
  }
  decompress.push(new Uint8Array(), true);
  yield* ready;
}
