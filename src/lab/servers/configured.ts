import type { Server } from "../world/index.ts";

/** A server with a configuration of ours, which can be started again with another one. */
export interface Configured<C> extends Server {
  /** Ends it and starts it again, with another configuration if one is given. */
  restart(config?: C): Promise<void>;
}

/** Starts a server and keeps what is needed to start it again. */
export async function configured<C>(first: C, start: (config: C) => Promise<Server>): Promise<Configured<C>> {
  let config = first;
  let server = await start(config);
  return {
    get pid() {
      return server.pid;
    },
    printed: () => server.printed(),
    signal: (signal) => server.signal(signal),
    stop: () => server.stop(),
    async restart(next = config) {
      config = next;
      await server.stop();
      server = await start(config);
    },
  };
}
