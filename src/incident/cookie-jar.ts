/** Cookies that the answers of one attempt set, by host and name. They go back to the host that set them, and nowhere else. */
export type CookieJar = Map<string, string>;

/** More cookies than this from one host are no session. RFC 6265, section 6.1, asks for 50. */
const MOST_COOKIES = 50;

/** The field that gives a host its own cookies back; none where it set none. RFC 6265, section 5.4. */
export function cookiesFor(
  host: string,
  jar: CookieJar,
): readonly (readonly [name: string, value: string])[] {
  const pairs = [...jar].filter(([key]) => key.startsWith(`${host} `)).map(([, pair]) => pair);
  return pairs.length === 0 ? [] : [["cookie", pairs.join("; ")]];
}

/** Keeps one `name=value` that a host set. */
export function keepCookie(pair: string, host: string, jar: CookieJar): void {
  const name = pair.split("=", 1)[0] ?? "";
  if (name !== "" && jar.size < MOST_COOKIES) jar.set(`${host} ${name}`, pair);
}
