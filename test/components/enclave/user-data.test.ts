import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import * as fc from "fast-check";
import { parse } from "yaml";
import { type UserDataArgs, userData } from "../../../components/enclave/user-data";

const ARGS: UserDataArgs = {
  requestId: "vault",
  image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/vault@sha256:${"a".repeat(64)}`,
  allocation: { cpuCount: 2, memoryMib: 1024 },
  ports: [8443, 9000],
  networkInterfaceId: "eni-0123456789abcdef0",
  region: "eu-west-1",
};

/** Values that mean something to a shell, to systemd, to YAML or to a template. */
const HOSTILE = [
  "$(touch /tmp/owned)",
  "`id`",
  "a'b",
  'a"b',
  "a\nENCLAVE_CID=1",
  "END_OF_FILE",
  "a; reboot",
  "../../etc/passwd",
  "{{ value }}",
  "$.States",
  "%i",
  "аррӏе",
  "",
  "\u0000",
];

/** Runs the script with its commands replaced and its files below a temporary folder. */
function ran(script: string, check: (root: string, commands: readonly string[]) => void): void {
  const root = mkdtempSync(join(tmpdir(), "fleet-user-data-"));
  for (const folder of [
    "etc/hyperion",
    "etc/nitro_enclaves",
    "etc/systemd/system",
    "usr/local/libexec/hyperion",
  ]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  const harmless = ["dnf", "systemctl", "install", "sleep"]
    .map((command) => `${command}() { echo "${command} $*"; }`)
    .join("\n");
  const below = script.replaceAll("> '/", `> '${root}/`).replace(/^(chmod \d+) '\//gm, `$1 '${root}/`);
  try {
    const output = execFileSync("bash", ["-c", `${harmless}\n${below}`], { encoding: "utf8" });
    check(root, output.trim().split("\n"));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function settings(root: string): string[] {
  return readFileSync(join(root, "etc/hyperion/enclave.env"), "utf8").trim().split("\n");
}

describe("userData", () => {
  it("is a script that bash understands, of a size that EC2 takes", () => {
    const script = userData(ARGS);
    execFileSync("bash", ["-n"], { input: script });
    expect(script).to.match(/^#!\/bin\/bash\nset -euo pipefail\n/);
    expect(Buffer.byteLength(script)).to.be.lessThan(16_384);
  });

  it("installs the tools, then starts allocator, address, enclave and one forwarder per port", () => {
    ran(userData(ARGS), (_, commands) => {
      expect(commands).to.deep.equal([
        "dnf install --assumeyes aws-nitro-enclaves-cli aws-nitro-enclaves-cli-devel docker jq socat",
        "install --directory /etc/hyperion /usr/local/libexec/hyperion /var/lib/hyperion",
        "systemctl daemon-reload",
        "systemctl enable --now --no-block docker.service nitro-enclaves-allocator.service " +
          "hyperion-network-interface.service hyperion-enclave.service " +
          "hyperion-forward@8443.service hyperion-forward@9000.service",
      ]);
    });
  });

  it("writes an allocator file with just the keys that the allocator knows", () => {
    ran(userData(ARGS), (root) => {
      const text = readFileSync(join(root, "etc/nitro_enclaves/allocator.yaml"), "utf8");
      expect(parse(text)).to.deep.equal({ memory_mib: 1024, cpu_count: 2 });
    });
  });

  it("writes the settings of the request", () => {
    ran(userData(ARGS), (root) => {
      expect(settings(root)).to.deep.equal([
        "ENCLAVE_ID=vault",
        `ENCLAVE_IMAGE=${ARGS.image}`,
        "ENCLAVE_ECR_REGION=eu-west-1",
        "ENCLAVE_CID=16",
        "ENCLAVE_CPU_COUNT=2",
        "ENCLAVE_MEMORY_MIB=1024",
        "ENCLAVE_NETWORK_INTERFACE=eni-0123456789abcdef0",
        "ENCLAVE_REGION=eu-west-1",
      ]);
    });
  });

  it("asks a registry that is not ECR without a password", () => {
    const image = `registry.example.com/vault@sha256:${"b".repeat(64)}`;
    ran(userData({ ...ARGS, image }), (root) => {
      expect(settings(root)).to.include("ENCLAVE_ECR_REGION=");
    });
  });

  it("writes the host's files as they are in the repository, programs executable", () => {
    const source = join(__dirname, "../../../components/enclave/host");
    ran(userData(ARGS), (root) => {
      for (const name of readdirSync(source)) {
        const isUnit = name.endsWith(".service");
        const path = join(root, isUnit ? "etc/systemd/system" : "usr/local/libexec/hyperion", name);
        expect(readFileSync(path, "utf8"), name).to.equal(readFileSync(join(source, name), "utf8"));
        expect(statSync(path).mode & 0o777, name).to.equal(isUnit ? 0o644 : 0o755);
      }
    });
  });

  it("has programs that bash understands and no debug mode", () => {
    const folder = join(__dirname, "../../../components/enclave/host");
    for (const name of readdirSync(folder).filter((file) => !file.endsWith(".service"))) {
      execFileSync("bash", ["-n", join(folder, name)]);
    }
    expect(userData(ARGS)).not.to.match(/--debug-mode|--attach-console/);
  });

  it("lets the enclave's service wait for the allocator and start again after every end", () => {
    const unit = readFileSync(
      join(__dirname, "../../../components/enclave/host/hyperion-enclave.service"),
      "utf8",
    );
    expect(unit).to.include("Requires=nitro-enclaves-allocator.service");
    expect(unit).to.match(/^After=nitro-enclaves-allocator\.service/m);
    expect(unit).to.match(/^Restart=always$/m);
  });

  for (const value of HOSTILE) {
    it(`refuses ${JSON.stringify(value)} wherever it comes`, () => {
      expect(() => userData({ ...ARGS, requestId: value })).to.throw(/^id .* is not allowed/);
      expect(() => userData({ ...ARGS, image: value })).to.throw(/^image .* is not allowed in user data/);
      expect(() => userData({ ...ARGS, image: `${ARGS.image}${value} ` })).to.throw(
        /^image .* is not allowed/,
      );
      expect(() => userData({ ...ARGS, region: value })).to.throw(/^region .* is not allowed in user data/);
      expect(() => userData({ ...ARGS, networkInterfaceId: value })).to.throw(
        /^networkInterfaceId .* is not/,
      );
    });
  }

  it("takes no image that a shell would read otherwise than as it is written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        try {
          const script = userData({ ...ARGS, image: `${text}@sha256:${"a".repeat(64)}` });
          const line = script.split("\n").find((candidate) => candidate.startsWith("ENCLAVE_IMAGE="));
          expect(line).to.match(/^ENCLAVE_IMAGE=[a-z0-9./_:@-]+$/);
        } catch (error) {
          expect((error as Error).name).to.equal("InvalidConfiguration");
        }
      }),
    );
  });

  for (const port of [0, 1023, 65_536, 1.5, Number.NaN]) {
    it(`refuses port ${port}`, () => {
      expect(() => userData({ ...ARGS, ports: [port] })).to.throw(
        `port ${port} is not allowed: use a whole number from 1024 to 65535`,
      );
    });
  }
});
