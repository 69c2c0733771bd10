import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EventLine, listenToEvents, openTracefs, type TraceInstance } from "./index.ts";

const tracefs = openTracefs();
const isHad = typeof tracefs !== "string";
afterAll(() => {
  if (typeof tracefs !== "string") tracefs.close();
});

/** Instances of this process, or of another by its number. */
const instancesOf = (pid = process.pid) =>
  typeof tracefs === "string"
    ? []
    : readdirSync(join(tracefs.root, "instances")).filter((name) => name.split("-")[2] === `${pid}`);

const descriptors = () => readdirSync("/proc/self/fd").length;

async function listen(onEvent: (event: EventLine) => void, mostPerSecond = 20_000): Promise<TraceInstance> {
  const instance = await listenToEvents({
    events: [{ event: "sock/inet_sock_set_state" }, { event: "sock/no_such_event" }],
    onEvent,
    mostPerSecond,
  });
  if (typeof instance === "string") throw new Error(`No trace: ${instance}`);
  return instance;
}

describe.runIf(isHad)("where the kernel can be listened to", () => {
  let port = 0;
  const server = createServer((socket) => socket.end());
  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  });
  afterAll(() => void server.close());
  const connect = async () => {
    const socket = createConnection(port, "127.0.0.1");
    socket.resume();
    await once(socket, "close");
  };

  test("our own connection is heard as the doing of our own thread", async () => {
    const heard: EventLine[] = [];
    const instance = await listen((event) => heard.push(event));
    await connect();
    const { lost, wasTooMuch, removed } = instance.stop();
    await removed;
    expect(instance.missing).toEqual(["sock/no_such_event"]);
    expect({ lost, wasTooMuch }).toEqual({ lost: 0, wasTooMuch: false });
    const own = heard.filter(({ thread, isOwnDoing }) => thread === instance.thread && isOwnDoing);
    expect(own.some(({ payload }) => payload.includes(`dport=${port} `))).toBe(true);
  });

  test("a flood ends the listening, and the instance is gone all the same", async () => {
    const instance = await listen(() => {}, 3);
    for (let count = 0; count < 10; count += 1) await connect();
    const { wasTooMuch, removed } = instance.stop();
    await removed;
    expect(wasTooMuch).toBe(true);
    expect(instancesOf()).toEqual([]);
  });

  test("ten rounds leave no descriptor and no instance behind", async () => {
    await (await listen(() => {})).stop().removed;
    const before = descriptors();
    for (let round = 0; round < 10; round += 1) await (await listen(() => {})).stop().removed;
    expect(descriptors()).toBe(before);
    expect(instancesOf()).toEqual([]);
  });

  test("what a killed process leaves behind is swept by the next start", async () => {
    const script = `import { listenToEvents } from ${JSON.stringify(join(import.meta.dirname, "index.ts"))};
      await listenToEvents({ events: [], onEvent() {}, mostPerSecond: 1 });
      process.stdout.write("ready");
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    expect(instancesOf(child.pid)).toHaveLength(1);
    // While it lives nobody takes it away.
    await (await listen(() => {})).stop().removed;
    expect(instancesOf(child.pid)).toHaveLength(1);
    child.kill("SIGKILL");
    await once(child, "close");
    await (await listen(() => {})).stop().removed;
    expect(instancesOf(child.pid)).toEqual([]);
  });
});
