import { normal } from "../readings/benign.ts";
import * as certificate from "../readings/certificate.ts";
import * as tls from "../readings/tls.ts";
import { type CodeTable, codesOf } from "../table.ts";

/** Alerts by name, with the spellings of OpenSSL, Go and Java. */
const names: Readonly<Record<string, readonly string[]>> = {
  "0": ["close notify"],
  "10": ["unexpected message"],
  "20": ["bad record mac"],
  "21": ["decryption failed"],
  "22": ["record overflow"],
  "30": ["decompression failure"],
  "40": ["handshake failure"],
  "41": ["no certificate"],
  "42": ["bad certificate"],
  "43": ["unsupported certificate"],
  "44": ["certificate revoked", "revoked certificate"],
  "45": ["certificate expired", "expired certificate"],
  "46": ["certificate unknown", "unknown certificate"],
  "47": ["illegal parameter"],
  "48": ["unknown ca", "unknown certificate authority"],
  "49": ["access denied"],
  "50": ["decode error", "error decoding message"],
  "51": ["decrypt error", "error decrypting message"],
  "60": ["export restriction"],
  "70": ["protocol version", "protocol version not supported"],
  "71": ["insufficient security", "insufficient security level"],
  "80": ["internal error"],
  "86": ["inappropriate fallback"],
  "90": ["user canceled", "user cancelled"],
  "100": ["no renegotiation"],
  "109": ["missing extension"],
  "110": ["unsupported extension"],
  "111": ["certificate unobtainable"],
  "112": ["unrecognized name"],
  "113": ["bad certificate status response"],
  "114": ["bad certificate hash value"],
  "115": ["unknown psk identity"],
  "116": ["certificate required"],
  "120": ["no application protocol"],
  "121": ["ech required", "encrypted client hello required"],
};

const numberOf = new Map(
  Object.entries(names).flatMap(([number, spellings]) => spellings.map((name) => [name, number] as const)),
);

/** Alerts of TLS: their sender is the one that rejects. Source: RFC 8446, section 6; RFC 5246; IANA registry. */
export const tlsAlerts: CodeTable = {
  product: "TLS alert",
  layer: "cause",
  prefix: "tls-alert",
  finders: [
    { pattern: /\b(?:SSL |TLS )?alert (?:number |code )?(\d{1,3})\b/i, certain: true },
    {
      pattern:
        /\b(?:ssl\/tls|sslv3|tlsv1(?:\.?[0-3]|3)?)[ _](?:alert[ _])?([a-z]{2,14}(?:[ _][a-z]{2,14}){1,4})\b/i,
      certain: false,
    },
    { pattern: /\bremote error: tls: ([a-z]{2,14}(?: [a-z]{2,14}){1,4})\b/i, certain: true },
    { pattern: /\b(?:fatal|warning) alert[ :(]{1,3}([a-z]{2,14}(?:[ _][a-z]{2,14}){1,4})\b/i, certain: true },
    {
      pattern:
        /^\s{0,8}(handshake_failure|bad_certificate|unknown_ca|protocol_version|unrecognized_name|certificate_required|no_application_protocol|certificate_unknown|certificate_expired|decrypt_error|insufficient_security)\s{0,8}$/i,
      certain: false,
    },
  ],
  canonical: (code) => {
    const words = code
      .toLowerCase()
      .replaceAll("_", " ")
      .replace(/^alert /, "");
    return numberOf.get(words) ?? words;
  },
  codes: codesOf([
    [0, "close_notify: a goodbye in good order.", normal],
    [10, "unexpected_message: a message out of turn.", tls.tlsProtocol],
    [20, "bad_record_mac: a record does not verify.", tls.corrupted],
    [21, "decryption_failed: a record does not decrypt.", tls.corrupted],
    [22, "record_overflow: a record too long to be one, as plain text looks.", tls.notTls],
    [30, "decompression_failure.", tls.tlsProtocol],
    [40, "handshake_failure: no acceptable set of parameters, and no word of which.", tls.handshakeFailure],
    [41, "no_certificate: none was given.", tls.clientCertificateWanted],
    [42, "bad_certificate: the certificate is damaged or not acceptable.", tls.ourCertificateRejected],
    [43, "unsupported_certificate: of a kind that is not taken.", tls.ourCertificateRejected],
    [44, "certificate_revoked: the peer holds it for revoked.", tls.ourCertificateRejected],
    [45, "certificate_expired: the peer holds it for expired.", tls.ourCertificateRejected],
    [46, "certificate_unknown: the peer rejects it and does not say why.", tls.ourCertificateRejected],
    [47, "illegal_parameter: a field is out of range.", tls.tlsProtocol],
    [48, "unknown_ca: the peer does not trust the issuer.", tls.ourCertificateRejected],
    [49, "access_denied: the certificate is valid and not let in.", tls.ourCertificateRejected],
    [50, "decode_error: a message could not be read.", tls.tlsProtocol],
    [51, "decrypt_error: a signature or Finished does not verify.", tls.corrupted],
    [60, "export_restriction, of old.", tls.cipherMismatch],
    [70, "protocol_version: no version in common.", tls.versionMismatch],
    [71, "insufficient_security: the offer is too weak for the peer.", tls.cipherMismatch],
    [
      80,
      "internal_error: the peer failed by itself, often for want of a certificate for the name.",
      tls.tlsServerError,
    ],
    [
      86,
      "inappropriate_fallback: the client came back with a lower version than the peer has.",
      tls.versionMismatch,
    ],
    [90, "user_canceled: the peer gave up.", tls.handshakeCut],
    [100, "no_renegotiation.", tls.tlsProtocol],
    [109, "missing_extension: a needed extension is not there.", tls.tlsProtocol],
    [110, "unsupported_extension: an extension that was not offered.", tls.tlsProtocol],
    [111, "certificate_unobtainable.", tls.ourCertificateRejected],
    [112, "unrecognized_name: no site of that name here.", tls.nameUnknown],
    [113, "bad_certificate_status_response: the staple is not valid.", certificate.revocationUnknown],
    [114, "bad_certificate_hash_value.", tls.ourCertificateRejected],
    [115, "unknown_psk_identity: the shared key is not known.", tls.ourCertificateRejected],
    [116, "certificate_required: a client certificate is wanted and none came.", tls.clientCertificateWanted],
    [120, "no_application_protocol: none in common.", tls.alpnMismatch],
    [121, "ech_required: Encrypted ClientHello is wanted.", tls.nameUnknown],
  ]),
};
