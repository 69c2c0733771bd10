import { expect, test } from "vitest";
import { envelope } from "../../../../test/dns-records.ts";
import { exampleHandshake } from "../../../../test/example-evidence.ts";
import { anyRequest } from "../../../../test/observation.ts";
import { exampleRecord } from "../../../../test/run-example.ts";
import { connect } from "../../../../test/tcp-records.ts";
import type { AttemptStep, TlsHandshake } from "../../../evidence/index.ts";
import { serviceAt } from "./address-service.ts";

const ADDRESS = "192.0.2.10";

/** The request failed there once, at a step, with a handshake that ended so. */
function triedOnce(
  failedAt: AttemptStep,
  outcome: TlsHandshake["outcome"],
  dates: TlsHandshake["dates"] = "expired",
) {
  const handshake = exampleRecord(
    "h1",
    "tls-handshake",
    { ...exampleHandshake, address: ADDRESS, outcome, trust: null, dates },
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
  return serviceAt(ADDRESS, [connect({ address: ADDRESS }), handshake, attempt], anyRequest).serves;
}

test("serviceAt() takes one failure for chance, but not a certificate that the address has shown", () => {
  expect(triedOnce("tls", "completed")).toBe(false);
  expect(triedOnce("tls", "timed-out")).toBeNull();
  // The handshake was in order, and the connection died right behind it: that may be chance.
  expect(triedOnce("tls", "completed", "valid")).toBeNull();
  expect(triedOnce("exchange", "completed")).toBeNull();
});
