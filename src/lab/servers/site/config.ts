import type { Certificate } from "../../certificates/index.ts";

/** The program that serves a site. */
export type SiteKind = "nginx" | "haproxy" | "node" | "openssl";

/** A web site that answers 200, in words that all kinds understand. */
export interface SiteConfig {
  /** `openssl` serves TLS only and one client at a time. */
  readonly kind: SiteKind;
  readonly port: number;
  /** With it, TLS. */
  readonly certificate?: Certificate;
  /** PEM of the certificates that are sent, the leaf first; default the certificate's whole chain without its root. */
  readonly sends?: string;
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
  /** Cipher list up to TLS 1.2, in OpenSSL's words. */
  readonly ciphers?: string;
  /** Cipher suites of TLS 1.3. */
  readonly suites?: string;
  /** Groups (curves) in OpenSSL's words. */
  readonly groups?: string;
  /** Application protocols that it chooses from; default what the program has by itself. */
  readonly alpn?: readonly string[];
  /** PEM of the authority of which a client certificate is demanded. */
  readonly clientAuthority?: string;
  /** Asks for a client certificate and goes on without. */
  readonly clientOptional?: boolean;
  /** An OCSP response in DER that is stapled. Not by `node`. */
  readonly staple?: Buffer;
  /** What it answers; default a short text. */
  readonly body?: string;
}

export type TlsVersion = "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";

/** All versions, the oldest first. */
const versions: readonly TlsVersion[] = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

/** The versions that a site speaks; TLS 1.2 and 1.3 unless it says otherwise. */
export function versionsOf({
  minVersion = "TLSv1.2",
  maxVersion = "TLSv1.3",
}: SiteConfig): readonly TlsVersion[] {
  return versions.slice(versions.indexOf(minVersion), versions.indexOf(maxVersion) + 1);
}

/** The cipher list: TLS 1.0 and 1.1 need SHA-1, which OpenSSL 3 gives at security level 0 alone. */
export function ciphersOf(config: SiteConfig): string | undefined {
  if (config.ciphers !== undefined) return config.ciphers;
  return config.minVersion === "TLSv1" || config.minVersion === "TLSv1.1" ? "ALL:@SECLEVEL=0" : undefined;
}

/** What is answered. */
export const bodyOf = ({ body = "well" }: SiteConfig): string => body;
