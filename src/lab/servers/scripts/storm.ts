/**
 * Clients that connect, ask, give up and try again, run as their own process: `node storm.ts JSON`. See `StormConfig` in `../storm.ts`.
 *
 * @module
 */
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { StormConfig } from "../storm.ts";

// The lab wrote this argument itself.
const config = JSON.parse(process.argv[2] ?? "{}") as StormConfig;
const { address, port, clients, patience, pause, backsOff = false } = config;

/** Whether an answer came in time. */
const attempt = () =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ host: address, port });
    const end = (isAnswered: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(isAnswered);
    };
    const timer = setTimeout(end, patience, false);
    socket.write("GET /report HTTP/1.1\r\nHost: report.example\r\n\r\n");
    socket.on("error", () => end(false));
    socket.on("close", () => end(false));
    socket.on("data", () => end(true));
  });

async function insist(index: number): Promise<void> {
  // Clients are not in step: some are always about to try.
  await sleep(((patience + pause) * index) / clients);
  for (let wait = pause; ; wait = backsOff ? wait * 2 : pause) {
    if (await attempt()) wait = pause;
    tried();
    await sleep(wait);
  }
}

let left = clients;
function tried(): void {
  left--;
  if (left === 0) process.stdout.write("tried\n");
}

await Promise.all(Array.from({ length: clients }, (_, index) => insist(index)));
