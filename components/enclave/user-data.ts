import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FleetError } from "../../contracts/errors";
import { assertRequestId } from "../../contracts/names";
import { IMAGE_PATTERN } from "../../contracts/request-schema";
import type { Allocation } from "./allocator";

/** What a host must know to run its enclave. */
export interface UserDataArgs {
  readonly requestId: string;
  /** Container image by digest. */
  readonly image: string;
  readonly allocation: Allocation;
  /** TCP ports that the host forwards to the enclave. */
  readonly ports: readonly number[];
  readonly networkInterfaceId: string;
  readonly region: string;
}

/** Vsock address of the enclave on its host; 0 to 3 are taken. */
const ENCLAVE_CID = 16;

/** EC2's limit, before base64. */
const LONGEST_USER_DATA = 16_384;

const IMAGE = new RegExp(IMAGE_PATTERN);
const ECR_REGISTRY = /^[0-9]{12}\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\//;
const REGION = /^[a-z]{2}(?:-[a-z]+)+-[0-9]$/;
const NETWORK_INTERFACE = /^eni-[0-9a-f]{8,17}$/;

/** The SSM agent and the AWS CLI are part of Amazon Linux 2023. */
const PACKAGES = ["aws-nitro-enclaves-cli", "aws-nitro-enclaves-cli-devel", "docker", "jq", "socat"];

/** A line of its own that no file contains: ends each file of the script. */
const END_OF_FILE = "END_OF_FILE";

/** Where the files of `host/` go, with their modes. */
const HOST_FILES: readonly { readonly name: string; readonly folder: string; readonly mode: string }[] = [
  { name: "attach-network-interface", folder: "/usr/local/libexec/hyperion", mode: "0755" },
  { name: "build-enclave", folder: "/usr/local/libexec/hyperion", mode: "0755" },
  { name: "run-enclave", folder: "/usr/local/libexec/hyperion", mode: "0755" },
  { name: "hyperion-network-interface.service", folder: "/etc/systemd/system", mode: "0644" },
  { name: "hyperion-enclave.service", folder: "/etc/systemd/system", mode: "0644" },
  { name: "hyperion-forward@.service", folder: "/etc/systemd/system", mode: "0644" },
];

/**
 * The script that Amazon Linux 2023 runs at a host's first boot. Whatever comes from the request is checked to be
 * letters, digits and harmless punctuation, goes into one file of settings, and is code nowhere.
 *
 * @throws FleetError `InvalidConfiguration` or `InvalidName` for a value that is not of its strict form.
 */
export function userData(args: UserDataArgs): string {
  const settings = settingsFile(args);
  const script = [
    "#!/bin/bash",
    "set -euo pipefail",
    "",
    "attempt=1",
    `until dnf install --assumeyes ${PACKAGES.join(" ")}; do`,
    '  if [[ "$attempt" -ge 5 ]]; then exit 1; fi',
    "  attempt=$((attempt + 1))",
    "  sleep 15",
    "done",
    "",
    "install --directory /etc/hyperion /usr/local/libexec/hyperion /var/lib/hyperion",
    ...file("/etc/hyperion/enclave.env", "0644", settings),
    ...file("/etc/nitro_enclaves/allocator.yaml", "0644", allocatorFile(args.allocation)),
    ...HOST_FILES.flatMap(({ name, folder, mode }) => file(`${folder}/${name}`, mode, hostFile(name))),
    "systemctl daemon-reload",
    // The enclave's service may take minutes to build its image: boot does not wait for it.
    `systemctl enable --now --no-block ${services(args.ports).join(" ")}`,
    "",
  ].join("\n");
  if (Buffer.byteLength(script) > LONGEST_USER_DATA) {
    throw new FleetError(
      "InvalidConfiguration",
      `user data has ${Buffer.byteLength(script)} bytes: EC2 allows ${LONGEST_USER_DATA}; shorten the files in components/enclave/host`,
    );
  }
  return script;
}

function settingsFile(args: UserDataArgs): string {
  assertRequestId(args.requestId);
  assertForm("image", args.image, IMAGE, "an image by its sha256 digest");
  assertForm("region", args.region, REGION, "a region such as eu-west-1");
  assertForm("networkInterfaceId", args.networkInterfaceId, NETWORK_INTERFACE, "eni- and hexadecimal digits");
  return [
    `ENCLAVE_ID=${args.requestId}`,
    `ENCLAVE_IMAGE=${args.image}`,
    // Empty for a registry that is not ECR: it is asked without a password.
    `ENCLAVE_ECR_REGION=${ECR_REGISTRY.exec(args.image)?.[1] ?? ""}`,
    `ENCLAVE_CID=${ENCLAVE_CID}`,
    `ENCLAVE_CPU_COUNT=${args.allocation.cpuCount}`,
    `ENCLAVE_MEMORY_MIB=${args.allocation.memoryMib}`,
    `ENCLAVE_NETWORK_INTERFACE=${args.networkInterfaceId}`,
    `ENCLAVE_REGION=${args.region}`,
    "",
  ].join("\n");
}

/** The allocator refuses keys that it does not know, and wants exactly one of cpu_count and cpu_pool. */
function allocatorFile(of: Allocation): string {
  return `---\nmemory_mib: ${of.memoryMib}\ncpu_count: ${of.cpuCount}\n`;
}

function hostFile(name: string): string {
  return readFileSync(join(__dirname, "host", name), "utf8");
}

/** Quoting the delimiter makes the shell take every line as it is. */
function file(path: string, mode: string, content: string): string[] {
  return [`cat > '${path}' <<'${END_OF_FILE}'`, `${content}${END_OF_FILE}`, `chmod ${mode} '${path}'`, ""];
}

function services(ports: readonly number[]): string[] {
  return [
    "docker.service",
    "nitro-enclaves-allocator.service",
    "hyperion-network-interface.service",
    "hyperion-enclave.service",
    ...ports.map((port) => `hyperion-forward@${assertedPort(port)}.service`),
  ];
}

function assertedPort(port: number): number {
  if (!Number.isSafeInteger(port) || port < 1024 || port > 65_535) {
    throw new FleetError(
      "InvalidConfiguration",
      `port ${port} is not allowed: use a whole number from 1024 to 65535`,
    );
  }
  return port;
}

function assertForm(field: string, value: string, form: RegExp, allowed: string): void {
  if (!form.test(value)) {
    throw new FleetError(
      "InvalidConfiguration",
      `${field} ${JSON.stringify(value.slice(0, 120))} is not allowed in user data: use ${allowed}`,
    );
  }
}
