/**
 * What one dropped packet costs the listener to the kernel's events, over a flood of drops in a private network namespace.
 *
 * A child process floods a closed port; this one hears, sorts and counts, as `faultline check` does, but without its bound on
 * events per second. Budget: at most 5 µs of CPU time for an event, none lost. Needs root.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { eventsWanted } from "../src/host/kernel-events.ts";
import { createFlowSorter } from "../src/host/kernel-events-flow.ts";
import { libc, listenToEvents } from "../src/sys/index.ts";

const DROPS = 200_000;
const BUDGET_MICROSECONDS = 5;
const FLOOD = "flood";
/** Packets that are sent before the sender lets others run: without, it would fill the kernel's buffer alone. */
const AT_ONE_GO = 200;
const PORT = 9;
/** Where the request that is listened for goes: the flood is of strangers. */
const OUR_PORT = 443;

/** Sends datagrams to a port of this host that nobody listens on; its own CPU time, in microseconds. */
async function flood(): Promise<number> {
  const [AF_INET, SOCK_DGRAM] = [2, 2];
  const socket = libc.socket(AF_INET, SOCK_DGRAM, 0);
  const address = Buffer.from([AF_INET, 0, 0, PORT, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  const payload = Buffer.alloc(64);
  const before = process.cpuUsage();
  for (let sent = 0; sent < DROPS; sent += 1) {
    libc.send(socket, payload, address);
    if (sent % AT_ONE_GO === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const { user, system } = process.cpuUsage(before);
  libc.close(socket);
  return user + system;
}

async function measure(): Promise<void> {
  const sorter = createFlowSorter({ thread: null, ports: [OUR_PORT], wallClock: (at) => at });
  let count = 0;
  const instance = await listenToEvents({
    events: eventsWanted([OUR_PORT]),
    mostPerSecond: Number.POSITIVE_INFINITY,
    onEvent(event) {
      count += 1;
      sorter.hear(event);
    },
  });
  if (typeof instance === "string")
    throw new Error(`The kernel cannot be listened to: ${instance}. Run as root`);
  const script = 'ip link set lo up && exec "$@"';
  const child = spawn(
    "unshare",
    ["--net", "sh", "-c", script, "sh", process.execPath, import.meta.filename, FLOOD],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString("latin1");
  });
  const before = process.cpuUsage();
  await once(child, "close");
  const { lost, removed } = instance.stop();
  const { user, system } = process.cpuUsage(before);
  await removed;
  const { others } = sorter.sorted();
  const cost = (user + system) / count;
  const perPacket = Number(said) / DROPS;
  const lines = [
    `drops sent ${DROPS}, heard as NO_SOCKET ${others["dropped NO_SOCKET"] ?? 0}, events ${count}, lost ${lost}`,
    `CPU per event ${cost.toFixed(2)} µs (user ${(user / count).toFixed(2)}): ${(cost / BUDGET_MICROSECONDS).toFixed(2)} of the budget of ${BUDGET_MICROSECONDS} µs`,
    `sender's own CPU per packet ${perPacket.toFixed(2)} µs: the listener costs ${(cost / perPacket).toFixed(2)} times that`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  if (cost > BUDGET_MICROSECONDS) process.exitCode = 1;
}

if (process.argv[2] === FLOOD) process.stdout.write(`${await flood()}`);
else await measure();
