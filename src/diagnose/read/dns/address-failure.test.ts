import { expect, test } from "vitest";
import { exampleHandshake } from "../../../../test/example-evidence.ts";
import { anyRequest } from "../../../../test/observation.ts";
import { exampleRecord } from "../../../../test/run-example.ts";
import { attempted, connect } from "../../../../test/tcp-records.ts";
import type { AttemptStep, Evidence, TlsHandshake } from "../../../evidence/index.ts";
import { failureAt } from "./address-failure.ts";

const address = "192.0.2.10";

const handshake = (value: Partial<TlsHandshake>): Evidence =>
  exampleRecord(
    "e900",
    "tls-handshake",
    { ...exampleHandshake, dates: "valid", trust: null, nameMatches: true, ...value, address },
    { boundary: "tls" },
  );

const at = (failedAt: AttemptStep, ...steps: readonly Evidence[]) =>
  failureAt(
    address,
    [...steps, attempted({ address, failedAt, steps: steps.map(({ id }) => id) }, "difference")],
    anyRequest,
  );

test("failureAt() says how a connect ended, whether or not the attempt went on to another address", () => {
  const refused = connect({ outcome: "refused", address });
  expect(at("connect", refused)).toEqual({ step: "connect", words: "refused", record: refused });
  expect(failureAt(address, [refused], anyRequest)?.words).toBe("refused");
  expect(at("connect", connect({ outcome: "timed-out", address }))?.words).toBe("no answer to SYN");
});

test.each<[string, Partial<TlsHandshake>]>([
  ["certificate expired", { dates: "expired" }],
  ["certificate for another name", { nameMatches: false }],
  ["certificate chain incomplete or its root unknown", { trust: exampleHandshake.trust }],
  ["answers without TLS", { outcome: "not-tls" }],
  ["TLS handshake timed out", { outcome: "timed-out" }],
])("failureAt() says of TLS: %s", (words, value) =>
  expect(at("tls", connect({ address }), handshake(value))).toMatchObject({ step: "tls", words }),
);

test("failureAt() says nothing without the record of the step that failed, nor of a try that went well", () => {
  expect(at("tls", connect({ address }))).toBeNull();
  expect(at("exchange", connect({ address }))).toBeNull();
  expect(failureAt(address, [connect({ address })], anyRequest)).toBeNull();
  expect(failureAt(address, [], anyRequest)).toBeNull();
});
