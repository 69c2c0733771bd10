import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, expect, test } from "vitest";
import { FaultlineError, systemClock } from "../base/index.ts";
import { hostCommand } from "./host.ts";
import type { HostOptions } from "./host-asked.ts";

const server = createServer().listen(0, "127.0.0.1");
await once(server, "listening");
afterAll(() => server.close());
const address = server.address();
const port = typeof address === "object" && address !== null ? address.port : 0;

async function run(
  options: HostOptions,
  onOut: () => void = () => {},
  signal = new AbortController().signal,
) {
  let text = "";
  const io = {
    out: (more: string) => {
      text += more;
      onOut();
    },
    err: () => {},
    color: false,
    columns: 80,
    env: {},
    signal,
    stdin: async () => "",
  };
  const status = await hostCommand({ interval: "0.1", ...options }, { io, clock: systemClock });
  return { status, text };
}

test("--process with --json tells of this process's listener, its findings and its readings", async () => {
  const { text, status } = await run({ process: String(process.pid), json: true });
  const told = JSON.parse(text);
  expect(told).toMatchObject({ schema: "faultline.host/1", of: String(process.pid), isWrong: status === 1 });
  expect(told.readings.length).toBe(2);
  const owners = told.readings[1].find(({ kind }: { kind: string }) => kind === "socket-owners").value;
  expect(owners.listeners).toContainEqual(
    expect.objectContaining({ port, owner: expect.objectContaining({ pid: process.pid }) }),
  );
});

test("--watch with --json prints a line for each reading until it is stopped, and gives the last one's status", async () => {
  const controller = new AbortController();
  let pages = 0;
  const stopAtSecond = () => {
    pages += 1;
    if (pages === 2) controller.abort();
  };
  const { text, status } = await run(
    { process: String(process.pid), watch: true, json: true },
    stopAtSecond,
    controller.signal,
  );
  expect(
    text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).of),
  ).toEqual([String(process.pid), String(process.pid)]);
  expect([0, 1]).toContain(status);
});

test.each([
  [{ process: "no-such-program" }, /Cannot find a process "no-such-program"/],
  [{ to: "192.0.2.1" }, /must be a host and a port/],
  [{ to: "192.0.2.1:70000" }, /must be a host and a port/],
  [{ to: "-oProxyCommand=x:80" }, /must be a host and a port/],
  [{ interval: "0" }, /must be 0.1 to 3600 seconds/],
  [{ interval: "soon" }, /must be 0.1 to 3600 seconds/],
  [{ process: "1", to: "192.0.2.1:80" }, /Cannot use --process together with --to/],
] as const)("%j is wrong usage and says so in two lines", async (options, message) => {
  const error = await run(options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FaultlineError);
  expect((error as FaultlineError).message).toMatch(message);
  expect((error as FaultlineError).message.split("\n").length).toBe(2);
});
