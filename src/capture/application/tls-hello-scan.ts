/**
 * Looks over hellos of TLS where they lie, for what must be known at once: all else is decoded only where the result is kept. RFC 8446,
 * section 4.1.
 */
const VERSION_AND_RANDOM = 34;
const SUPPORTED_VERSIONS = 43;
/** SHA-256 of "HelloRetryRequest". RFC 8446, section 4.1.3. */
const RETRY_RANDOM = Buffer.from("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c", "hex");

const two = (octets: Uint8Array, at: number): number => ((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0);

/** Behind a vector with so many octets of length; what is not there counts as far as its length says. */
const behind = (octets: Uint8Array, at: number, lengthOctets: 1 | 2): number =>
  at + lengthOctets + (lengthOctets === 1 ? (octets[at] ?? 0) : two(octets, at));

/** Whether the body of a ClientHello is not cut short. */
export function isWholeClientHello(body: Uint8Array): boolean {
  let at = behind(body, VERSION_AND_RANDOM, 1);
  at = behind(body, at, 2);
  at = behind(body, at, 1);
  return (
    at === body.length || (at < body.length && behind(body, at, 2) <= body.length && at + 2 <= body.length)
  );
}

/** The version that a ServerHello chooses; `retry` for a HelloRetryRequest, `null` where it is cut short. */
export function versionOfServerHello(body: Uint8Array): number | "retry" | null {
  let at = behind(body, VERSION_AND_RANDOM, 1) + 3;
  if (at > body.length) return null;
  const end = at === body.length ? at : behind(body, at, 2);
  if (end > body.length || at + 1 === body.length) return null;
  if (isRetry(body)) return "retry";
  for (at += 2; at + 4 <= end; at = behind(body, at + 2, 2)) {
    const length = two(body, at + 2);
    if (at + 4 + length > end) break;
    if (two(body, at) === SUPPORTED_VERSIONS) {
      if (length >= 2) return two(body, at + 4);
      return length === 1 ? (body[at + 4] ?? 0) : 0;
    }
  }
  return two(body, 0);
}

function isRetry(body: Uint8Array): boolean {
  for (let index = 0; index < RETRY_RANDOM.length; index += 1)
    if (body[2 + index] !== RETRY_RANDOM[index]) return false;
  return true;
}
