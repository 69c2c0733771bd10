import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSoftnet } from "./kernel-counters.ts";
import { selectLines } from "./kernel-log.ts";
import { parseIpv4Addresses, parseIpv6Addresses } from "./local-addresses.ts";
import { parseDevices } from "./local-routes.ts";
import { parseArp } from "./neighbours.ts";
import { parseOpenFiles } from "./process-limits.ts";
import { parseIpv4Routes, parseIpv6Routes } from "./route-lines.ts";
import { countSockets } from "./socket-count.ts";
import { parsePortRange } from "./socket-table.ts";

const head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt\n";
const count = (ipv4: string, ipv6 = "") => countSockets({ ipv4, ipv6 }, { peers: 20, target: null });

const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  parseSoftnet,
  parseArp,
  parseDevices,
  parseOpenFiles,
  parsePortRange,
  parseIpv4Routes,
  parseIpv6Routes,
  parseIpv6Addresses,
  parseIpv4Addresses: (text) => parseIpv4Addresses(text, []),
  selectLines: (text) => selectLines([text], 100),
  countSockets: (text) => count(`${head}${text}`, `${head}${text}`),
};

test.each(Object.entries(parsers))("%s answers any bytes with data", (_, parse) => {
  const words = fc.constantFrom(
    "0: ",
    "00000000:0050 ",
    "0A ",
    "|-- 192.0.2.1",
    "/32 host LOCAL",
    "eth0",
    "\n",
    " ",
    ":",
    "ffffffff",
    "0x2",
    "-1",
    "../x",
  );
  const soup = fc
    .array(fc.oneof(words, fc.string({ unit: "binary" })), { maxLength: 20 })
    .map((all) => all.join(""));
  fc.assert(
    fc.property(soup, (text) => void parse(text)),
    { numRuns: 50 },
  );
});

test("a blackhole is told from a rejecting route by its missing flag", () => {
  const text = `Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT
*	006433C6	00000000	0001	0	0	0	80FFFFFF	0	0	0
*	806433C6	00000000	0201	0	0	0	C0FFFFFF	0	0	0`;
  expect(parseIpv4Routes(text).map(({ destination, type }) => [destination, type])).toEqual([
    ["198.51.100.0/25", "blackhole"],
    ["198.51.100.128/26", "unreachable"],
  ]);
});

test("IPv6 routes leave out this host's own addresses, multicast, and the kernel's last entry", () => {
  const zero = "0".repeat(32);
  const line = (to: string, prefix: string, metric: string, flags: string, via = zero) =>
    `${to} ${prefix} ${zero} 00 ${via} ${metric} 00000002 00000000 ${flags} eth0`;
  const text = [
    line(zero, "00", "00000400", "00000003", "fd000000000000000000000000000001"),
    line("20010db8000100000000000000000000", "30", "00000400", "00200201"),
    line(zero, "00", "ffffffff", "00200200"),
    line("00000000000000000000000000000001", "80", "00000000", "80200001"),
    line("ff000000000000000000000000000000", "08", "00000100", "00000001"),
  ].join("\n");
  expect(parseIpv6Routes(text)).toEqual([
    { destination: "::/0", gateway: "fd00::1", device: "eth0", metric: 1024, type: "unicast" },
    { destination: "2001:db8:1::/48", gateway: null, device: "eth0", metric: 1024, type: "unreachable" },
  ]);
});

test("an interface's name leads nowhere but to its own folder", () => {
  expect(parseDevices("  ..: 1\n  a/b: 1\n eth0: 1\n eth0.5@x: 2\n")).toEqual(["eth0", "eth0.5@x"]);
});

test("every truncation of a socket table counts what is whole", () => {
  const line =
    "   0: 0100007F:1F90 0100007F:9C40 06 00000000:00000000 03:00001720 00000000     0        0 0 3 0\n";
  const text = head + line.repeat(3);
  for (let end = 0; end <= text.length; end += 1) count(text.slice(0, end));
  expect(count(text).byState).toEqual({ "TIME-WAIT": 3 });
});

test("a SYN that is sent again is no data that is", () => {
  const line = (state: string) =>
    `   0: 0100007F:1F90 0100007F:9C40 ${state} 00000001:00000000 01:00001720 00000002     0        0 0 3 0\n`;
  expect(count(head + line("02")).retransmitting).toBe(0);
  expect(count(head + line("01")).retransmitting).toBe(1);
});

test("the target's peer is shown whatever its number, from both tables as one", () => {
  const peer = (digits: string) =>
    `   0: 0100007F:1F90 ${digits} 01 00000000:00000000 00:00000000 00000000     0        0 0 3 0\n`;
  const mapped =
    "   0: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000A0200C0:01BB 06 00000000:00000000 03:00000000 00000000     0        0 0 3 0\n";
  const ipv4 = head + peer("630200C0:01BB").repeat(2) + peer("0A0200C0:01BB");
  const target = { address: "192.0.2.10", port: 443 };
  const { byPeer } = countSockets({ ipv4, ipv6: head + mapped }, { peers: 1, target });
  expect(byPeer.map(({ peer: name, byState }) => [name, byState])).toEqual([
    ["192.0.2.99:443", { ESTAB: 2 }],
    ["192.0.2.10:443", { ESTAB: 1, "TIME-WAIT": 1 }],
  ]);
});
