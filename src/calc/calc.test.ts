import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bandwidthDelayProduct,
  formatQuantity,
  innerSizes,
  inversionsOf,
  longestMatch,
  lossLimitedRate,
  overlaps,
  parseNetwork,
  parseQuantity,
  portExhaustion,
  retransmissionTimeout,
  retransmissionTimes,
  timersNear,
  utilisation,
} from "./index.ts";

describe("rates", () => {
  test("1 Gbit/s over 50 ms takes 6.25 MB on the way, of which 64 KiB are 1 %", () => {
    expect(bandwidthDelayProduct(1e9, 50)).toBe(6_250_000);
    expect(utilisation(65_535, 50, 1e9)).toBeCloseTo(0.0105, 4);
    expect(utilisation(1e9, 50, 1e9)).toBe(1);
  });

  test("1 % of loss at 50 ms leaves Reno 2.3 Mbit/s", () => {
    expect(lossLimitedRate(1_460, 50, 0.01)).toBeCloseTo(2.336e6, -3);
  });
});

describe("timers", () => {
  test("the first sample sets SRTT and half of it as its variation", () => {
    expect(retransmissionTimeout([100], { least: 0 })).toEqual({ smoothed: 100, variation: 50, rto: 300 });
    expect(retransmissionTimeout([]).rto).toBe(1_000);
  });

  test("steady samples end at the least timeout above SRTT", () => {
    const { rto } = retransmissionTimeout(new Array<number>(100).fill(20));
    expect(rto).toBeCloseTo(220, 0);
  });

  test("a segment is sent again after timeouts that double up to the greatest", () => {
    expect(retransmissionTimes(1_000, 4)).toEqual([1_000, 3_000, 7_000, 15_000]);
    expect(retransmissionTimes(100_000, 3)).toEqual([100_000, 220_000, 340_000]);
  });

  test("an outer timer that is shorter than an inner one is an inversion, whatever lies between", () => {
    const waiters = [
      { name: "client", timeout: 10_000 },
      { name: "edge", timeout: 60_000 },
      { name: "app", timeout: 5_000 },
    ];
    expect(inversionsOf(waiters).map(({ outer, inner }) => [outer.name, inner.name])).toEqual([
      ["client", "edge"],
    ]);
  });

  test("a life of 350 s points to the timers of that length alone", () => {
    expect(timersNear(350_200).map(({ after }) => after)).toEqual([350_000]);
    expect(timersNear(47_000)).toEqual([]);
  });
});

test("500 connections a second run out of the default ports after 56 s; 5 never do", () => {
  const { ports, exhaustedAfter } = portExhaustion(500);
  expect(ports).toBe(28_232);
  expect(exhaustedAfter).toBeCloseTo(56_464, 0);
  expect(portExhaustion(5).exhaustedAfter).toBeNull();
});

test("tunnels take their headers from what is inside", () => {
  expect(innerSizes(1_500, ["wireguard6"]).mtu).toBe(1_420);
  expect(innerSizes(1_500, ["vxlan"]).mtu).toBe(1_450);
  expect(innerSizes(1_500, []).mss).toEqual({ ipv4: 1_460, ipv6: 1_440 });
});

describe("networks", () => {
  test("the longest prefix that holds an address wins", () => {
    const networks = ["0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "2001:db8::/32"];
    expect(longestMatch("10.1.2.3", networks)).toBe("10.1.0.0/16");
    expect(longestMatch("10.2.2.3", networks)).toBe("10.0.0.0/8");
    expect(longestMatch("2001:db8::1", networks)).toBe("2001:db8::/32");
    expect(longestMatch("2001:dead::1", networks)).toBeNull();
  });

  test("networks overlap where one holds the other, and only within a family", () => {
    const network = (text: string) => parseNetwork(text) ?? expect.fail(text);
    expect(overlaps(network("10.0.0.0/8"), network("10.255.0.0/16"))).toBe(true);
    expect(overlaps(network("10.0.0.0/9"), network("10.128.0.0/9"))).toBe(false);
    expect(overlaps(network("0.0.0.0/0"), network("::/0"))).toBe(false);
  });

  test("what is no network is null, whatever it is", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseNetwork(text)));
    expect(parseNetwork("10.0.0.0/33")).toBeNull();
    expect(parseNetwork("::ffff:192.0.2.1")?.prefix).toBe(128);
  });
});

test("quantities are read with their units", () => {
  expect(parseQuantity("1Gbit/s", "rate")).toBe(1e9);
  expect(parseQuantity("100M", "rate")).toBe(1e8);
  expect(parseQuantity("64KiB", "size")).toBe(65_536);
  expect(parseQuantity("50ms", "time")).toBe(50);
  expect(parseQuantity("1.5", "time")).toBe(1_500);
  expect(parseQuantity("1%", "share")).toBe(0.01);
  expect(parseQuantity("150%", "share")).toBeNull();
  expect(parseQuantity("-1", "number")).toBeNull();
  expect(formatQuantity(56_464, "time")).toBe("56.46 s");
});
