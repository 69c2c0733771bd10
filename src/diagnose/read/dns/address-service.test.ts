import { expect, test } from "vitest";
import { envelope } from "../../../../test/dns-records.ts";
import { exampleHandshake } from "../../../../test/example-evidence.ts";
import { anyRequest } from "../../../../test/observation.ts";
import { exampleRecord } from "../../../../test/run-example.ts";
import { connect } from "../../../../test/tcp-records.ts";
import type { AttemptStep, Evidence, TlsHandshake } from "../../../evidence/index.ts";
import { serviceAt } from "./address-service.ts";

const ADDRESS = "192.0.2.10";

/** The request failed there once, at a step, with a handshake that ended so. */
function triedOnce(
  failedAt: AttemptStep,
  outcome: TlsHandshake["outcome"],
  dates: TlsHandshake["dates"] = "expired",
  again: readonly Evidence[] = [],
) {
  const handshake = exampleRecord(
    "h1",
    "tls-handshake",
    { ...exampleHandshake, address: ADDRESS, outcome, stage: stageOf(outcome), trust: null, dates },
    { ...envelope("reference"), boundary: "tls" },
  );
  const attempt = exampleRecord(
    "a1",
    "attempt",
    {
      number: 1,
      answeredProperly: false,
      failedAt,
      address: ADDRESS,
      port: 443,
      took: 10,
      phases: { lookup: null, connect: null, tls: null, firstByte: null, transfer: null },
      status: null,
      steps: [handshake.id],
    },
    { ...envelope("reference"), boundary: "client" },
  );
  const evidence = [connect({ address: ADDRESS }), handshake, attempt, ...again];
  return serviceAt(ADDRESS, evidence, anyRequest).serves;
}

const stageOf = (outcome: TlsHandshake["outcome"]) =>
  outcome === "timed-out" ? "client-hello-sent" : "finished";

/** Another hello to the same address, as an experiment. */
const helloAgain = (variant: TlsHandshake["variant"], outcome: TlsHandshake["outcome"]) =>
  exampleRecord(
    `h-${variant}`,
    "tls-handshake",
    { ...exampleHandshake, address: ADDRESS, variant, outcome, stage: "client-hello-sent" },
    { ...envelope("difference"), boundary: "tls" },
  );

test("serviceAt() takes one failure for chance, but not a certificate that the address has shown", () => {
  expect(triedOnce("tls", "completed")).toBe(false);
  expect(triedOnce("tls", "timed-out")).toBeNull();
  // The handshake was in order, and the connection died right behind it: that may be chance.
  expect(triedOnce("tls", "completed", "valid")).toBeNull();
  expect(triedOnce("exchange", "completed")).toBeNull();
});

test("serviceAt() takes hellos that no server would leave unanswered for tries of their own", () => {
  const triedAgain = (...again: readonly Evidence[]) => triedOnce("tls", "timed-out", null, again);
  expect(triedAgain(helloAgain("small-hello", "timed-out"))).toBe(false);
  expect(triedAgain(helloAgain("refusable-hello", "timed-out"))).toBe(false);
  // Silence to what is no TLS says nothing of a server of TLS.
  expect(triedAgain(helloAgain("plain-http", "timed-out"))).toBeNull();
  // It answers some: what is asked matters, and the address is not dead.
  expect(
    triedAgain(helloAgain("small-hello", "timed-out"), helloAgain("refusable-hello", "answered")),
  ).toBeNull();
  expect(triedOnce("exchange", "timed-out", null, [helloAgain("small-hello", "timed-out")])).toBeNull();
});
