import { describe, expect, test } from "vitest";
import { flow, mark, quality, side } from "../../../test/capture-records.ts";
import { applicationsSeen } from "../../../test/captured-applications.ts";
import { causes, diagnose } from "../../diagnose/index.ts";
import type { CapturedDns } from "../application/index.ts";
import { incidentsOf } from "./incidents.ts";

const client = { address: "192.0.2.99", port: 40_000 };
const server = { address: "198.51.100.7", port: 80 };

const asked = (value: Partial<CapturedDns> = {}): CapturedDns => ({
  stream: null,
  transport: "udp",
  client: { ...client, port: 50_000 },
  server: { address: "192.0.2.53", port: 53 },
  id: 1,
  name: "shop.example",
  type: "A",
  isMulticast: false,
  recursionDesired: true,
  checkingDisabled: false,
  ednsSize: null,
  query: mark(0),
  repeats: [mark(5_000)],
  sent: 2,
  retryOf: null,
  afterTruncated: null,
  answer: mark(5_020),
  moreAnswers: 0,
  took: 5_020,
  outcome: "answered",
  answeredFrom: null,
  icmpError: null,
  rcode: "NOERROR",
  authoritative: false,
  truncated: false,
  recursionAvailable: true,
  authenticated: false,
  extendedErrors: [],
  answers: [{ name: "shop.example", type: "A", ttl: 60, data: server.address }],
  authorities: [],
  addresses: [server.address],
  negativeTtl: null,
  octets: 90,
  ...value,
});

/** A connection that begins at a time and goes well. */
const connection = (at: number, stream = 0) =>
  flow({
    stream,
    client: { ...client, port: 40_000 + stream },
    server,
    first: mark(at),
    last: mark(at + 30),
    syns: [mark(at)],
    synAcks: [mark(at + 1)],
    firstAck: mark(at + 2),
    fromClient: side({ firstData: mark(at + 3), lastData: mark(at + 3), finAt: mark(at + 20) }),
    fromServer: side({ firstData: mark(at + 8), lastData: mark(at + 8), finAt: mark(at + 21) }),
  });

function judged(dns: readonly CapturedDns[], flows = [connection(5_021)]) {
  const applications = applicationsSeen({ dns: { kept: dns, leftOut: 0 } });
  const facts = { flows, quality: quality(), startedAt: 1_780_741_473_000, vantage: "capture", applications };
  return incidentsOf(facts).map(({ target, evidence }) => ({
    target,
    verdict: diagnose(evidence, causes).verdict,
    attempts: evidence.flatMap((record) => (record.kind === "attempt" ? [record.value] : [])),
  }));
}

const quick = { query: mark(5_000), repeats: [], sent: 1, took: 20 } as const;

describe("the look-up before a connection", () => {
  test("makes the server slow by DNS, and is told once", () => {
    const incidents = judged([asked()]);
    expect(incidents).toMatchObject([
      {
        target: "tcp://shop.example:80",
        verdict: { status: "degraded", boundary: "dns" },
        attempts: [{ phases: { lookup: 5_020 }, took: 5_050 }],
      },
    ]);
  });

  test("that was quick gives its time, and the name", () => {
    const [incident] = judged([asked(quick)]);
    expect(incident).toMatchObject({
      target: "tcp://shop.example:80",
      verdict: { status: "healthy" },
      attempts: [{ phases: { lookup: 20 } }],
    });
  });

  test("is waited for by the first of several connections", () => {
    const [incident] = judged([asked()], [connection(5_021), connection(5_100, 1)]);
    expect(incident?.attempts.map(({ phases }) => phases.lookup)).toEqual([5_020, null]);
  });

  test("is the last one of the name that the address was answered for", () => {
    const [incident] = judged([asked({ query: mark(-400), answer: mark(4_620) }), asked(quick)]);
    expect(incident?.attempts[0]?.phases.lookup).toBe(20);
  });

  test("lasts until the answer for the other family, where the connection begins at once behind it", () => {
    const address = asked({ ...quick, query: mark(0), answer: mark(20) });
    const other = asked({ type: "AAAA", id: 2, answers: [], addresses: [] });
    const [incident] = judged([address, other]);
    expect(incident?.attempts[0]?.phases.lookup).toBe(5_020);
    const [hasty] = judged([address, other], [connection(70)]);
    expect(hasty?.attempts[0]?.phases.lookup).toBe(20);
  });

  test.each<[string, Partial<CapturedDns>]>([
    ["another client's", { client: { address: "192.0.2.98", port: 50_000 } }],
    ["one for another address", { addresses: ["198.51.100.8"] }],
    ["answered behind the SYN", { answer: mark(5_022) }],
    ["answered long before", { query: mark(0), answer: mark(4_000), took: 4_000 }],
    ["an authority's own", { recursionDesired: false }],
  ])("is not %s", (_, value) => {
    const incident = judged([asked(value)]).find(({ target }) => target.startsWith("tcp://"));
    expect(incident).toMatchObject({ target: "tcp://198.51.100.7:80", verdict: { status: "healthy" } });
    expect(incident?.attempts[0]?.phases.lookup).toBeNull();
  });

  test("is not known where two names lead to the address", () => {
    const incidents = judged([asked(), asked({ name: "other.example", id: 2 })]);
    const incident = incidents.find(({ target }) => target.startsWith("tcp://"));
    expect(incident?.attempts[0]?.phases.lookup).toBeNull();
  });
});
