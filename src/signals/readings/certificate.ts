import type { Reading } from "../signal.ts";

const look = "openssl s_client -connect HOST:PORT -servername HOST -showcerts </dev/null";

/** We reject the peer's dates. */
export const certificateExpired: Reading = {
  proves: "The side that complains holds a certificate of the other for expired, by its own clock.",
  doesNotProve: "That it is the leaf, nor that the clock is right.",
  boundaries: ["tls", "client"],
  causes: ["certificate-expired", "clock-skew"],
  strength: "names-actor",
  next: [`${look} | openssl x509 -noout -dates`, "date -u"],
};

/** notBefore ahead of the clock. */
export const certificateEarly: Reading = {
  proves: "By the clock of the side that complains, the certificate is not valid yet.",
  doesNotProve: "Which of the two is wrong: the certificate's dates or that clock.",
  boundaries: ["client", "tls"],
  causes: ["clock-skew", "certificate-not-yet-valid"],
  strength: "names-actor",
  next: ["date -u", `${look} | openssl x509 -noout -startdate`],
};

/** Either a date ahead or a date behind: the words do not tell which. */
export const certificateDates: Reading = {
  proves: "The clock of the side that complains stands outside the certificate's dates.",
  doesNotProve: "Before or after, nor which of the two is wrong.",
  boundaries: ["tls", "client"],
  causes: ["certificate-expired", "clock-skew", "certificate-not-yet-valid"],
  strength: "names-actor",
  next: [`${look} | openssl x509 -noout -dates`, "date -u"],
};

/** The name. Source: RFC 9525. */
export const nameMismatch: Reading = {
  proves: "No name in the certificate matches the name that was asked.",
  doesNotProve: "That the certificate is wrong: the address or the SNI may lead to another server.",
  boundaries: ["tls", "dns"],
  causes: ["certificate-name-mismatch", "sni-not-served", "wrong-address"],
  strength: "names-actor",
  next: [`${look} | openssl x509 -noout -ext subjectAltName`],
};

/** No path to a trusted root. */
export const chainBroken: Reading = {
  proves: "From what was sent and what is trusted, no path leads to a root.",
  doesNotProve: "Whose fault: the server leaves out an intermediate, or the client lacks the root.",
  boundaries: ["tls"],
  causes: ["certificate-chain-incomplete", "certificate-untrusted"],
  strength: "names-actor",
  next: [look, "openssl verify -untrusted SENT.pem LEAF.pem"],
};

/** A root that is not trusted. */
export const untrusted: Reading = {
  proves: "The certificate, or the root that was sent with it, signs itself and is not in the trust store.",
  doesNotProve: "That the server is wrong: a private CA or a proxy that inspects TLS is usual.",
  boundaries: ["tls"],
  causes: ["certificate-untrusted", "wrong-address"],
  strength: "names-actor",
  next: [`${look} | openssl x509 -noout -issuer -subject`, "faultline check TARGET --ca CA.pem"],
};

/** Verification failed; the words say no more. */
export const verifyFailed: Reading = {
  proves: "The side that complains rejects the other's certificate.",
  doesNotProve: "Why: the words that follow say so, if any do.",
  boundaries: ["tls"],
  causes: [
    "certificate-untrusted",
    "certificate-chain-incomplete",
    "certificate-expired",
    "certificate-name-mismatch",
  ],
  strength: "names-actor",
  next: [`${look} (last lines: Verify return code)`],
};

/** Usage bits. Source: RFC 5280, sections 4.2.1.3 and 4.2.1.12. */
export const wrongUsage: Reading = {
  proves: "The certificate, or a CA above it, is not made for this use.",
  doesNotProve: "That its dates or names are wrong.",
  boundaries: ["tls"],
  causes: ["certificate-wrong-usage"],
  strength: "names-actor",
  next: [`${look} | openssl x509 -noout -ext keyUsage,extendedKeyUsage,basicConstraints`],
};

/** Keys or digests that are too weak, or too new, for one side. */
export const weakCertificate: Reading = {
  proves: "A key, digest or extension in the chain is not acceptable to the side that complains.",
  doesNotProve: "That others reject it: security levels differ.",
  boundaries: ["tls"],
  causes: ["tls-cipher-mismatch", "certificate-untrusted"],
  strength: "names-actor",
  next: [`${look} | openssl x509 -noout -text | grep -E 'Signature Algorithm|Public-Key'`],
};

/** Revocation. */
export const revoked: Reading = {
  proves: "The certificate is on a revocation list or was answered as revoked.",
  doesNotProve: "That all clients will see it: most do not ask.",
  boundaries: ["tls"],
  causes: ["certificate-revoked"],
  strength: "names-actor",
  next: ["openssl ocsp -issuer ISSUER.pem -cert LEAF.pem -url URL", look],
};

/** The infrastructure of revocation fails. */
export const revocationUnknown: Reading = {
  proves: "The revocation state could not be had, or is out of date.",
  doesNotProve: "That the certificate is revoked.",
  boundaries: ["tls"],
  causes: ["certificate-revoked"],
  strength: "symptom",
  next: ["openssl x509 -noout -ext crlDistributionPoints,authorityInfoAccess -in LEAF.pem"],
};
