/** Bytes that JSON's structure is made of; none of them is part of a longer UTF-8 character. */
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Takes one array out of a JSON document that comes in pieces: each element is parsed alone and given away, so that
 * never more than one is in memory. A document without that array has no elements.
 */
export class JsonArraySplitter {
  readonly #path: readonly string[];
  readonly #onElement: (element: unknown) => void;
  /** The document with the array's elements left out. */
  readonly #rest: Uint8Array[] = [];
  #element: Uint8Array[] = [];
  #place: "before" | "inside" | "after" = "before";
  #depth = 0;
  /** At each depth that is an object, the member that is being read. */
  #members: (string | undefined)[] = [];
  #string: Uint8Array[] = [];
  #inString = false;
  #escaped = false;

  /**
   * @param path members that lead to the array
   * @param onElement is given each element in turn; a SyntaxError says that one is no JSON
   */
  constructor(path: readonly string[], onElement: (element: unknown) => void) {
    this.#path = path;
    this.#onElement = onElement;
  }

  write(chunk: Uint8Array): void {
    let start = 0;
    let stringStart = 0;
    const keep = (end: number) => {
      const part = chunk.subarray(start, end);
      (this.#place === "inside" ? this.#element : this.#rest).push(part);
      start = end;
    };
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (this.#inString) {
        if (this.#escaped) {
          this.#escaped = false;
        } else if (byte === BACKSLASH) {
          this.#escaped = true;
        } else if (byte === QUOTE) {
          this.#inString = false;
          this.#keepString(chunk, stringStart, at + 1);
        }
        continue;
      }
      switch (byte) {
        case QUOTE:
          this.#inString = true;
          this.#string = [];
          stringStart = at;
          break;
        case COLON:
          this.#nameMember();
          break;
        case OPEN_ARRAY:
          if (this.#place === "before" && this.#isAtPath()) {
            keep(at + 1);
            this.#place = "inside";
          }
          this.#depth += 1;
          break;
        case OPEN_OBJECT:
          this.#depth += 1;
          break;
        case COMMA:
          if (this.#place === "inside" && this.#depth === this.#path.length + 1) {
            keep(at);
            this.#give();
            start = at + 1;
          }
          break;
        case CLOSE_ARRAY:
          this.#depth -= 1;
          if (this.#place === "inside" && this.#depth === this.#path.length) {
            keep(at);
            this.#give();
            this.#place = "after";
          }
          this.#leave();
          break;
        case CLOSE_OBJECT:
          this.#depth -= 1;
          this.#leave();
          break;
      }
    }
    keep(chunk.length);
    if (this.#inString) {
      this.#keepString(chunk, stringStart, chunk.length);
    }
  }

  /** @returns what was left out of the elements: the document with the array empty */
  end(): Uint8Array {
    return Buffer.concat([...this.#rest, ...this.#element]);
  }

  #isAtPath(): boolean {
    return (
      this.#depth === this.#path.length &&
      this.#path.every((member, index) => this.#members[index + 1] === member)
    );
  }

  #keepString(chunk: Uint8Array, from: number, to: number): void {
    if (this.#place === "before" && this.#depth <= this.#path.length) {
      this.#string.push(chunk.subarray(from, to));
    }
  }

  #nameMember(): void {
    if (this.#place === "before" && this.#depth <= this.#path.length) {
      this.#members[this.#depth] = textOf(this.#string);
    }
  }

  /** What was being read within the container that ends here is no longer. */
  #leave(): void {
    if (this.#place === "before") {
      this.#members = this.#members.slice(0, this.#depth + 1);
    }
  }

  #give(): void {
    const text = Buffer.concat(this.#element).toString("utf8");
    this.#element = [];
    if (text.trim() !== "") {
      this.#onElement(JSON.parse(text));
    }
  }
}

/** A member's name may be written with escapes. What is no JSON is left to whoever parses the rest. */
function textOf(parts: readonly Uint8Array[]): string | undefined {
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch {
    return undefined;
  }
}
