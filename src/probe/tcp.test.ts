import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import { createRecorder } from "../evidence/index.ts";
import { connectOnly, investigateTcp, openTcp, watchLoss } from "./index.ts";

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

/** A listener on a port that the kernel chose. */
async function listen(serve: (socket: Socket) => void = (socket) => socket.resume()): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    serve(socket);
  });
  server.listen(0, "127.0.0.1");
  opened.push(server);
  await once(server, "listening");
  return (server.address() as AddressInfo).port; // A TCP server's address is one.
}

/** A port that nothing listens on. */
async function closedPort(): Promise<number> {
  const port = await listen();
  const [server] = opened.splice(-1);
  if (server !== undefined) {
    server.close();
    await once(server as unknown as NodeJS.EventEmitter, "close"); // A net.Server is one.
  }
  return port;
}

const contextOf = (signal = new AbortController().signal) => {
  const recorder = createRecorder("client");
  return { recorder, clock: systemClock, signal, timeout: 1000, purpose: "reference", attempt: 1 } as const;
};
const at = (port: number) => ({ address: "127.0.0.1", port, isTargetPort: true });

test("openTcp() gives the open socket and records its handshake", async () => {
  const port = await listen();
  const { record, socket } = await openTcp(at(port), contextOf());
  socket?.destroy();
  expect(record.value).toMatchObject({
    outcome: "connected",
    localAddress: "127.0.0.1",
    errno: null,
    afterwards: null,
  });
  expect(record.value.handshake).toBeGreaterThan(0);
  expect(record).toMatchObject({ kind: "tcp-connect", boundary: "tcp", by: "probe", attempt: 1 });
});

test("openTcp() records a closed port as refused, by a reset and not by ICMP", async () => {
  const counters = () => Promise.resolve({ IcmpInDestUnreachs: 4 });
  const { record, socket } = await openTcp(at(await closedPort()), contextOf(), { counters });
  expect(socket).toBeNull();
  expect(record.value).toMatchObject({
    outcome: "refused",
    errno: "ECONNREFUSED",
    handshake: null,
    icmpErrorCounted: false,
  });
});

test("openTcp() says of ICMP that it counted, where a counter rose", async () => {
  let reading = 0;
  const counters = () => Promise.resolve({ IcmpInDestUnreachs: reading++ });
  const { record } = await openTcp(at(await closedPort()), contextOf(), { counters });
  expect(record.value).toMatchObject({ icmpErrorCounted: true, counted: { icmpErrorsIn: 1 } });
});

test("openTcp() records null for counters that cannot be read", async () => {
  const { record } = await openTcp(at(await closedPort()), contextOf(), {
    counters: () => Promise.resolve(null),
  });
  expect(record.value).toMatchObject({ icmpErrorCounted: null, counted: null });
});

test("openTcp() names what the kernel refuses on the spot as no route", async () => {
  // TCP to a multicast address: tcp_v4_connect() says ENETUNREACH before anything is sent.
  const { record } = await openTcp({ address: "224.0.0.1", port: 80, isTargetPort: true }, contextOf());
  expect(record.value).toMatchObject({ outcome: "no-route", errno: "ENETUNREACH" });
});

test("openTcp() throws the reason when the user stops the run, and records nothing", async () => {
  const reason = new Error("stopped by the user");
  const context = contextOf(AbortSignal.abort(reason));
  await expect(openTcp(at(9), context)).rejects.toBe(reason);
  expect(context.recorder.evidence).toEqual([]);
});

test("openTcp()'s socket survives a reset that nobody listens to", async () => {
  const served = Promise.withResolvers<Socket>();
  const { socket } = await openTcp(at(await listen(served.resolve)), contextOf());
  if (socket === null) throw new Error("the listener did not take the connection");
  const closed = new Promise((resolve) => socket.once("close", resolve));
  (await served.promise).resetAndDestroy();
  await closed;
  expect(socket.destroyed).toBe(true);
});

test.each([
  ["open", (socket: Socket) => socket.write("SSH-2.0-hello\r\n")],
  ["closed-by-peer", (socket: Socket) => socket.end()],
] as const)("connectOnly() sees that the connection is %s afterwards", async (afterwards, serve) => {
  const record = await connectOnly(at(await listen(serve)), contextOf(), { watch: 100 });
  expect(record.value).toMatchObject({ outcome: "connected", afterwards });
});

test("connectOnly() sees a reset, before or after the kernel has called the connection ours", async () => {
  const { value } = await connectOnly(at(await listen((one) => one.resetAndDestroy())), contextOf(), {
    watch: 100,
  });
  expect([value.outcome, value.afterwards]).toContain(value.outcome === "reset" ? "reset" : "reset-by-peer");
});

test("investigateTcp() repeats a refusal and tries other ports, none of it as an attempt", async () => {
  const context = contextOf();
  const { record } = await openTcp(at(await closedPort()), context);
  await investigateTcp(record, context);
  const [, ...more] = context.recorder.evidence;
  expect(more.every(({ purpose, attempt }) => purpose === "difference" && attempt === null)).toBe(true);
  const values = more.map(({ value }) => value as { isTargetPort: boolean; outcome: string }); // All are tcp-connect.
  expect(values.filter(({ isTargetPort }) => isTargetPort).map(({ outcome }) => outcome)).toEqual([
    "refused",
    "refused",
  ]);
  expect(values.filter(({ isTargetPort }) => !isTargetPort).length).toBeGreaterThanOrEqual(5);
});

test("investigateTcp() leaves other ports alone where every try connects at once", async () => {
  const context = contextOf();
  const { record, socket } = await openTcp(at(await listen()), context);
  socket?.destroy();
  await investigateTcp(record, context);
  expect(context.recorder.evidence).toHaveLength(8);
});

test("investigateTcp() sends nothing where nothing could leave the host", async () => {
  const context = contextOf();
  const { record } = await openTcp({ address: "224.0.0.1", port: 80, isTargetPort: true }, context);
  await investigateTcp(record, context);
  expect(context.recorder.evidence).toHaveLength(1);
});

test("watchLoss() tells a retransmission from none, and what it cannot read from both", async () => {
  const readings = [{ TcpRetransSegs: 1 }, { TcpRetransSegs: 1 }, { TcpRetransSegs: 2 }];
  const lost = await watchLoss(() => Promise.resolve(readings.shift() ?? {}));
  expect(await lost()).toBe(false);
  expect(await lost()).toBe(true);
  expect(await (await watchLoss(() => Promise.resolve(null)))()).toBeNull();
});
