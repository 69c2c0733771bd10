import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { lookForSocket } from "./bound.ts";

/** Looks until it is there, as often as a look may be passed by and once more. */
const looks = (look: () => boolean) => Array.from({ length: 25 }, look).some((isThere) => isThere);

test.each(["127.0.0.1", "::1"])("a TCP listener on %s is found, and not on another port", async (host) => {
  await using server = createServer().listen(0, host);
  await once(server, "listening");
  // A listener on a port has this form of address.
  const { port } = server.address() as AddressInfo;
  expect(looks(lookForSocket(process.pid, { protocol: "tcp", port }))).toBe(true);
  expect(looks(lookForSocket(process.pid, { protocol: "udp", port }))).toBe(false);
});

test("a listener that comes between two looks is found", async () => {
  const server = createServer();
  await using _ = server;
  const first = createServer().listen(0, "127.0.0.1");
  await once(first, "listening");
  // As above.
  const { port } = first.address() as AddressInfo;
  first.close();
  await once(first, "close");
  const look = lookForSocket(process.pid, { protocol: "tcp", port });
  expect(look()).toBe(false);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  expect(looks(look)).toBe(true);
});

test("a UDP socket that is bound is found", async () => {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  expect(looks(lookForSocket(process.pid, { protocol: "udp", port }))).toBe(true);
  socket.close();
});

test("a process that is not there has nothing", () => {
  expect(looks(lookForSocket(2 ** 30, { protocol: "tcp", port: 1 }))).toBe(false);
  expect(looks(lookForSocket(process.pid, null))).toBe(false);
});
