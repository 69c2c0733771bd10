/** What a summary has room for. */
const MOST_CHARACTERS = 120;

/**
 * Where the products write why TLS with an upstream failed: OpenSSL's reason and its verification's in nginx and haproxy, BoringSSL's in
 * Envoy, the error alone in a line of JSON (Caddy, Traefik).
 */
const places: readonly RegExp[] = [
  /certificate verify error: \(\d+:([^)]+)\)/i,
  /\(SSL: error:[0-9A-F]+:[^:]*:[^:]*:([^:)]+)/i,
  /TLS_error:\|?\d*:[^:]*:[^:]*:([A-Z0-9_]+)/,
  /\b((?:remote error: )?(?:tls|x509): [^"\\]+)/,
];

/** The reason as the summary takes it, in brackets. */
type ReasonSlot = Readonly<Record<string, string>>;

/** Why TLS failed, in the words of a proxy's log or page; no slot where they do not tell. */
export const tlsReasonIn = (text: string): ReasonSlot =>
  tlsReason(places.map((place) => place.exec(text)?.[1]).find((said) => said !== undefined));

/** Why TLS failed, by a look; no slot for none. */
export function tlsReason(why: string | null | undefined): ReasonSlot {
  const said = why?.trim().slice(0, MOST_CHARACTERS) ?? "";
  return said === "" ? {} : { tlsReason: ` (${said})` };
}
