/**
 * A server with answers of our own wording, run as its own process: `node raw.ts JSON`. See `RawConfig` in `../raw.ts`.
 *
 * @module
 */
import { createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { RawConfig } from "../raw.ts";

// The lab wrote this argument itself.
const config = JSON.parse(process.argv[2] ?? "{}") as RawConfig;
/** Longer than the answer needs to arrive, in milliseconds. */
const LATE = 100;

function serve(socket: Socket): void {
  let head = "";
  // A client that resets is no business of this server.
  socket.on("error", () => {});
  socket.on("data", (chunk: Buffer) => {
    head = (head + chunk.toString("latin1")).slice(-65_536);
    if (!head.includes("\r\n\r\n")) return;
    head = "";
    void answer(socket);
  });
}

async function answer(socket: Socket): Promise<void> {
  for (const [index, part] of config.answer.entries()) {
    if (index > 0) await sleep(config.gap ?? 0);
    socket.write(part, "latin1");
  }
  if (config.end === "close") socket.end();
  if (config.end === "late-reset") await sleep(LATE);
  if (config.end.endsWith("reset")) socket.resetAndDestroy();
}

createServer(serve).listen({ port: config.port, host: "::" });
