/**
 * Clients that ask in rounds, run as their own process: `node pacer.ts JSON`. See `PacerConfig` in `../pacer.ts`.
 *
 * @module
 */
import { request as plain } from "node:http";
import { request as secure } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { PacerConfig } from "../pacer.ts";

/** How long one request may take. */
const PATIENCE_MS = 5_000;

// The lab wrote this argument itself.
const { url, address, method, together, pauses } = JSON.parse(process.argv[2] ?? "{}") as PacerConfig;
const { protocol, hostname, port, pathname, search } = new URL(url);
const isSecure = protocol === "https:";

/** One request on a connection of its own, its answer read and forgotten. */
const ask = () =>
  new Promise<void>((resolve) => {
    const headers = { host: `${hostname}:${port}`, "content-type": "application/json" };
    const wanted = { host: address, port, path: pathname + search, method, headers, agent: false };
    const sent = isSecure
      ? secure({ ...wanted, servername: hostname, rejectUnauthorized: false })
      : plain(wanted);
    const timer = setTimeout(() => sent.destroy(), PATIENCE_MS);
    sent.on("response", (answer) => answer.resume());
    sent.on("error", () => {});
    sent.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
    sent.end(method === "POST" ? "{}" : undefined);
  });

for (let round = 0; ; round++) {
  await Promise.all(Array.from({ length: together }, ask));
  if (round === 0) process.stdout.write("first round\n");
  await sleep(pauses[round % pauses.length] ?? 0);
}
