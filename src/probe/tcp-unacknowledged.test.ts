import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { expect, test } from "vitest";
import { isAcknowledged, readSendQueue } from "./tcp-unacknowledged.ts";

const line = (queue: string, state = "01") =>
  `   3: 0100007F:D3F2 0100007F:01BB ${state} ${queue}:00000000 00:00000000 00000000     0        0 1 1\n`;

test.each<[string, string, boolean | null]>([
  ["an empty queue", line("00000000"), true],
  ["1500 octets waiting", line("000005DC"), false],
  ["a connection that the peer closed", line("00000000", "08"), true],
  ["a listener", line("00000000", "0A"), null],
  ["two of the same ports", line("00000000") + line("00000000"), null],
  ["another connection", line("00000000").replace("01BB", "0050"), null],
  ["nothing", "", null],
])("%s", (_, table, expected) => expect(readSendQueue(table, 0xd3f2, 443)).toBe(expected));

test("the kernel acknowledges what a process never reads", async () => {
  const server = createServer((socket) => socket.pause()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  await once(socket, "connect");
  await new Promise((resolve) => socket.write("hello", resolve));
  expect(await isAcknowledged(socket)).toBe(true);
  socket.destroy();
  server.close();
  expect(await isAcknowledged(socket)).toBeNull();
});
