import { hostPort, type Ms } from "../../../base/index.ts";
import type { CapturedSession, DatabaseErrorSeen, Evidence } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ObservationName } from "../../vocabulary/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import {
  connectionsRefused,
  nameOf,
  ofCredentials,
  ofTls,
  takesNoWrites,
  wantsAnotherTransport,
} from "./session-errors.ts";

/** docs/contract.md, "Status": a step that takes over a second. */
const SLOW: Ms = 1_000;

/** What the sessions of databases in a capture show: how a login was refused, which requests were, and how long answers took. */
export const readCapturedSessions: Reader = (evidence, { client }) => {
  const failed = new Set(
    ofKind(evidence, "attempt").flatMap(({ value, attempt }) => (value.answeredProperly ? [] : [attempt])),
  );
  const own = ofKind(evidence, "captured-session").filter(
    ({ vantage, purpose }) => vantage === client && purpose === "reference",
  );
  const failing = own.filter(({ attempt }) => failed.has(attempt));
  const refused = failing.filter(({ value }) => value.refusal !== null);
  const becauseOf = (isReason: (value: CapturedSession, error: DatabaseErrorSeen) => boolean) =>
    refused.filter(({ value }) => value.refusal !== null && isReason(value, value.refusal));
  const writes = own.filter(({ value }) =>
    value.errors.some((error) => takesNoWrites(value, error) !== null),
  );
  const isStated = (value: CapturedSession) =>
    value.errors.some((error) => takesNoWrites(value, error) === "states");
  const leaving = failing.filter(({ value }) => value.leftWithoutTls);
  const handshakes = ofKind(evidence, "tls-handshake").filter(({ value }) => value.outcome !== "completed");
  const handshakeOf = (session: Evidence<"captured-session">) =>
    handshakes.find(({ attempt }) => attempt === session.attempt);
  const cut = failing.filter((session) => handshakeOf(session) !== undefined);
  const ended = cut[0] === undefined ? null : (handshakeOf(cut[0])?.value ?? null);
  // Where more than time is wrong, what takes long may come of it.
  const isSlowAlone = refused.length + leaving.length + cut.length + writes.length === 0;
  const late = own.filter(
    ({ value }) => isSlowAlone && value.protocol !== "redis" && value.longestWait > SLOW,
  );
  const slowest = late.toSorted((a, b) => b.value.longestWait - a.value.longestWait)[0];
  const credentials = becauseOf(({ protocol }, error) => ofCredentials(protocol, error));
  const surely = credentials.filter(({ value }) => !wantsAnotherTransport(value));
  return [
    ...seen("database-refuses-login", refused, ({ refusal }) => refusal),
    ...observe("login-names-credentials", true, {
      records: surely.length > 0 ? surely : credentials,
      ...(surely.length > 0 ? {} : { strength: "suggests" as const }),
    }),
    ...observe("login-finds-no-room", true, { records: becauseOf((_, error) => connectionsRefused(error)) }),
    ...observe("one-side-demands-tls", true, {
      records: [...becauseOf((_, error) => ofTls(error)), ...leaving, ...cut],
    }),
    ...observe("client-leaves-without-tls", true, { records: leaving, slots: placeOf(leaving) }),
    ...observe("database-tls-fails", true, {
      records: cut,
      slots: {
        ...placeOf(cut),
        ...(ended === null ? {} : { handshakeEnd: ended.alert?.name ?? ended.outcome }),
      },
    }),
    ...seen(
      "database-refuses-write",
      writes.filter(({ attempt }) => failed.has(attempt)),
      writeError,
    ),
    ...seen(
      "database-refuses-some-writes",
      writes.filter(({ attempt }) => !failed.has(attempt)),
      writeError,
    ),
    ...observe("database-takes-no-writes", true, { records: writes.filter(({ value }) => isStated(value)) }),
    ...observe("database-answers-late", true, {
      records: slowest === undefined ? [] : [slowest],
      slots:
        slowest === undefined
          ? {}
          : { ...placeOf([slowest]), databaseSeconds: (slowest.value.longestWait / 1_000).toFixed(1) },
    }),
  ];
};

const writeError = (value: CapturedSession): DatabaseErrorSeen | null =>
  value.errors.find((error) => takesNoWrites(value, error) !== null) ?? null;

/** Where the database of the first record is. */
function placeOf([first]: readonly Evidence<"captured-session">[]): Readonly<Record<string, string>> {
  return first === undefined ? {} : { database: hostPort(first.value.address, first.value.port) };
}

/** An observation with the error of the first record in it. */
function seen(
  name: ObservationName,
  records: readonly Evidence<"captured-session">[],
  errorOf: (value: CapturedSession) => DatabaseErrorSeen | null,
): readonly Observation[] {
  const error = records[0] === undefined ? null : errorOf(records[0].value);
  const slots = { ...placeOf(records), databaseError: error === null ? "" : nameOf(error) };
  return observe(name, true, { records, slots });
}
