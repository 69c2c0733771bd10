import { describe, expect, test } from "vitest";
import type { SocketOwners } from "../evidence/index.ts";
import { type HostFinding, type HostPage, hostText } from "./host.ts";
import { hostLive } from "./host-live.ts";

const owners: SocketOwners = {
  total: { byState: { ESTABLISHED: 1204, TIME_WAIT: 15_002, CLOSE_WAIT: 250 } },
  processes: [
    {
      pid: 4242,
      name: "java",
      byState: { ESTABLISHED: 1100, CLOSE_WAIT: 250 },
      openFiles: { used: 1400, soft: 65_536 },
      idleWithoutKeepalive: 3,
      closeWaitHeld: 200,
      unread: 1,
      unreadHeld: 0,
      stalled: 0,
    },
  ],
  unowned: 2,
  peers: [
    {
      localAddress: "2001:db8:0:1::10",
      address: "2001:db8:ffff:ffff:ffff:ffff:ffff:1",
      port: 5432,
      byState: { ESTABLISHED: 300, TIME_WAIT: 15_000 },
      localPorts: 15_300,
      timeWaitPorts: 15_000,
      unansweredSyns: 0,
      synRetries: [],
      stalled: 0,
    },
  ],
  listeners: [
    {
      address: "0.0.0.0",
      port: 443,
      queue: 3,
      backlog: 4096,
      halfMade: 0,
      established: 804,
      newestWaiting: [],
      owner: { pid: 4242, name: "java" },
    },
  ],
  retransmitting: 0,
  stalled: 0,
  retriesOfStalled: 5,
  probingZeroWindow: 0,
  idleFor: 300,
  heldFor: 60,
  unreadFor: 5,
};
const leak: HostFinding = {
  id: "close-wait-leak",
  level: "fault",
  subject: "java (4242)",
  what: "the peers have closed and the program does not: it leaks connections",
  numbers: "250 in CLOSE_WAIT, +12 in 2 s",
  threshold: "100 (a document)",
  command: "ss -tnpo state close-wait | grep pid=4242,",
  advice: ["Close the socket on every path of the program"],
};
const normal: HostFinding = {
  ...leak,
  id: "time-wait-many",
  level: "normal",
  subject: null,
  what: "many short connections end here",
  numbers: "15,002 in TIME_WAIT",
};
const state = {
  owners,
  tcp: null,
  limits: null,
  interfaces: {
    interfaces: [
      {
        name: "eth0",
        kind: null,
        received: { packets: 9, octets: 900, errors: 0, dropped: 0 },
        sent: { packets: 9, octets: 900, errors: 0, dropped: 0 },
        carrierChanges: 2,
        queue: null,
      },
    ],
    softnet: null,
  },
};
const page: HostPage = {
  host: "db1",
  of: null,
  findings: [leak, normal],
  gaps: [],
  now: state,
  before: state,
  span: 2000,
};
const style = { color: false, width: 80, verbose: false };

describe("hostText()", () => {
  test("says what is wrong first, with numbers, threshold, command and remedy", () => {
    const lines = hostText(page, style).split("\n");
    expect(lines[0]).toBe("1 FAULT: db1 (read twice, 2 s apart)");
    expect(lines.slice(2, 9).join(" ").replace(/\s+/g, " ")).toBe(
      "✗ java (4242): the peers have closed and the program does not: it leaks connections 250 in CLOSE_WAIT, +12 in 2 s held against: 100 (a document) see it: ss -tnpo state close-wait | grep pid=4242, do: Close the socket on every path of the program ",
    );
  });

  test("of what is normal says one line, and that it is normal", () =>
    expect(hostText(page, style)).toContain(
      "· Normal: many short connections end here; 15,002 in TIME_WAIT",
    ));

  test("is short and calm where nothing is wrong", () => {
    const text = hostText({ ...page, findings: [] }, style);
    expect(text).toContain("Nothing is wrong: db1");
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(10);
  });

  test.each([60, 80, 100, 200])("keeps to %i columns", (width) => {
    const long = hostText(page, { ...style, width }).split("\n");
    expect(long.filter((line) => line.length > Math.min(width, 100))).toEqual([]);
  });

  test("spells out what a process's name would do to the terminal", () => {
    const text = hostText({ ...page, findings: [{ ...leak, subject: "\u001b[2Jx (1)" }] }, style);
    expect(text).not.toContain("\u001b");
  });

  test("names the gaps and what opens them", () => {
    const gap = {
      boundary: "client",
      needs: "the owners of 2 sockets",
      reason: "permission",
      allowBy: "Run as root",
    } as const;
    expect(hostText({ ...page, gaps: [gap] }, style)).toContain(
      "the owners of 2 sockets (permission); to see it: Run as root",
    );
  });
});

describe("hostLive()", () => {
  test.each([
    [20, 5],
    [30, 12],
    [80, 24],
    [120, 40],
    [250, 70],
  ])("fills no more than %i columns and %i rows", (columns, rows) => {
    const lines = hostLive(page, { columns, rows, color: false, at: "2026-06-06 10:24:33 UTC" });
    expect(lines.length).toBeLessThanOrEqual(rows);
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
  });

  test("keeps the columns that fit, the name first", () => {
    const lines = hostLive(page, { columns: 44, rows: 40, color: false, at: "" });
    expect(lines.find((line) => line.startsWith("process"))).toMatch(
      /^process\s+sockets\s+estab\s+close-wait/,
    );
    expect(lines.find((line) => line.startsWith("process"))).not.toContain("files");
  });
});
