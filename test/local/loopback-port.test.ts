import { createServer } from "node:net";
import { expect } from "chai";
import { loopbackPort } from "../../local/loopback-port";

describe("loopbackPort", () => {
  it("gives the preferred port where it is free", async () => {
    const port = await loopbackPort(0);
    expect(await loopbackPort(port)).to.equal(port);
  });

  it("gives another where it is taken", async () => {
    const port = await loopbackPort(0);
    const server = createServer();
    await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
    const other = await loopbackPort(port);
    await new Promise((closed) => server.close(closed));
    expect(other).to.be.within(1024, 65_535).and.not.equal(port);
  });
});
