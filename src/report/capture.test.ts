import { describe, expect, test } from "vitest";
import { flow, mark, nothing, quality, side } from "../../test/capture-records.ts";
import { brokenRun, exampleRecord, healthyRun } from "../../test/run-example.ts";
import type { CapturedFlow, FlowFrame } from "../evidence/index.ts";
import { filtersOf } from "./capture-filters.ts";
import { captureHtml } from "./capture-html.ts";
import { markedFrames, rungsOf } from "./capture-ladder.ts";
import type { CapturePage } from "./capture-page.ts";
import { captureFlaws, captureLine } from "./capture-quality.ts";
import { captureText } from "./capture-text.ts";
import { troubleOf, worstFlows } from "./capture-trouble.ts";

const style = { color: false, width: 80, verbose: false };
const hostile = `"><script>alert(1)</script>\u001b[2J`;

const vain = flow({
  stream: 3,
  fromClient: side({ mostCopies: 7, mostCopiesOctets: 1448, lostBehind: 6, packets: 20 }),
  fromServer: side({ packets: 1 }),
});

const frame = (ordinal: number, value: Partial<FlowFrame> = {}): FlowFrame => ({
  mark: { frame: ordinal * 2, at: ordinal },
  ordinal,
  from: "client",
  bits: ["ACK"],
  sequence: ordinal,
  acknowledgement: 1,
  window: 500,
  dataOctets: 100,
  ttl: 64,
  analysis: [],
  ...value,
});

const ladder = {
  flow: vain,
  frames: [
    frame(1, { bits: ["SYN"], sequence: 0, acknowledgement: null, dataOctets: 0 }),
    frame(2, { from: "server", bits: ["SYN", "ACK"], sequence: 0, dataOctets: 0, ttl: 60 }),
    frame(3, { dataOctets: 0 }),
    frame(40, { analysis: ["retransmission"] }),
    frame(41, { from: "server", bits: ["RST"], acknowledgement: null, dataOctets: 0, ttl: 250 }),
  ],
  total: 41,
};

const page: CapturePage = {
  run: {
    ...brokenRun,
    evidence: [...brokenRun.evidence, exampleRecord("e9", "captured-flow", vain, { boundary: "tcp" })],
    diagnosis: {
      ...brokenRun.diagnosis,
      verdict: { ...brokenRun.diagnosis.verdict, because: ["e5", "e9"] },
    },
  },
  captures: [quality({ file: "client.pcap", dropped: 3 })],
  flows: [flow(), vain],
  remarks: ["postgresql at 192.0.2.10:5432 answered with errors: 42P01 in frame 9"],
  ladder,
  streamsAreWiresharks: true,
};

describe("captureText()", () => {
  const lines = captureText(page, style).trimEnd().split("\n");

  test("says the verdict first, then which flow and which frames", () => {
    expect(lines[0]).toMatch(/^BROKEN at tls .*, 98 % sure$/);
    expect(lines.slice(0, 8).join("\n")).toContain("  Stream 3, 192.0.2.99:40000 > 192.0.2.10:5000");
  });

  test("keeps to the columns of the terminal", () => {
    for (const width of [60, 80, 100])
      for (const line of captureText(page, { ...style, width, verbose: true }).split("\n"))
        expect(line.length).toBeLessThanOrEqual(width);
  });

  test("names the flow that the verdict cites, with its numbers and the worst of it", () => {
    const at = lines.findIndex((line) => line.startsWith("Worst of 2 connections"));
    expect(lines.slice(at + 1, at + 4)).toEqual([
      "      3  192.0.2.99:40000 > 192.0.2.10:5000",
      "         21 packets, 100 B there, 100 B back, RTT 2 ms, 6 lost: the client sent",
      "         a segment of 1448 octets 7 times in vain",
    ]);
  });

  test("draws the ladder with what is left out in between", () => {
    const at = lines.indexOf("Stream 3");
    expect(lines.slice(at, at + 10)).toEqual([
      "Stream 3",
      "  client 192.0.2.99:40000, server 192.0.2.10:5000",
      "  frame      seconds  client     server",
      "      2     0.001000  ── SYN ─────────>  seq 0, ttl 64",
      "      4     0.002000  <──── SYN, ACK ──  seq 0, ack 1, ttl 60",
      "      6     0.003000  ── ACK ─────────>  seq 3, ack 1",
      "      …               36 more frames",
      "     80     0.040000  ── ACK ─────────>  seq 40, ack 1, len 100: retransmission",
      "     82     0.041000  <───────── RST ──  seq 41, ttl 250",
      "  Wireshark: tcp.stream eq 3",
    ]);
  });

  test("says what the capture lacks", () => {
    expect(captureText(page, style)).toContain("the capturing kernel lost 3 frames");
  });

  test("is three lines for a healthy capture", () => {
    const healthy = {
      ...page,
      run: { ...healthyRun, gaps: [] },
      ladder: null,
      captures: [quality({ file: "a" })],
    };
    const told = captureText(healthy, style).trimEnd().split("\n");
    expect(told[0]).toMatch(/^HEALTHY/);
    expect(told.slice(-2)).toEqual([
      "Capture: a: 100 frames in 1 min, 1 TCP connection",
      "         nothing of it is missing as far as it shows",
    ]);
  });

  test("obeys nothing that a file's name says to the terminal", () => {
    const told = captureText({ ...page, captures: [quality({ file: hostile })] }, style);
    expect(told).not.toContain("\u001b");
  });
});

describe("captureHtml()", () => {
  test("lets no text of others become markup and needs nothing else", () => {
    const run = { ...page.run, target: hostile };
    const told = captureHtml({ ...page, run, captures: [quality({ file: hostile })] });
    expect(told).not.toContain("<script");
    expect(told).not.toMatch(/<link|<img|<iframe|src=|@import|url\(/);
    expect(told).toContain("default-src 'none'");
  });

  test("has the remarks, and no place for them where there are none", () => {
    const told = captureHtml(page);
    expect(told).toContain("<h2>Seen as well</h2>");
    expect(told).toContain("answered with errors: 42P01 in frame 9");
    expect(captureHtml({ ...page, remarks: [hostile] })).not.toContain("<script");
    expect(captureHtml({ ...page, remarks: [] })).not.toContain("Seen as well");
  });

  test("closes what it opens, and draws each rung", () => {
    const told = captureHtml(page);
    const open: string[] = [];
    for (const [, slash, name = "", , alone] of told
      .replace(/<!DOCTYPE html>|<meta[^>]*>|<br>|<style>.*<\/style>/gs, "")
      .matchAll(/<(\/?)([a-z0-9]+)((?:"[^"]*"|[^>"/])*)(\/?)>/g)) {
      if (alone === "/") continue;
      if (slash === "") open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
    expect(told.match(/<polygon/g)?.length).toBe(5);
  });
});

describe("rungsOf()", () => {
  test("has at most a screenful, and keeps both ends, the marked and the flagged", () => {
    const frames = Array.from({ length: 300 }, (_, index) =>
      frame(index + 1, index > 100 && index % 3 === 0 ? { analysis: ["duplicate_ack"] } : {}),
    );
    const reset = flow({ syns: [mark(0), { frame: 120, at: 60 }] });
    const rungs = rungsOf({ flow: reset, frames, total: 300 });
    expect(rungs.length).toBeLessThanOrEqual(40);
    const numbers = rungs.flatMap((rung) => (rung.kind === "frame" ? [rung.mark.frame] : []));
    for (const wanted of [2, 4, 120, 600]) expect(numbers).toContain(wanted);
  });

  test("puts an ICMP error where it came", () => {
    const error = {
      mark: { frame: 5, at: 2 },
      from: "192.0.2.1",
      type: 3,
      code: 4,
      mtu: 1400,
      quotes: "client",
    } as const;
    const rungs = rungsOf({ ...ladder, flow: flow({ icmpErrors: [error] }) });
    expect(rungs.map(({ kind }) => kind)).toEqual([
      "frame",
      "frame",
      "icmp",
      "frame",
      "left-out",
      "frame",
      "frame",
    ]);
  });
});

test("markedFrames() of a flow in order is none", () => expect(markedFrames(flow()).size).toBe(0));

describe("troubleOf()", () => {
  const words = (value: Partial<CapturedFlow>) => troubleOf(flow(value)).words;

  test("finds none in what every day brings", () => {
    expect(words({})).toEqual([]);
    // One SYN at the end of a capture.
    expect(words({ syns: [mark(0)], synAcks: [], fromServer: nothing })).toEqual([]);
    expect(words({ fromClient: side({ mostCopies: 2, mostCopiesAcknowledged: true }) })).toEqual([]);
    expect(words({ fromServer: side({ lostBehind: 1, packets: 50 }) })).toEqual([]);
  });

  test("says what was seen", () => {
    expect(words({ syns: [mark(0), mark(1_000)], synAcks: [], fromServer: nothing })).toEqual([
      "no answer to 2 SYNs",
    ]);
    const closed = { times: 1, total: 2_100, longest: null, isClosedAtEnd: true };
    expect(words({ fromServer: side({ closedWindow: closed }) })).toEqual([
      "the server's window was closed for 2.1 s",
    ]);
  });

  test("orders flows by it, the cited first", () => {
    const slow = flow({ stream: 1, stalls: [{ from: mark(0), until: mark(2_000), took: 2_000 }] });
    const order = (cited: readonly number[]) =>
      worstFlows([flow(), slow, vain], new Set(cited), 5).map(({ flow: { stream } }) => stream);
    expect(order([])).toEqual([3, 1]);
    expect(order([0])).toEqual([0, 3, 1]);
  });
});

test("filtersOf() has the routers that sent ICMP errors, the VLAN, and IPv6", () => {
  const error = { mark: mark(1), from: "192.0.2.1", type: 3, code: 4, mtu: 1400, quotes: "client" } as const;
  expect(filtersOf(flow({ icmpErrors: [error, error], vlan: 7 })).tcpdump).toBe(
    "vlan 7 and ((host 192.0.2.99 and host 192.0.2.10 and tcp port 40000 and tcp port 5000) or (icmp and src host 192.0.2.1))",
  );
  const six = flow({
    client: { address: "2001:db8::1", port: 1 },
    server: { address: "2001:db8::2", port: 2 },
  });
  expect(filtersOf(six).wireshark).toBe(
    "ipv6.addr == 2001:db8::1 && ipv6.addr == 2001:db8::2 && tcp.port == 1 && tcp.port == 2",
  );
});

test("captureFlaws() names each flaw once, and none of a whole capture", () => {
  expect(captureFlaws(quality())).toEqual([]);
  const damage = { fileOffset: 4_096, what: "a record of 4,294,967,295 octets" };
  expect(captureFlaws(quality({ damage, cutFrames: 1, oneDirectionFlows: 2, flows: 5 }))).toEqual([
    "damaged at octet 4096 (a record of 4,294,967,295 octets): what lies before it was read",
    "1 frame cut by the snap length",
    "2 of 5 connections seen in one direction only",
  ]);
});

test("captureLine() calls standard input by its name", () =>
  expect(captureLine(quality({ file: "-" }))).toMatch(/^standard input \(pcap/));
