import { expect } from "chai";
import { container, dockerfileFindings } from "../../../../cli/validation/checks/container";
import { subject } from "../../../support/validation-subject";

const DIGEST = `@sha256:${"a".repeat(64)}`;
const HEALTH = 'HEALTHCHECK CMD ["true"]';
const lines = (...text: string[]) => dockerfileFindings([...text, HEALTH].join("\n"));

describe("check of container", () => {
  it("accepts the runner's own", async () => {
    expect(await container.run(subject({ root: process.cwd() }))).to.deep.equal([]);
  });

  it("accepts an argument with a digest, and a stage of the same file", () => {
    expect(
      lines(`ARG NODE=node:22${DIGEST}`, "FROM ${NODE} AS base", "FROM base", "USER 1000:1000"),
    ).to.deep.equal([]);
  });

  it("finds an image without a digest, also behind an argument and options", () => {
    expect(
      lines(
        "ARG NODE=node:22",
        "FROM ${NODE} AS base",
        "FROM --platform=linux/amd64 alpine:latest",
        "USER 1000",
      ),
    ).to.deep.equal([
      "runner/Dockerfile:2: image node:22 has no digest: a tag can move; add @sha256:…",
      "runner/Dockerfile:3: image alpine:latest has no digest: a tag can move; add @sha256:…",
    ]);
  });

  it("finds a container that runs as root, by name, by number, or because only an earlier stage does not", () => {
    const finding = (line: number) =>
      `runner/Dockerfile:${line}: the container runs as root: end with USER and another number`;
    expect(lines(`FROM node${DIGEST}`, "USER root")).to.deep.equal([finding(2)]);
    expect(lines(`FROM node${DIGEST}`, "USER 1000", "USER 0:0")).to.deep.equal([finding(3)]);
    expect(lines(`FROM node${DIGEST}`, "USER 1000", `FROM node${DIGEST}`, "RUN true")).to.deep.equal([
      finding(5),
    ]);
  });

  it("finds ADD, and a download that runs unchecked over several lines", () => {
    expect(
      lines(
        `FROM node${DIGEST}`,
        "ADD https://example.com/a.tar.gz /a",
        "RUN curl --silent \\",
        "  # the installer",
        "  https://example.com/install | sh",
        "USER 1000",
      ),
    ).to.deep.equal([
      "runner/Dockerfile:2: ADD unpacks and downloads: use COPY, or a download with a checksum",
      "runner/Dockerfile:3: a download runs as it comes: check its checksum first",
    ]);
  });

  it("finds what is shipped and must not be: a shell before the program, an installer's work, a secret, a mute container", () => {
    const shipped = (...text: string[]) =>
      dockerfileFindings(
        [`FROM node${DIGEST} AS base`, "RUN apt-get install curl", "FROM base", ...text].join("\n"),
      );
    expect(
      shipped(
        "RUN apt-get update && apt-get install --yes git",
        "ENV A=1 NPM_TOKEN=x",
        "USER 1000",
        "CMD node main.js",
      ),
    ).to.deep.equal([
      "runner/Dockerfile:7: nobody can see whether the container is alive: add HEALTHCHECK",
      "runner/Dockerfile:4: software is installed where it is shipped: do it in an earlier stage",
      "runner/Dockerfile:5: a secret in ENV is in the image for good: give it to the task",
      'runner/Dockerfile:7: CMD runs in a shell, which keeps SIGTERM to itself: write it as ["…"]',
    ]);
    expect(shipped("USER 1000", "HEALTHCHECK NONE", 'ENTRYPOINT ["node"]')).to.deep.equal([
      "runner/Dockerfile:6: nobody can see whether the container is alive: add HEALTHCHECK",
    ]);
  });
});
