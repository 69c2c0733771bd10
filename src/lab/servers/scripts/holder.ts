/**
 * Opens connections and keeps them, run as its own process: `node holder.ts JSON`. See `HolderConfig` in `../holder.ts`.
 *
 * @module
 */
import { connect } from "node:net";
import type { HolderConfig } from "../holder.ts";

// The lab wrote this argument itself.
const config = JSON.parse(process.argv[2] ?? "{}") as HolderConfig;
const { address, port, count, leave = false, patience = 300 } = config;

const open = () =>
  new Promise<void>((resolve) => {
    const socket = connect({ host: address, port });
    const timer = setTimeout(resolve, patience);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    socket.on("error", done);
    socket.on("connect", () => (leave ? socket.end() : done()));
    socket.on("close", done);
    socket.resume();
  });

// One after the other: the kernel's queues fill in a known order.
for (let left = count; left > 0; left--) await open();
process.stdout.write("held\n");
setInterval(() => {}, 60_000);
