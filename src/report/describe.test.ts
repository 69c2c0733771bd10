import { expect, describe as group, test } from "vitest";
import { brokenRun, exampleRecord } from "../../test/run-example.ts";
import { type Evidence, kindVersions } from "../evidence/index.ts";
import { describe, describeFrom } from "./describe.ts";

group("describe()", () => {
  test("tells a connect with its address and time", () =>
    expect(brokenRun.evidence.map(describe)[3]).toBe("TCP to 192.0.2.10:443 connects in 1.2 ms"));

  test("tells what is wrong with a certificate", () => {
    const told = brokenRun.evidence.map(describe)[4];
    expect(told).toContain("not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE): 1 certificate was sent");
    expect(told).toContain('its issuer "Example Issuing CA 2" is missing');
  });

  test("tells a look-up with its source and questions", () =>
    expect(brokenRun.evidence.map(describe)[2]).toBe(
      "shop.example resolves to 192.0.2.10 and 2001:db8::10 (dns) after 4.1 ms and 2 questions",
    ));

  test("tells an attempt that failed and where", () =>
    expect(brokenRun.evidence.map(describe)[5]).toBe(
      "Attempt 1 to 192.0.2.10:443 failed at the TLS handshake after 15 ms",
    ));

  test("is one line whatever a value holds", () => {
    const record = exampleRecord(
      "e1",
      "symptom",
      { text: "a\nb\r\n\u001b[1mc", signals: [] },
      { boundary: "client" },
    );
    expect(describe(record)).toBe('The user saw "a b \\x1b[1mc"');
  });

  test("names a kind that it does not know", () => {
    const record = { ...brokenRun.evidence[0], kind: "quantum-link" } as unknown as Evidence;
    expect(describe(record)).toBe("quantum-link: a kind that this version does not know");
  });

  test("says of any kind with any value something", () => {
    for (const kind of Object.keys(kindVersions)) {
      const told = describe({ ...brokenRun.evidence[0], kind, value: {} } as unknown as Evidence);
      expect(told).not.toBe("");
    }
  });

  test("does not take a property of every object for a kind", () => {
    const record = { ...brokenRun.evidence[0], kind: "constructor" } as unknown as Evidence;
    expect(describe(record)).toContain("does not know");
  });
});

group("describeFrom()", () => {
  const decision = {
    way: "back",
    destination: "192.0.2.7",
    source: "192.0.2.10",
    inputInterface: null,
    outcome: "no-route",
    errno: 101,
    gateway: null,
    device: null,
    preferredSource: null,
    matchedPrefix: null,
    table: null,
    mtu: null,
    cachedMtu: null,
  } as const;
  const seen = (vantage: string) =>
    exampleRecord("e1", "route-decision", decision, { boundary: "route", vantage });

  test("names the place where it is not the one that the request starts from", () => {
    expect(describeFrom(seen("web1"), "client")).toBe("at web1: no route back to 192.0.2.7");
    expect(describeFrom(seen("client"), "client")).toBe("No route back to 192.0.2.7");
  });

  test("leaves a word in capitals as it is", () => {
    const connect = brokenRun.evidence[3];
    if (connect === undefined) throw new Error("no record");
    expect(describeFrom(connect, "elsewhere")).toBe("at client: TCP to 192.0.2.10:443 connects in 1.2 ms");
  });
});
