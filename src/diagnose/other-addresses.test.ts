import { describe, expect, test } from "vitest";
import { configured, dnsAsked, lookup } from "../../test/dns-records.ts";
import { exampleHandshake } from "../../test/example-evidence.ts";
import { exampleRecord } from "../../test/run-example.ts";
import { attempted, connect } from "../../test/tcp-records.ts";
import type { Evidence, TcpConnect } from "../evidence/index.ts";
import { causes } from "./causes/index.ts";
import { diagnose } from "./diagnose.ts";

const FIRST = "192.0.2.10";
const OTHER = "192.0.2.11";

const expired = exampleRecord(
  "e900",
  "tls-handshake",
  { ...exampleHandshake, dates: "expired", trust: null, nameMatches: true, address: FIRST, port: 443 },
  { boundary: "tls" },
);

/** Ids of both makers of records count from 1. */
const tried = (record: Evidence): Evidence => ({ ...record, id: `${record.id}-tcp` });

/** A try of the other address on the request's port. */
const other = (outcome: TcpConnect["outcome"]): Evidence =>
  tried(connect({ address: OTHER, port: 443, outcome }, { purpose: "difference" }));

/** The request fails at the first address by its expired certificate; `tries` are those of the other one. */
function found(tries: readonly Evidence[], addresses = [FIRST, OTHER]) {
  const connected = tried(connect({ address: FIRST, port: 443 }));
  const names = lookup([], { source: "dns", addresses });
  const steps = [...names, connected, expired];
  const attempt = tried(
    attempted({ address: FIRST, port: 443, failedAt: "tls", steps: steps.map(({ id }) => id) }),
  );
  const told = [dnsAsked(), configured(["192.0.2.53"])];
  const { verdict, alsoFound } = diagnose([...told, ...steps, attempt, ...tries], causes);
  return { cause: verdict.cause, alsoFound: alsoFound.map(({ boundary, cause }) => `${boundary} ${cause}`) };
}

describe("an address that takes no connection, where the request fails at another one's certificate", () => {
  test("is another fault than the verdict's", () =>
    expect(found([other("refused"), other("refused")])).toEqual({
      cause: "certificate-expired",
      alsoFound: ["tcp null"],
    }));

  test("is none where it failed once, by this host's own reason, or connects at times", () => {
    expect(found([other("refused")]).alsoFound).toEqual([]);
    expect(found([other("no-route"), other("no-route")]).alsoFound).toEqual([]);
    expect(found([other("refused"), other("connected"), other("refused")]).alsoFound).toEqual([]);
  });

  test("is none where the name does not have it", () =>
    expect(found([other("refused"), other("refused")], [FIRST]).alsoFound).toEqual([]));
});
