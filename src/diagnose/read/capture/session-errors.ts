import type { CapturedSession, DatabaseErrorSeen } from "../../../evidence/index.ts";

/** ER_DBACCESS_DENIED, ACCESS_DENIED, BAD_DB, HOST_NOT_PRIVILEGED, ACCESS_DENIED_NO_PASSWORD, ACCOUNT_HAS_BEEN_LOCKED, MUST_CHANGE_PASSWORD_LOGIN. MySQL. */
const credentialNumbers: ReadonlySet<number> = new Set([1044, 1045, 1049, 1130, 1698, 1862, 3118, 4151]);
/** ER_CON_COUNT and ER_TOO_MANY_USER_CONNECTIONS. */
const roomNumbers: ReadonlySet<number> = new Set([1040, 1203]);
/** ER_SECURE_TRANSPORT_REQUIRED. */
const SECURE_TRANSPORT = 3159;
/** read_only_sql_transaction. PostgreSQL, appendix A. */
const READ_ONLY_TRANSACTION = "25006";
/** What a server has no room for, or cannot keep: writes are refused, for another reason than that it is read-only. */
const noSpace: ReadonlySet<string | number> = new Set(["53100", "OOM", "MISCONF", 1021, 1114]);

/** Whether a login was refused for who logs in, to what, or from where. SQLSTATE class 28 and 3D; MySQL's numbers; Redis. */
export function ofCredentials(
  protocol: CapturedSession["protocol"],
  { code, number }: DatabaseErrorSeen,
): boolean {
  if (protocol === "redis") return code === "NOAUTH" || code === "WRONGPASS";
  return number === null ? /^(?:28|3D)/.test(code) : credentialNumbers.has(number);
}

/**
 * Whether the refusal of a login without TLS may mean that only those with TLS are let in: the server says the same then. MySQL, REQUIRE
 * SSL; PostgreSQL, pg_hba.conf, hostssl.
 */
export function wantsAnotherTransport({ offersTls, refusal }: CapturedSession): boolean {
  if (offersTls === false || refusal === null) return false;
  return refusal.number === null ? refusal.code === "28000" : refusal.number === 1045 && offersTls === true;
}

/** Whether a login was refused for want of room. */
export const connectionsRefused = ({ code, number, about }: DatabaseErrorSeen): boolean =>
  about === "connections" || (number === null ? code === "53300" : roomNumbers.has(number));

/** Whether a login was refused because it came without TLS. */
export const ofTls = ({ number }: DatabaseErrorSeen): boolean => number === SECURE_TRANSPORT;

/**
 * Whether the server refused a write for its own state: that it is read-only it `states`, or else another state of it `suggests` so.
 * A transaction that its client made read-only, on a server that takes writes, is no such case: `null`.
 */
export function takesNoWrites(
  { isReadOnly }: CapturedSession,
  { code, number, about }: DatabaseErrorSeen,
): "states" | "suggests" | null {
  if (about === "read-only") return "states";
  if (code === READ_ONLY_TRANSACTION && number === null)
    return isReadOnly === false ? null : isReadOnly === true ? "states" : "suggests";
  return noSpace.has(number ?? code) ? "suggests" : null;
}

/** `53300 (too_many_connections)`, `1040 (08004)`. */
export function nameOf({ code, number, about }: DatabaseErrorSeen): string {
  if (code === "ERR" && about === "connections") return "ERR max number of clients reached";
  const name = names[code];
  if (number !== null) return `${number} (${code})`;
  return name === undefined ? code : `${code} (${name})`;
}

/** PostgreSQL, appendix A. */
const names: Readonly<Record<string, string>> = {
  "25006": "read_only_sql_transaction",
  "28000": "invalid_authorization_specification",
  "28P01": "invalid_password",
  "3D000": "invalid_catalog_name",
  "53100": "disk_full",
  "53300": "too_many_connections",
  "57P01": "admin_shutdown",
  "57P02": "crash_shutdown",
  "57P03": "cannot_connect_now",
};
