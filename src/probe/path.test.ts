import { execFileSync, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import { createRecorder, type PathProbe } from "../evidence/index.ts";
import { probePath, sweepPath } from "./index.ts";
import { openConnectPath } from "./path-connect.ts";
import type { PathAnswer } from "./path-probes.ts";

const contextOf = (signal = new AbortController().signal) => {
  const recorder = createRecorder("client");
  return { recorder, clock: systemClock, signal, timeout: 1000, purpose: "difference" } as const;
};
const asked = { destination: "127.0.0.1", port: null, count: 2, flows: 1, measureMtu: false } as const;

/** A UDP port of loopback that nothing listens on. */
async function closedPort(): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}

test("probePath() reaches loopback in one hop by UDP, which proves no loss", async () => {
  const { value, ...record } = await probePath(
    { ...asked, protocol: "udp", port: await closedPort() },
    contextOf(),
  );
  expect(value).toMatchObject({ protocol: "udp", reached: true, atDestination: null, isLooping: false });
  expect(value.hops).toHaveLength(1);
  expect(value.hops[0]).toMatchObject({
    ttl: 1,
    isDestination: true,
    said: { "port-unreachable": expect.any(Number) },
  });
  expect(record).toMatchObject({ kind: "path-probe", boundary: "path", by: "probe", purpose: "difference" });
});

test("probePath() by TCP tells a listener from a closed port", async () => {
  const server = createServer((socket) => socket.on("error", () => {}).resume());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // A TCP server's address is one.
  const open = await probePath({ ...asked, protocol: "tcp", port }, contextOf());
  expect(open.value.hops[0]?.said).toHaveProperty("connected");
  expect(open.value.atDestination?.answered).toBe(open.value.atDestination?.sent);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  const closed = await probePath({ ...asked, protocol: "tcp", port }, contextOf());
  expect(closed.value.hops[0]?.said).toEqual({ refused: expect.any(Number) });
});

test("connect(2) with a TTL, which needs no capability, tells a closed port", async () => {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // A TCP server's address is one.
  await new Promise<void>((resolve) => server.close(() => resolve()));
  const answer = await new Promise<PathAnswer>((resolve) => {
    const transport = openConnectPath({ address: "127.0.0.1", port, flows: 1, nonce: 1 }, (heard) => {
      transport.close();
      resolve(heard);
    });
    transport.send({ id: 1, ttl: 5, flow: 0, isForDestination: false });
  });
  expect(answer).toMatchObject({ id: 1, said: "refused", address: "127.0.0.1" });
});

test("sweepPath() asks by TCP alone where that reaches the destination", async () => {
  const records = await sweepPath({ address: "127.0.0.1", port: 1 }, contextOf());
  expect(records.map(({ value }) => value.protocol)).toEqual(["tcp"]);
});

test("a run that is stopped throws, one that is to end keeps what it has", async () => {
  await expect(
    probePath({ ...asked, protocol: "udp" }, contextOf(AbortSignal.abort(new Error("stop")))),
  ).rejects.toThrow("stop");
  const { value } = await probePath({ ...asked, protocol: "udp", until: AbortSignal.abort() }, contextOf());
  expect(value).toMatchObject({ hops: [], reached: false });
});

test("no descriptor is left open", async () => {
  const count = () => readdirSync("/proc/self/fd").length;
  const port = await closedPort();
  await probePath({ ...asked, protocol: "udp", port }, contextOf());
  const before = count();
  for (const protocol of ["udp", "tcp", "icmp"] as const) {
    await probePath({ ...asked, protocol, port: protocol === "icmp" ? null : port, flows: 2 }, contextOf());
  }
  await new Promise((resolve) => setImmediate(resolve));
  expect(count()).toBeLessThanOrEqual(before);
});

/** Whether this user may make namespaces of its own. */
const mayUnshare =
  spawnSync("unshare", ["--map-root-user", "--mount", "--net", "true"], { stdio: "ignore" }).status === 0;

test.skipIf(!mayUnshare)(
  "probePath() sees the routers of a chain, and the one that has a smaller MTU",
  () => {
    const text = execFileSync(
      "sh",
      [
        "test/path-chain.sh",
        "2",
        process.execPath,
        "src/cli/main.ts",
        "path",
        "10.9.2.2",
        "--count",
        "2",
        "--mtu",
        "--json",
      ],
      { env: { ...process.env, MTUS: "1500 1400 1300" }, encoding: "utf8" },
    );
    const { evidence } = JSON.parse(text) as { readonly evidence: { readonly value: PathProbe } };
    const { hops, pathMtu, mtuSaidBy, isBlackHole } = evidence.value;
    expect(hops.map(({ addresses }) => addresses[0]?.address)).toEqual(["10.9.0.2", "10.9.1.2", "10.9.2.2"]);
    expect({ pathMtu, isBlackHole }).toEqual({ pathMtu: 1300, isBlackHole: false });
    expect(mtuSaidBy).toEqual([
      { address: "10.9.0.2", mtu: 1400 },
      { address: "10.9.1.2", mtu: 1300 },
    ]);
  },
);
