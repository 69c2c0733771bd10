import type { TlsVersion } from "./tls.ts";

/** What a named runtime offers where its program says nothing. */
export interface ClientProfile {
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  /** For HTTPS, in its own order; empty where it sends none. */
  readonly alpn: readonly string[];
  /** Its ClientHello offers a post-quantum key share and fills more than one packet. */
  readonly largeHello: boolean;
  readonly source: string;
}

/** The runtimes that `--as` names. */
export const clientProfiles: Readonly<Record<string, ClientProfile>> = {
  java17: {
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.3",
    alpn: ["h2", "http/1.1"],
    largeHello: false,
    source: "java.security, jdk.tls.disabledAlgorithms; java.net.http.HttpClient, version HTTP_2",
  },
  go: {
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.3",
    alpn: ["h2", "http/1.1"],
    largeHello: true,
    source: "crypto/tls, Config.MinVersion and CurvePreferences since Go 1.24",
  },
  node: {
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.3",
    alpn: ["http/1.1"],
    largeHello: true,
    source: "nodejs.org/api/tls.html, tls.DEFAULT_MIN_VERSION; https.Agent; OpenSSL 3.5 since Node 24",
  },
  python: {
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.3",
    alpn: ["http/1.1"],
    largeHello: false,
    source: "docs.python.org/3/library/ssl.html, create_default_context; http.client sets http/1.1",
  },
  curl: {
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.3",
    alpn: ["h2", "http/1.1"],
    largeHello: false,
    source: "curl(1), --http2 and --tlsv1.2; OpenSSL 3.0 to 3.4",
  },
  browser: {
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.3",
    alpn: ["h2", "http/1.1"],
    largeHello: true,
    source: "RFC 8996; X25519MLKEM768 on by default since Chrome 131 and Firefox 132",
  },
};
