import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const AWS = `#!/bin/sh
cd "$(dirname "$0")"
echo "aws $*" >> calls
case $2 in
describe-images)
  test -e registry || { echo "ImageNotFoundException" >&2; exit 254; }
  cat registry
  ;;
get-login-password) echo secret ;;
esac
`;

const DOCKER = `#!/bin/sh
cd "$(dirname "$0")"
echo "docker $*" >> calls
echo "docker says something on stdout"
case $1 in
login) cat > password ;;
buildx)
  test -e pushed || { echo "no space left on device" >&2; exit 17; }
  cat pushed > registry
  ;;
esac
`;

/** Executables `aws` and `docker` in a folder of their own, which note their calls and keep one tag's digest. */
export class FakeImageTools {
  readonly #folder = mkdtempSync(join(tmpdir(), "fleet-image-tools-"));

  constructor() {
    for (const [name, script] of Object.entries({ aws: AWS, docker: DOCKER })) {
      writeFileSync(join(this.#folder, name), script, { mode: 0o755 });
    }
  }

  /** A PATH on which they are found before the real ones. */
  get path(): string {
    return [this.#folder, process.env.PATH].join(delimiter);
  }

  /** What the registry tells of the tag; before that it knows no such image. */
  setRegistry(answer: string): void {
    writeFileSync(join(this.#folder, "registry"), `${answer}\n`);
  }

  /** What the registry tells of the tag once docker has pushed; before that docker fails. */
  setPushed(answer: string): void {
    writeFileSync(join(this.#folder, "pushed"), `${answer}\n`);
  }

  /** Command lines, in order. */
  calls(): string[] {
    return this.#read("calls").split("\n").filter(Boolean);
  }

  /** What docker was given to sign in. */
  password(): string {
    return this.#read("password");
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #read(name: string): string {
    const file = join(this.#folder, name);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }
}
