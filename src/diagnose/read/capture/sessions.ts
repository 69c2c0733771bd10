import type { DatabaseErrorSeen } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";

/** Whether the database itself ended the login of a request, and with which word. */
export const readCapturedSessions: Reader = (evidence, { client }) => {
  const refused = ofKind(evidence, "captured-session").filter(
    ({ vantage, purpose, value }) => vantage === client && purpose === "reference" && value.refusal !== null,
  );
  const refusal = refused[0]?.value.refusal ?? null;
  return observe("database-refuses-login", true, {
    records: refused,
    slots: { databaseError: refusal === null ? "" : wordsOf(refusal) },
  });
};

/** `53300 (too_many_connections)`, `1040 (08004)`. */
function wordsOf({ code, number }: DatabaseErrorSeen): string {
  const name = names[code];
  if (number !== null) return `${number} (${code})`;
  return name === undefined ? code : `${code} (${name})`;
}

/** What PostgreSQL ends a login with. PostgreSQL, appendix A. */
const names: Readonly<Record<string, string>> = {
  "28000": "invalid_authorization_specification",
  "28P01": "invalid_password",
  "3D000": "invalid_catalog_name",
  "53300": "too_many_connections",
  "57P01": "admin_shutdown",
  "57P02": "crash_shutdown",
  "57P03": "cannot_connect_now",
};
