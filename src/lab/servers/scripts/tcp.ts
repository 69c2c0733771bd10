/**
 * A small TCP server for the lab, run as its own process: `node tcp.ts JSON`. See `TcpConfig` in `../tcp.ts`.
 *
 * @module
 */
import { flushCompileCache } from "node:module";
import { createServer, type Socket } from "node:net";
import type { TcpConfig } from "../tcp.ts";

// The lab wrote this argument itself.
const config = JSON.parse(process.argv[2] ?? "{}") as TcpConfig;

function serve(socket: Socket): void {
  // A client that resets is no business of this server.
  socket.on("error", () => {});
  if (config.banner) socket.write(config.banner);
  switch (config.act ?? "echo") {
    case "echo":
      socket.pipe(socket);
      break;
    case "hold":
      socket.resume();
      break;
    case "deaf":
      // Never read: the receive window closes.
      socket.pause();
      break;
    case "reset":
      reset(socket);
      break;
    case "reset-on-data":
      socket.once("data", () => reset(socket));
      break;
    case "close":
      socket.end();
      break;
    case "close-on-data":
      socket.once("data", () => socket.end());
      break;
  }
  if (config.idle !== undefined) {
    socket.setTimeout(config.idle, () =>
      config.idleBy === "close" ? socket.end() : socket.resetAndDestroy(),
    );
  }
}

const reset = (socket: Socket) => setTimeout(() => socket.resetAndDestroy(), config.after ?? 0);

createServer({ allowHalfOpen: false }, serve)
  // It ends by a signal: what it has compiled is kept for the next one now or never.
  .on("listening", flushCompileCache)
  .listen({
    port: config.port,
    host: config.address ?? "::",
    backlog: config.backlog ?? 511,
  });
