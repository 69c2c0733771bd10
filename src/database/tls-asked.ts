import type { DatabaseEngine, DatabaseSession } from "../evidence/index.ts";

type TlsAsked = DatabaseSession["tlsAsked"];

const modes: ReadonlySet<string> = new Set<TlsAsked>([
  "disable",
  "allow",
  "prefer",
  "require",
  "verify-ca",
  "verify-full",
]);

/** Words of MySQL's own client and of its drivers, in libpq's. mysql(1), `--ssl-mode`. */
const mysqlModes: Readonly<Record<string, TlsAsked>> = {
  disabled: "disable",
  preferred: "prefer",
  required: "require",
  verify_ca: "verify-ca",
  verify_identity: "verify-full",
  "skip-verify": "require",
  true: "require",
  "1": "require",
  false: "disable",
  "0": "disable",
};

const isTrue = (text: string | undefined) => text !== undefined && /^(?:true|1|yes|on)$/i.test(text);

/**
 * What a URL asks of TLS, as the database's own client takes it.
 *
 * @param own What the client's environment says where the URL does not: `PGSSLMODE`.
 * @param hasAuthority A certificate to trust was named, which turns libpq's `require` into `verify-ca`.
 */
export function tlsAskedOf(
  engine: DatabaseEngine,
  options: ReadonlyMap<string, string>,
  {
    own,
    isSecureScheme,
    hasAuthority,
  }: { readonly own: string | undefined; readonly isSecureScheme: boolean; readonly hasAuthority: boolean },
): TlsAsked {
  if (engine === "redis") {
    if (!isSecureScheme) return "disable";
    const isUnchecked =
      options.get("ssl_cert_reqs")?.toLowerCase() === "none" ||
      isTrue(options.get("skip_verify")) ||
      isTrue(options.get("insecure"));
    // redis-cli checks the chain, and no name. hiredis, ssl.c.
    return modeOf(options.get("sslmode")) ?? (isUnchecked ? "require" : "verify-ca");
  }
  if (engine === "mysql") {
    const written = ["ssl-mode", "sslmode", "ssl_mode", "tls", "usessl", "ssl"]
      .map((name) => options.get(name)?.toLowerCase())
      .find((value) => value !== undefined && value !== "");
    if (written === undefined) return "prefer";
    return mysqlModes[written] ?? modeOf(written) ?? "prefer";
  }
  const mode =
    modeOf(options.get("sslmode")) ??
    (isTrue(options.get("ssl")) ? "require" : null) ??
    modeOf(own) ??
    "prefer";
  return mode === "require" && hasAuthority ? "verify-ca" : mode;
}

const modeOf = (text: string | undefined): TlsAsked | null =>
  text !== undefined && modes.has(text) ? (text as TlsAsked) : null; // Looked up just now.
