import type { EpochMs, Ms } from "../base/index.ts";

/** One certificate, as far as a verdict needs it. RFC 5280. */
export interface CertificateSeen {
  readonly subject: string;
  readonly issuer: string;
  /** subjectAltName entries: `DNS:shop.example`, `IP:192.0.2.1`. */
  readonly names: readonly string[];
  readonly notBefore: EpochMs;
  readonly notAfter: EpochMs;
  readonly isCa: boolean;
  readonly selfSigned: boolean;
  /** `server`, `client`, `any`, or an OID. Empty: the certificate does not restrict its use. */
  readonly extendedKeyUsage: readonly string[];
  readonly keyType: string;
  /** Where the issuer's certificate is had (AIA caIssuers). */
  readonly issuerUrls: readonly string[];
  /** SHA-256 of the DER form, hex. */
  readonly fingerprint: string;
}

/**
 * What was changed, against the request's own handshake, to see what difference it makes.
 *
 * - `again`: nothing, to see whether it fails always.
 * - `no-server-name`, `other-server-name`: without SNI; with one that nobody serves (RFC 2606), or one that is known of this host.
 * - `only-…`: one version alone. `wide-offer`: every cipher, group and signature that the library has.
 * - `no-alpn`: no application protocols offered. `no-client-certificate`: the client's own left out.
 * - `small-hello`, `large-hello`: a ClientHello of our own, in one packet or in two; only its first answer is read.
 * - `large-hello-in-small-packets`: the large one, in packets of a third of the usual size.
 * - `refusable-hello`: one that no server accepts, so that the answer is a small packet.
 * - `full-size-record`: a small hello, and after the answer a record that fills two packets.
 * - `plain-http`: no TLS at all, but a request of HTTP/1.0.
 * - `hello-to-plain-port`: a ClientHello where the request speaks no TLS.
 * - `unverified`: the same handshake, on which a date may be asked for though the certificate failed.
 */
export type TlsVariantId =
  | "again"
  | "no-server-name"
  | "other-server-name"
  | "only-TLSv1"
  | "only-TLSv1.1"
  | "only-TLSv1.2"
  | "only-TLSv1.3"
  | "wide-offer"
  | "no-alpn"
  | "no-client-certificate"
  | "small-hello"
  | "large-hello"
  | "large-hello-in-small-packets"
  | "refusable-hello"
  | "full-size-record"
  | "plain-http"
  | "hello-to-plain-port"
  | "unverified";

/** One TLS handshake over our own socket, with the records seen. RFC 8446, RFC 5246. */
export interface TlsHandshake {
  readonly address: string;
  readonly port: number;
  /** What was changed on purpose; `null` for a handshake as the caller makes it. */
  readonly variant: TlsVariantId | null;
  /** All names that the variants with another name try, so that a reader knows when one is missing; else empty. */
  readonly namesPlanned: readonly string[];
  /** SNI that was sent; `null` when none was. */
  readonly serverName: string | null;
  /** The name or address that the certificate must hold. */
  readonly nameAsked: string;
  readonly offered: {
    readonly minVersion: string;
    readonly maxVersion: string;
    readonly alpn: readonly string[];
    readonly clientCertificate: boolean;
    /** Octets of the ClientHello record as sent; 0 when it was not sent. */
    readonly helloOctets: number;
  };
  /**
   * - `completed`: finished, and the server did not take it back within the time that TLS 1.3 needs to refuse a client certificate.
   * - `answered`: a ServerHello came to a ClientHello of our own, and we went no further.
   * - `alert`: the peer refused by a fatal alert. `closed`: FIN before the end. `reset`: RST before the end.
   * - `timed-out`: the peer was silent or stalled. `not-tls`: what came is no TLS record.
   * - `refused-by-us`: our own library refused what the peer sent, other than its certificate (see `localError`).
   */
  readonly outcome:
    | "completed"
    | "answered"
    | "alert"
    | "closed"
    | "reset"
    | "timed-out"
    | "not-tls"
    | "refused-by-us";
  /** How far it came. */
  readonly stage:
    | "nothing-sent"
    | "client-hello-sent"
    | "server-hello-received"
    | "certificate-received"
    | "finished";
  /**
   * The peer's kernel had acknowledged all that we sent when the time was up or the connection ended; `null` when
   * that was not looked at. Through a proxy it says nothing of the server.
   */
  readonly helloAcknowledged: boolean | null;
  /** The alert received, by its number on the wire or from OpenSSL's code. RFC 8446, section 6. */
  readonly alert: { readonly number: number; readonly name: string; readonly afterFinished: boolean } | null;
  /** OpenSSL's or our own reason where we refused; `null` otherwise. */
  readonly localError: string | null;
  /** What came instead of TLS, first octets as printable text; `null` when it was TLS or nothing. */
  readonly strangeAnswer: string | null;
  /** Version that the ServerHello chose: `TLSv1.3`. */
  readonly version: string | null;
  readonly cipher: string | null;
  readonly group: string | null;
  /** The server asked for another key share first: one round trip more. RFC 8446, section 4.1.4. */
  readonly retryRequested: boolean;
  readonly signatureAlgorithm: string | null;
  readonly alpn: string | null;
  /** The server asked for a client certificate; `null` when the handshake did not come that far, or it cannot be seen. */
  readonly clientCertificateAsked: boolean | null;
  /** Authorities that the server names for it. */
  readonly clientAuthorities: readonly string[];
  /** As sent, leaf first; empty when none was seen. */
  readonly chain: readonly CertificateSeen[];
  /** `null` when no certificate was seen, or the client checks none. */
  readonly trust: {
    /** A path leads from the leaf, by what was sent, to an anchor that is trusted here. */
    readonly trusted: boolean;
    /** OpenSSL's name of the first error, dates and names left out; `null` when trusted. X509_verify_cert(3). */
    readonly error: string | null;
    /** Subject of the certificate that is needed next and was not sent; `null` when none is. */
    readonly missingIssuer: string | null;
    /** The last certificate of the path says where its issuer's is had (AIA). */
    readonly missingIssuerHasUrl: boolean;
    /** An anchor here has the issuer's name and another key: an authority that was made anew. */
    readonly issuerKeyDiffers: boolean;
    readonly endsInSelfSigned: boolean;
    readonly anchorsFrom: "system" | "option";
  } | null;
  /** The name asked for is among the leaf's. RFC 9525. `null` when no certificate was seen. */
  readonly nameMatches: boolean | null;
  /** This host's clock lies within the dates of each certificate of the best path; `null` when none was seen. */
  readonly dates: "valid" | "expired" | "not-yet-valid" | null;
  /** Which certificate of the chain as sent has the wrong dates: its index; `null` when none, or one of the trust store. */
  readonly datesWrongAt: number | null;
  /** The certificate with the wrong dates; `null` when none has. */
  readonly datesWrong: {
    readonly subject: string;
    readonly notBefore: EpochMs;
    readonly notAfter: EpochMs;
  } | null;
  /** The path may serve as a server's; `null` when no certificate was seen. */
  readonly usageAllowsServer: boolean | null;
  /** Subject of the certificate whose use does not allow it; `null` when all do. */
  readonly usageWrong: string | null;
  /** A stapled OCSP answer says revoked; `null` when none was stapled. */
  readonly stapleRevoked: boolean | null;
  /** ClientHello sent to first octet of the answer. */
  readonly firstAnswer: Ms | null;
  readonly took: Ms;
}
