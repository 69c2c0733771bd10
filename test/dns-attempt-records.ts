import type { Evidence, Purpose } from "../src/evidence/index.ts";
import { envelope, nextId } from "./dns-records.ts";
import { exampleRecord } from "./run-example.ts";

/** The whole request made at one address. */
export const attemptAt = (
  address: string,
  answeredProperly: boolean,
  purpose: Purpose = "difference",
): Evidence =>
  exampleRecord(
    nextId(),
    "attempt",
    {
      number: purpose === "reference" ? 1 : 0,
      answeredProperly,
      failedAt: answeredProperly ? null : "connect",
      address,
      port: 443,
      took: 10,
      phases: { lookup: null, connect: null, tls: null, firstByte: null, transfer: null },
      status: answeredProperly ? 200 : null,
      steps: [],
    },
    { ...envelope(purpose), boundary: "client" },
  );

/** An attempt of the request that ended at the look-up, made of these records. */
export const attemptOf = (steps: readonly Evidence[], failedAt: "lookup" | "connect" | null): Evidence =>
  exampleRecord(
    nextId(),
    "attempt",
    {
      number: 1,
      answeredProperly: failedAt === null,
      failedAt,
      address: failedAt === "lookup" ? null : "192.0.2.10",
      port: failedAt === "lookup" ? null : 443,
      took: 10,
      phases: { lookup: null, connect: null, tls: null, firstByte: null, transfer: null },
      status: null,
      steps: steps.filter(({ purpose }) => purpose === "reference").map(({ id }) => id),
    },
    { ...envelope("reference"), boundary: "client" },
  );

/** What the hosts file says of the name. */
export const hostsFile = (addresses: readonly string[]): Evidence =>
  exampleRecord(
    nextId(),
    "hosts-file",
    { name: "shop.example", addresses, lines: addresses.map((_, index) => index + 1) },
    { ...envelope("context"), boundary: "client" },
  );
