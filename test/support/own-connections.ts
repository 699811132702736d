const pools =
  require("@grpc/grpc-js/build/src/subchannel-pool") as typeof import("@grpc/grpc-js/build/src/subchannel-pool");

/**
 * Lets each client of an engine have connections of its own. grpc-js shares them in a process by their address, and
 * Pulumi's SDK leaves those of an engine that has ended: an engine that by chance gets the same port from the system
 * would find a connection that has just failed, and its run would end with `14 UNAVAILABLE: No connection
 * established. Last error: null` at once. A process of `fleet` runs a handful of engines, one of the tests hundreds.
 */
export function shareNoConnections(): void {
  Object.assign(pools, { getSubchannelPool: () => new pools.SubchannelPool() });
}
