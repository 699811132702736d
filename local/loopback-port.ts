import { createServer } from "node:net";

/** `preferred`, or another port of loopback where that one is taken. */
export async function loopbackPort(preferred: number): Promise<number> {
  return (await bindable(preferred)) ?? (await bindable(0)) ?? preferred;
}

/** The port that the system gives; undefined when it is taken. */
function bindable(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}
