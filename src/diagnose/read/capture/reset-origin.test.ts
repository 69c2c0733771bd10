import { describe, expect, test } from "vitest";
import { capturedReset, capturedResets } from "../../../../test/captured-resets.ts";
import { type CapturedFlow, type ResetSeen, ttlsOfServers } from "../../../evidence/index.ts";
import { originOf, type ResetOrigin } from "./reset-origin.ts";
import { wordsOfOrigin } from "./reset-words.ts";

/** What other connections show of the server's distance, from one place; its SYN proxy aside. */
const ttlsAt = (at: "client" | "server") =>
  ttlsOfServers(
    capturedResets.filter((one) => one.at === at && one.name !== "syn-proxy").map(({ flow }) => flow),
  ).get("192.0.2.10") ?? [];

/** The origin of the flow's first reset, or of a changed one. */
function originIn(
  flow: CapturedFlow,
  change: Partial<ResetSeen> = {},
  more: { ttls?: boolean } = {},
): ResetOrigin {
  const [first, ...rest] = flow.resets;
  if (first === undefined) throw new Error("no reset");
  const reset = { ...first, ...change };
  const ttlsOfHost = more.ttls === true ? ttlsAt("client") : [];
  return originOf({
    flow: { ...flow, resets: [reset, ...rest] },
    reset,
    ttlsOfHost,
    hostSentIt: null,
    seenNearer: null,
  });
}

const inShort = ({ sender, certainty, form, circumstance, isHarmless }: ResetOrigin) =>
  `${certainty} ${sender}, ${form ?? "no stack's form"}, ${circumstance}, harmless ${isHarmless}`;

describe("at the client, who sent a reset is told by the capture alone:", () => {
  test.each([
    ["linger-zero", "likely server, full-socket, after-request, harmless false"],
    ["unread-data", "likely server, full-socket, after-request, harmless false"],
    ["socket-destroyed", "likely server, full-socket, mid-connection, harmless null"],
    ["reused-connection", "likely server, full-socket, on-reused-connection, harmless false"],
    ["socket-lost", "possible server, no-socket, on-reused-connection, harmless false"],
    ["request-crosses-close", "possible server, no-socket, after-close, harmless null"],
    ["router-rejects-later", "possible filter, no-socket, on-reused-connection, harmless false"],
    ["forgotten-by-router", "possible filter, no-socket, after-idle, harmless false"],
    ["keep-alive-answered", "possible filter, no-socket, keep-alive-answered, harmless null"],
    ["after-client-hello", "likely filter, no-socket, after-client-hello, harmless false"],
    ["forged-copied-ttl", "possible forger, no stack's form, on-reused-connection, harmless false"],
    ["both-ends-reset", "likely forger, no stack's form, on-reused-connection, harmless false"],
    ["guesses-ahead", "likely forger, no stack's form, after-client-hello, harmless false"],
    ["not-exact", "possible forger, no stack's form, ineffective, harmless true"],
  ])("%s", (name, said) => expect(inShort(originIn(capturedReset(name)))).toBe(said));
});

describe("what harms nobody is said so:", () => {
  test.each(["browser-closes", "linger-zero-when-done", "health-check", "download-left"])("%s", (name) => {
    expect(inShort(originIn(capturedReset(name)))).toBe(
      "likely client, full-socket, after-close, harmless true",
    );
  });

  test("a server that ends an idle connection by a reset, with nothing outstanding, is left to the application", () => {
    const origin = originIn(capturedReset("server-ends-idle"));
    expect(origin).toMatchObject({ circumstance: "after-idle", cameByItself: true, isHarmless: null });
    expect(origin.idle).toBeCloseTo(2200, -1);
  });

  test("the echo of a reset that another made is an echo", () => {
    const flow = capturedReset("forged-copied-ttl");
    const [, echo] = flow.resets;
    if (echo === undefined) throw new Error("no second reset");
    const origin = originOf({ flow, reset: echo, ttlsOfHost: [], hostSentIt: null, seenNearer: null });
    expect(origin).toMatchObject({
      claims: "client",
      bornAt: "claimed-host",
      circumstance: "after-reset",
      isHarmless: true,
    });
  });
});

describe("a SYN that is refused", () => {
  test("cannot be told with nothing to compare", () => {
    expect(inShort(originIn(capturedReset("closed-port")))).toBe(
      "unknown unknown, no-socket, closed-port, harmless false",
    );
  });

  test("is the host's own answer where its other connections have the same TTL", () => {
    const origin = originIn(capturedReset("closed-port"), {}, { ttls: true });
    expect(inShort(origin)).toBe("possible server, no-socket, closed-port, harmless false");
  });

  test("is a router's where they have another", () => {
    const origin = originIn(capturedReset("rejected-by-router"), {}, { ttls: true });
    expect(inShort(origin)).toBe("possible filter, no-socket, refused-handshake, harmless false");
    expect(origin.hops).toBe(0);
  });

  test("is a stranger's where the server answers the same SYN as well", () => {
    const flow = capturedReset("closed-port");
    const origin = originIn({ ...flow, synAcks: [{ frame: 9, at: 4 }] });
    expect(origin).toMatchObject({ bornAt: "on-path", sender: "forger" });
  });
});

describe("near misses", () => {
  test("a load balancer that answers SYNs itself is no forger of the server's reset", () => {
    expect(originIn(capturedReset("syn-proxy"))).toMatchObject({ bornAt: "claimed-host", sender: "server" });
    expect(
      originIn(capturedReset("syn-proxy"), { ttl: 64 }).fired.find(({ rule }) => rule === "C3"),
    ).toMatchObject({ speaks: "neither" });
    const [synAck] = capturedReset("syn-proxy").resets[0]?.ttlsOfClaimed ?? [];
    expect(synAck).toMatchObject({ ttl: 64, isHandshake: true });
  });

  test("new data within the time of reordering does not clear a host whose reset has no number of its own", () => {
    const soon = originIn(capturedReset("after-client-hello"), { newDataAfter: { frame: 99, at: 0 } });
    expect(soon.fired.map(({ rule }) => rule)).not.toContain("A2");
    expect(soon.open.map(({ rule }) => rule)).toContain("A2");
  });

  test("two packets of the same TTL are fewer than tell a machine from another for sure", () => {
    const origin = originIn(capturedReset("after-client-hello"), { newDataAfter: null });
    expect(origin.fired.find(({ rule }) => rule === "C3")).toMatchObject({
      speaks: "against",
      weight: "fair",
    });
    expect(origin.certainty).toBe("possible");
  });

  test("a browser's reset beside the answers of an end that has closed is no work of a third", () => {
    const flow = capturedReset("browser-closes");
    const [reset] = flow.resets;
    if (reset === undefined) throw new Error("no reset");
    const answer: ResetSeen = {
      ...reset,
      mark: { frame: reset.mark.frame + 1, at: reset.mark.at + 1 },
      claims: "server",
      hasAck: false,
      hasTimestamps: false,
      window: 0,
      peerFrame: reset.mark.frame,
    };
    const origin = originIn({ ...flow, resets: [reset, answer] });
    expect(origin).toMatchObject({ sender: "client", isHarmless: true });
    expect(origin.fired.map(({ rule }) => rule)).not.toContain("C8");
  });

  test("a window of the answered packet is no sign where the claimed end has the same", () => {
    const flow = capturedReset("both-ends-reset");
    const [reset] = flow.resets;
    const origin = originIn(flow, { windowOfClaimed: reset?.window ?? null });
    expect(origin.fired.map(({ rule }) => rule)).not.toContain("A8");
  });

  test.each([
    [4.9, "against"],
    [5.1, "neither"],
  ])(
    "an answer %d ms after its cause, at a round trip of 10 ms, speaks %s the claimed end",
    (sincePeer, speaks) => {
      const origin = originIn(capturedReset("linger-zero"), {
        sincePeer,
        leastRoundTrip: 10,
        peerSent: "data",
      });
      expect(origin.fired.find(({ rule }) => rule === "A9")).toMatchObject({ speaks });
    },
  );
});

describe("what decides alone", () => {
  const [reset] = capturedReset("linger-zero").resets;
  const context = { flow: capturedReset("linger-zero"), ttlsOfHost: [] };

  test("a second capture that does not have it", () => {
    if (reset === undefined) throw new Error("no reset");
    const origin = originOf({ ...context, reset, hostSentIt: null, seenNearer: false });
    expect(origin).toMatchObject({ bornAt: "on-path", certainty: "certain" });
  });

  test("the word of the host's own kernel", () => {
    if (reset === undefined) throw new Error("no reset");
    expect(originOf({ ...context, reset, hostSentIt: true, seenNearer: null }).certainty).toBe("certain");
    expect(originOf({ ...context, reset, hostSentIt: true, seenNearer: false }).bornAt).toBe("unknown");
  });
});

test("what is merely usual of strangers tells nothing", () => {
  const bare = { ttlsOfClaimed: [], hasTimestamps: false, newDataAfter: null, ipIdStepBefore: null } as const;
  expect(originIn(capturedReset("linger-zero"), bare)).toMatchObject({
    bornAt: "unknown",
    certainty: "unknown",
  });
});

test("the words name the frames that were compared", () => {
  expect(wordsOfOrigin(originIn(capturedReset("router-rejects-later")))).toMatch(
    /^RST in frame \d+ on a connection that had served before claims the server; sent by possibly a router or firewall, on this link or this host itself: TTL 64 against 63 in frames \d+, \d+, \d+: another machine$/,
  );
});

test("at the server, the same resets look the same, and those that never passed it are not there", () => {
  expect(originIn(capturedReset("linger-zero", "server"))).toMatchObject({
    sender: "server",
    certainty: "likely",
    hops: 0,
  });
  expect(originIn(capturedReset("browser-closes", "server"))).toMatchObject({
    sender: "client",
    hops: 1,
    isHarmless: true,
  });
  expect(capturedReset("both-ends-reset", "server").resets.map(({ claims }) => claims)).toEqual([
    "client",
    "client",
  ]);
});
