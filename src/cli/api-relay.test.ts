import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { API_VIA, dialApi } from "../kube/index.ts";

import { relayApi } from "./api-relay.ts";

const never = new AbortController().signal;

/** A server that says what it is asked, in capitals. */
async function loud() {
  const server = createServer((socket) => {
    socket.on("data", (chunk) => socket.end(chunk.toString().toUpperCase()));
    socket.on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, [Symbol.dispose]: () => void server.close() };
}

async function say(socket: Awaited<ReturnType<typeof dialApi>>, text: string): Promise<string> {
  socket.write(text);
  let said = "";
  for await (const chunk of socket) said += String(chunk);
  return said;
}

test("a child reaches through the relay what the relay's process reaches", async () => {
  using server = await loud();
  using relay = await relayApi();
  const via = relay.env[API_VIA] ?? "";
  const socket = await dialApi({ host: "127.0.0.1", port: server.port, via }, never);
  expect(socket.remotePort).toBeUndefined();
  expect(await say(socket, "hello")).toBe("HELLO");
});

test("nobody else may use it, and nothing is left of it", async () => {
  const relay = await relayApi();
  const folder = dirname(relay.env[API_VIA] ?? "");
  expect(statSync(folder).mode & 0o077).toBe(0);
  relay[Symbol.dispose]();
  expect(existsSync(folder)).toBe(false);
});

test("where there is no relay any more, the straight way is taken", async () => {
  using server = await loud();
  const socket = await dialApi({ host: "127.0.0.1", port: server.port, via: "/nonexistent/relay" }, never);
  expect(await say(socket, "hi")).toBe("HI");
});

test("an API that nobody reaches is the straight way's error", async () => {
  using relay = await relayApi();
  const { port, [Symbol.dispose]: close } = await loud();
  close();
  const dialed = dialApi({ host: "127.0.0.1", port, via: relay.env[API_VIA] ?? "" }, never);
  await expect(dialed).rejects.toThrow(/ECONNREFUSED/);
});

test.each(["no port\n", "host 99999999\n", "x".repeat(1_000), "\n"])(
  "the line %j ends the connection",
  async (line) => {
    using relay = await relayApi();
    const socket = connect({ path: relay.env[API_VIA] ?? "" });
    socket.write(line);
    await once(socket, "close");
    expect(socket.bytesRead).toBe(0);
  },
);
