import { childrenOf, type Der, oidOf, readDer, tag } from "./x509-der.ts";

/** id-pkix-ocsp-basic. RFC 6960, section 4.2.1. */
const BASIC = "1.3.6.1.5.5.7.48.1.1";

/**
 * What a stapled OCSP answer says of the certificate with this serial number; `null` where it does not speak of it.
 * RFC 6960, section 4.2.1. Its signature is not verified: who sends it also sent the certificate.
 */
export function decodeStaple(octets: Uint8Array, serial: string): "good" | "revoked" | "unknown" | null {
  const [, wrapper] = childrenOf(readDer(octets));
  const [type, answer] = childrenOf(childrenOf(wrapper)[0]);
  if (oidOf(type) !== BASIC || answer === undefined) return null;
  const data = childrenOf(readDer(answer.content))[0];
  const responses = childrenOf(data).find((part) => part.tag === tag.sequence);
  for (const response of childrenOf(responses)) {
    const [id, status] = childrenOf(response);
    if (serialOf(id) === serial && status !== undefined) return statuses[status.tag & 0x1f] ?? null;
  }
  return null;
}

const statuses = ["good", "revoked", "unknown"] as const;

const serialOf = (id: Der | undefined): string =>
  Buffer.from(childrenOf(id)[3]?.content ?? [])
    .toString("hex")
    .replace(/^(00)+(?=.)/, "");
