import { expect, test } from "vitest";
import { exampleRecord } from "../../../test/example-record.ts";
import { accessLine, errorLine } from "../../../test/hop-records.ts";
import type { Evidence, LoggedErrors } from "../../evidence/index.ts";
import { mayBeIdleRace } from "./may-be-idle-race.ts";

const tryWith = (connect: number | null) => ({
  tries: [{ upstream: "192.0.2.20:8080", status: 502, connect, firstByte: null, took: 1 }],
});

/** The log of the application, whose process was told to end at that time. */
const endedAt = (at: number): Evidence =>
  exampleRecord(
    "log",
    "logged-errors",
    {
      ...{ software: "application", file: "/var/log/app.log", from: 0, until: 1, lines: 1, undated: 0 },
      ...{ errors: [], endedOursAt: null, endings: [{ at, text: "SIGTERM received", port: null }] },
    } as LoggedErrors,
    { boundary: "app", hop: 2 },
  );

test("a connection that was lost may have been idle, where no log says more", () => {
  expect(mayBeIdleRace([])).toBe(true);
  expect(mayBeIdleRace([accessLine()])).toBe(true);
  expect(mayBeIdleRace([accessLine(tryWith(0))])).toBe(true);
  expect(mayBeIdleRace([accessLine(), errorLine({ reason: "upstream-closed" })])).toBe(true);
});

test("one that was refused, or was a new one, was not", () => {
  expect(mayBeIdleRace([accessLine(), errorLine({ reason: "upstream-refused" })])).toBe(false);
  expect(mayBeIdleRace([accessLine(tryWith(2))])).toBe(false);
  expect(mayBeIdleRace([accessLine(tryWith(2)), accessLine(tryWith(0))])).toBe(true);
});

test("one whose server was told to end just before was lost for that", () => {
  const lost = accessLine({ at: 100_000, ...tryWith(0) });
  expect(mayBeIdleRace([lost, endedAt(99_000)])).toBe(false);
  expect(mayBeIdleRace([lost, endedAt(30_000)])).toBe(true);
  expect(mayBeIdleRace([lost, endedAt(102_000)])).toBe(true);
});
