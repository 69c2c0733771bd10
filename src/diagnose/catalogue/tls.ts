import type { CatalogueRow } from "./row.ts";

/** The causes of the boundary `tls`. */
export const tlsRows: readonly CatalogueRow[] = [
  {
    id: "not-tls",
    boundary: "tls",
    meaning: "The port speaks no TLS (plain HTTP or another protocol), or TLS is spoken to a plain port.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "certificate-expired",
    boundary: "tls",
    meaning: "The leaf or an intermediate is past its notAfter.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "certificate-not-yet-valid",
    boundary: "tls",
    meaning: "The certificate's notBefore lies ahead, and the clock is right.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "certificate-name-mismatch",
    boundary: "tls",
    meaning:
      "No subject alternative name matches the name asked, and nothing shows that another name would get another certificate.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "certificate-chain-incomplete",
    boundary: "tls",
    meaning:
      "An intermediate is not sent, so that no path leads to a trusted root. Where an unknown root looks alike: this one if the caller named the trust (--ca) or the certificate says where to get its issuer (AIA).",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "certificate-untrusted",
    boundary: "tls",
    meaning:
      "It is self-signed, or its root is not in the trust store (private CA). Where `certificate-chain-incomplete` fits as well, that row decides.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "certificate-wrong-usage",
    boundary: "tls",
    meaning: "Key usage or extended key usage does not allow this role.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "tls-version-mismatch",
    boundary: "tls",
    meaning: "The two sides have no protocol version in common.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "tls-cipher-mismatch",
    boundary: "tls",
    meaning: "They have no cipher suite, group or signature algorithm in common.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "alpn-mismatch",
    boundary: "tls",
    meaning: "They have no application protocol in common.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "sni-not-served",
    boundary: "tls",
    meaning:
      "The server serves other names and not the one in SNI: unrecognized_name, or a default certificate where its configuration or another SNI shows others.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "client-certificate-required",
    boundary: "tls",
    meaning: "The server asks for a client certificate and none is sent.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "client-certificate-rejected",
    boundary: "tls",
    meaning: "A client certificate is sent and refused: its CA, usage, names or dates.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "handshake-stalls",
    boundary: "tls",
    meaning: "TCP connects and the ClientHello is acknowledged, and no ServerHello comes.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "large-client-hello-lost",
    boundary: "tls",
    meaning:
      "A ClientHello of more than one packet fails where a small one passes, while other full-size packets pass.",
    explainedBy: ["mtu-black-hole"],
    explainedByAny: null,
  },
  {
    id: "certificate-revoked",
    boundary: "tls",
    meaning: "The certificate is revoked (CRL, OCSP, staple). A gap unless asked for or stapled.",
    explainedBy: [],
    explainedByAny: null,
  },
];
