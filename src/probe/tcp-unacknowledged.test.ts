import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { expect, test } from "vitest";
import { isAcknowledged, readSendQueue, type SendQueue } from "./tcp-unacknowledged.ts";

const line = (queue: string, { state = "01", timer = "00", retransmits = "00000000" } = {}) =>
  `   3: 0100007F:D3F2 0100007F:01BB ${state} ${queue}:00000000 ${timer}:00000000 ${retransmits}     0        0 1 1\n`;
const empty = { octets: 0, retransmits: 0 };

test.each<[string, string, SendQueue | null]>([
  ["an empty queue", line("00000000"), empty],
  ["1500 octets waiting", line("000005DC"), { octets: 1500, retransmits: 0 }],
  [
    "1500 octets sent again five times",
    line("000005DC", { timer: "01", retransmits: "00000005" }),
    { octets: 1500, retransmits: 5 },
  ],
  [
    "a closed window that is probed, which is no retransmission",
    line("000005DC", { timer: "04", retransmits: "00000005" }),
    { octets: 1500, retransmits: 0 },
  ],
  ["a connection that the peer closed", line("00000000", { state: "08" }), empty],
  ["a listener", line("00000000", { state: "0A" }), null],
  ["two of the same ports", line("00000000") + line("00000000"), null],
  ["another connection", line("00000000").replace("01BB", "0050"), null],
  ["nothing", "", null],
])("readSendQueue() reads %s", (_, table, expected) =>
  expect(readSendQueue(table, 0xd3f2, 443)).toEqual(expected),
);

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
