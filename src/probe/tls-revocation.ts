import { hostPort } from "../base/index.ts";
import type { Gap } from "../evidence/index.ts";
import { decodeCertificate } from "../wire/index.ts";

/** What a server sent of its certificate's standing. */
export interface StandingShown {
  readonly address: string;
  readonly port: number;
  /** DER; `undefined` where no certificate came. */
  readonly leaf: Uint8Array | undefined;
  /** The OCSP answer that came with it; `null` for none. RFC 6066, section 8. */
  readonly staple: Uint8Array | null;
}

/**
 * What was not seen of a certificate's revocation: its authority names an address for that, and the server staples no
 * answer. It is not asked: the authority is a third party. `null` where nothing is missing, or the authority names no
 * address (those of short-lived certificates do not).
 *
 * @see RFC 6960, section 1; RFC 5280, sections 4.2.1.13 and 4.2.2.1
 */
export function revocationGap({ address, port, leaf, staple }: StandingShown): Gap | null {
  if (leaf === undefined || staple !== null) return null;
  const urls = decodeCertificate(leaf)?.revocationUrls ?? [];
  if (urls.length === 0) return null;
  return {
    boundary: "tls",
    needs: `whether the certificate of ${hostPort(address, port)} is revoked: the server staples no OCSP answer, and the authority's OCSP or CRL address is a third party's, which is not asked`,
    reason: "not-asked",
    allowBy:
      "ask the authority by hand: openssl x509 -in CERT -noout -ocsp_uri -ext crlDistributionPoints, then openssl ocsp -issuer ISSUER -cert CERT -url URL; or let the server staple (nginx ssl_stapling on)",
  };
}
