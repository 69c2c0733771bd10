import fc from "fast-check";
import { expect, test } from "vitest";
import { parseInterfaces } from "./interface-counters.ts";
import { countReserved, parseSockstat } from "./tcp-limits.ts";

const dev = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 580 11 0 0 0 0 0 0 580 11 0 0 0 0 0 0
  eth0: 9000 90 1 2 0 0 0 0 7000 70 3 4 0 0 0 0
`;

test("parseInterfaces() reads packets, octets, errors and drops of both directions", () => {
  expect(parseInterfaces(dev)[1]).toEqual({
    name: "eth0",
    kind: "unknown",
    received: { octets: 9000, packets: 90, errors: 1, dropped: 2 },
    sent: { octets: 7000, packets: 70, errors: 3, dropped: 4 },
  });
});

test("parseInterfaces() takes no name that leads out of its folder, and answers any bytes", () => {
  const line = ` 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0`;
  expect(parseInterfaces(`..:${line}\n a/b:${line}\n eth0:1:${line}`).map(({ name }) => name)).toEqual([
    "eth0:1",
  ]);
  for (let end = 0; end <= dev.length; end += 1) parseInterfaces(dev.slice(0, end));
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => void parseInterfaces(text)),
    { numRuns: 50 },
  );
});

test("parseSockstat() reads the line of TCP, and nothing of what is not there", () => {
  expect(
    parseSockstat("sockets: used 29\nTCP: inuse 1 orphan 5 tw 2 alloc 28 mem 7\nUDP: inuse 3\n"),
  ).toEqual({
    inuse: 1,
    orphan: 5,
    tw: 2,
    alloc: 28,
    mem: 7,
  });
  expect(parseSockstat("")).toEqual({});
});

test("countReserved() counts the reserved ports that lie in the range", () => {
  const range = [40_000, 40_009] as const;
  expect(countReserved("\n", range)).toBe(0);
  expect(countReserved("8080,40001,40005-40020\n", range)).toBe(6);
  expect(countReserved("x,-5,40001-", range)).toBe(0);
});
