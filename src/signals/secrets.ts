/** What stands in place of a secret. */
const REMOVED = "[removed]";

/**
 * Where secrets stand in pasted text. Each pattern keeps its first group and drops the rest. A quantifier without
 * a limit ends its match: nothing of a long secret stays, and the time is linear.
 */
const places: readonly RegExp[] = [
  // Private keys, whole or cut off.
  /(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)[^-]*(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g,
  // Header lines, in any case and any quoting.
  /(\b(?:proxy-)?authorization["']?\s{0,4}[:=]\s{0,4})[^\r\n]+/gi,
  /(\b(?:set-)?cookie2?["']?\s{0,4}[:=]\s{0,4})[^\r\n]+/gi,
  /(\bx-[a-z-]{0,30}(?:key|token|secret|auth|session)[a-z-]{0,20}["']?\s{0,4}[:=]\s{0,4})[^\r\n]+/gi,
  // User and password in a URL.
  /(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#"'<>]{1,2000}@/gi,
  // Query strings and fragments of URLs and request targets.
  /((?:\b[a-z][a-z0-9+.-]{0,20}:\/\/|\s\/)[^\s?#"'<>]{0,2000}[?#])[^\s"'<>]+/gi,
  // name=value and "name": "value".
  /(\b[a-z0-9_.-]{0,30}(?:password|passwd|passphrase|pwd|pgpass|secret|token|api[_-]?key|access[_-]?key|credential|session[_-]?id)s?["']?\s{0,4}[:=]\s{0,4})(?:"[^"\r\n]*"?|'[^'\r\n]*'?|[^\s,;&"']+)/gi,
  // Schemes of Authorization without their header.
  /(\b(?:bearer|basic|digest|negotiate)\s{1,4})[a-z0-9._~+/=-]{12,}/gi,
  // curl -u user:password; without the colon there is no password, and `date -u` and `journalctl -u NAME` are none of it.
  /(\s(?:-u|--user|--proxy-user)[ =]{0,2})[^\s:]{0,200}:[^\s]+/g,
];

/** Tokens that are secrets wherever they stand: JSON Web Tokens, keys of AWS, GitHub, GitLab, Slack, Google and Stripe. */
const tokens: readonly RegExp[] = [
  /\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,4}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abpr]-|AIza|sk_live_|sk-)[A-Za-z0-9_-]{16,}/g,
];

/** The text without what would open a door: credentials, cookies, tokens, private keys, query strings. */
export function withoutSecrets(text: string): string {
  const masked = places.reduce(
    (rest, place) =>
      rest.replaceAll(
        place,
        (whole: string, kept: string) => `${kept}${REMOVED}${whole.endsWith("@") ? "@" : ""}`,
      ),
    text,
  );
  return tokens.reduce((rest, token) => rest.replaceAll(token, REMOVED), masked);
}
