/**
 * Traffic of a client that has nothing to do with the request under test, most of it failing. Run as its own process
 * in the client's namespace: `node traffic.ts JSON`.
 *
 * @module
 */
import { createSocket } from "node:dgram";
import { flushCompileCache } from "node:module";
import { connect, isIPv6 } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** What is sent. Absent is not sent. */
export interface Traffic {
  /** Address of the stranger that all connections go to. */
  readonly host: string;
  /** A port of it that nothing listens on. */
  readonly refused?: number;
  /** A port that resets every connection. */
  readonly reset?: number;
  /** A port that answers nothing. */
  readonly unanswered?: number;
  readonly resolver?: string;
  /** Names that do not exist. */
  readonly names?: readonly string[];
  /** A TLS port with an expired certificate. */
  readonly expired?: { readonly port: number; readonly name: string };
  /** A port to open and close connections to, and how many. */
  readonly timeWaits?: { readonly port: number; readonly count: number };
  /** A port of this host itself of which nobody accepts. */
  readonly fullQueue?: number;
}

/** Pause between two rounds, in milliseconds: several failures a second, without loading the machine. */
const PAUSE = 250;
/** How long a connection that nobody answers is waited for, in milliseconds. */
const PATIENCE = 1_500;
/** Connections to the full queue: one more than its backlog of 1 takes (`sk_acceptq_is_full`), and two to overflow. */
const TO_FULL_QUEUE = 5;

/** Opens a connection, waits for its end or a bound, and forgets what came of it. */
const visit = (host: string, port: number, patience: number) =>
  new Promise<void>((resolve) => {
    const socket = connect({ host, port });
    const done = () => {
      socket.destroy();
      resolve();
    };
    socket.setTimeout(patience, done);
    socket.on("error", done);
    socket.on("close", done);
  });

/** Opens a connection and closes it first, so that this side keeps it in TIME_WAIT. */
const leave = (host: string, port: number) =>
  new Promise<void>((resolve) => {
    const socket = connect({ host, port }, () => socket.end());
    socket.resume();
    socket.on("error", () => resolve());
    socket.on("close", () => resolve());
  });

async function handshake(host: string, port: number, servername: string): Promise<void> {
  // Loaded where needed: with TLS a Node takes twice as long to start.
  const { connect: connectTls } = await import("node:tls");
  await new Promise<void>((resolve) => {
    const socket = connectTls({ host, port, servername });
    const done = () => {
      socket.destroy();
      resolve();
    };
    socket.setTimeout(PATIENCE, done);
    socket.on("error", done);
    socket.on("secureConnect", done);
  });
}

/** A DNS query for A, sent and forgotten. RFC 1035, section 4.1. */
function ask(resolver: string, name: string): Promise<void> {
  const labels = name.split(".").flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]);
  const head = Buffer.from([Math.random() * 256, Math.random() * 256, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  const query = Buffer.concat([head, ...labels, Buffer.from([0, 0, 1, 0, 1])]);
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(resolver) ? "udp6" : "udp4");
    const done = () => {
      clearTimeout(timer);
      socket.close();
      resolve();
    };
    const timer = setTimeout(done, PATIENCE);
    socket.on("message", done);
    socket.on("error", done);
    socket.send(query, 53, resolver);
  });
}

/** One round of everything that goes on all the time. */
async function round(traffic: Traffic): Promise<void> {
  const { host, refused, reset, unanswered, resolver, names = [], expired } = traffic;
  // Nobody waits for what nobody answers; a few stay in SYN_SENT at any time.
  if (unanswered !== undefined) void visit(host, unanswered, PATIENCE);
  await Promise.all([
    ...(refused === undefined ? [] : [visit(host, refused, PATIENCE)]),
    ...(reset === undefined ? [] : [visit(host, reset, PATIENCE)]),
    ...(resolver === undefined ? [] : names.map((name) => ask(resolver, name))),
    ...(expired ? [handshake(host, expired.port, expired.name)] : []),
  ]);
}

async function main(traffic: Traffic): Promise<void> {
  const { timeWaits, fullQueue } = traffic;
  if (timeWaits)
    for (let left = timeWaits.count; left > 0; left -= 20)
      await Promise.all(Array.from({ length: 20 }, () => leave(traffic.host, timeWaits.port)));
  if (fullQueue !== undefined)
    for (let left = TO_FULL_QUEUE; left > 0; left--)
      connect({ host: "127.0.0.1", port: fullQueue }).on("error", () => {});
  await round(traffic);
  process.stdout.write("every kind happened\n");
  // It ends by a signal: what it has compiled is kept for the next one now or never.
  flushCompileCache();
  while (true) {
    await sleep(PAUSE);
    await round(traffic);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  // The lab wrote this argument itself.
  await main(JSON.parse(process.argv[2] ?? "{}") as Traffic);
