import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import { createRecorder } from "../evidence/index.ts";
import { watchIdle } from "./idle-connection.ts";

async function watch(
  onConnection: (socket: Socket) => void,
  timeout: number,
  signal = new AbortController().signal,
) {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    onConnection(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const stream = connect(port, "127.0.0.1");
  await once(stream, "connect");
  const recorder = createRecorder("test");
  try {
    const context = { clock: systemClock, signal, timeout, recorder, purpose: "difference" } as const;
    return (await watchIdle({ stream, address: "127.0.0.1", port, requestsBefore: 0 }, context)).value;
  } finally {
    stream.destroy();
    server.close();
  }
}

test("watchIdle() records when the peer closes", async () => {
  const value = await watch((socket) => setTimeout(() => socket.end(), 60), 2000);
  expect(value.outcome).toBe("fin");
  expect(value.idle).toBeGreaterThan(40);
});

test("watchIdle() records an RST", async () => {
  expect((await watch((socket) => setTimeout(() => socket.resetAndDestroy(), 20), 2000)).outcome).toBe(
    "reset",
  );
});

test("watchIdle() records a connection that stands to the end of the watch", async () => {
  expect((await watch(() => {}, 50)).outcome).toBe("open");
});

test("watchIdle() throws the reason when the user stops the run", async () => {
  const reason = new Error("stopped by the user");
  await expect(watch(() => {}, 2000, AbortSignal.abort(reason))).rejects.toBe(reason);
});
