import fc from "fast-check";
import { expect, test } from "vitest";
import { parseNamedCounters, parsePairedCounters, parsePerCpuCounters } from "./index.ts";

const snmp = `Icmp: InMsgs InDestUnreachs
Icmp: 7 3
Tcp: RtoAlgorithm MaxConn ActiveOpens
Tcp: 1 -1 35
`;

test("parsePairedCounters() joins the prefix and the name, and keeps negative numbers", () => {
  expect(parsePairedCounters(snmp)).toEqual({
    IcmpInMsgs: 7,
    IcmpInDestUnreachs: 3,
    TcpRtoAlgorithm: 1,
    TcpMaxConn: -1,
    TcpActiveOpens: 35,
  });
});

test("parsePairedCounters() leaves out numbers that a double cannot hold", () => {
  expect(parsePairedCounters("IpExt: InOctets InPkts\nIpExt: 18446744073709551615 4\n")).toEqual({
    IpExtInPkts: 4,
  });
});

test("parseNamedCounters() reads a name and a number a line", () => {
  expect(parseNamedCounters("Ip6InReceives                   \t12\nIcmp6OutMsgs\tx\n")).toEqual({
    Ip6InReceives: 12,
  });
});

test("parsePerCpuCounters() sums hexadecimal columns over the CPUs, entries left out", () => {
  const text = "entries  drop early_drop\n0000000a 00000001 00000010\n0000000a 00000002 00000000\n";
  expect(parsePerCpuCounters(text, "nf_conntrack_")).toEqual({
    nf_conntrack_drop: 3,
    nf_conntrack_early_drop: 16,
  });
});

test("no truncation and no bytes make a parser throw or give anything but whole numbers", () => {
  for (let end = 0; end <= snmp.length; end += 1) parsePairedCounters(snmp.slice(0, end));
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const all = [parsePairedCounters(text), parseNamedCounters(text), parsePerCpuCounters(text, "x")];
      expect(all.flatMap((counters) => Object.values(counters)).every(Number.isSafeInteger)).toBe(true);
    }),
  );
});
