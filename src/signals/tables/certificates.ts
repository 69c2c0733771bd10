import * as certificate from "../readings/certificate.ts";
import type { PhraseTable } from "../table.ts";

/** What libraries say when they reject a certificate. Source: OpenSSL, crypto/x509/x509_txt.c; Node; Go; Java; Schannel. */
export const certificates: PhraseTable = {
  product: "certificate verification",
  layer: "cause",
  phrases: [
    {
      id: "certificate-issuer-missing",
      patterns: [/\bunable to get issuer cert(?:ificate)?\b/i, /\bUNABLE_TO_GET_ISSUER_CERT\b/],
      means: "An issuer above the intermediates is missing.",
      reading: certificate.chainBroken,
    },
    {
      id: "certificate-issuer-missing-locally",
      patterns: [/\bunable to get local issuer certificate\b/i, /\bUNABLE_TO_GET_ISSUER_CERT_LOCALLY\b/],
      means: "The issuer was neither sent nor is it trusted here.",
      reading: certificate.chainBroken,
    },
    {
      id: "certificate-leaf-alone",
      patterns: [/\bunable to verify the first certificate\b/i, /\bUNABLE_TO_VERIFY_LEAF_SIGNATURE\b/],
      means: "The server sent its leaf alone.",
      reading: {
        ...certificate.chainBroken,
        doesNotProve: "That an intermediate exists: a private CA's leaf looks the same.",
      },
    },
    {
      id: "certificate-self-signed",
      patterns: [/\bself[- ]signed certificate\b(?! in)/i, /\bDEPTH_ZERO_SELF_SIGNED_CERT\b/],
      means: "The leaf signs itself.",
      reading: certificate.untrusted,
    },
    {
      id: "certificate-self-signed-chain",
      patterns: [
        /\bself[- ]signed certificate in (?:certificate )?chain\b/i,
        /\bSELF_SIGNED_CERT_IN_CHAIN\b/,
      ],
      means: "The chain ends in a root that is not trusted here.",
      reading: certificate.untrusted,
    },
    {
      id: "certificate-has-expired",
      patterns: [
        /\bcertificate has expired\b(?! or)/i,
        /\bCERT_HAS_EXPIRED\b/,
        /\bCertificateExpiredException\b/,
        /\bcertificate expired\b(?! on alert)/i,
      ],
      means: "The certificate is past its notAfter, by the clock of the one who says so.",
      reading: certificate.certificateExpired,
    },
    {
      id: "certificate-too-early",
      patterns: [
        /\bcertificate is not yet valid\b/i,
        /\bCERT_NOT_YET_VALID\b/,
        /\bCertificateNotYetValidException\b/,
        /\bcertificate not (?:yet )?(?:activated|active)\b/i,
      ],
      means: "The certificate's notBefore lies ahead, by the clock of the one who says so.",
      reading: certificate.certificateEarly,
    },
    {
      id: "certificate-dates",
      patterns: [/\bcertificate has expired or is not yet valid\b/i],
      means: "The time now stands outside the certificate's dates; Go appends which.",
      reading: certificate.certificateDates,
    },
    {
      id: "certificate-name",
      patterns: [
        /\bhostname mismatch\b/i,
        /\bIP address mismatch\b/i,
        /\bERR_TLS_CERT_ALTNAME_INVALID\b/,
        /\bno alternative certificate subject name matches\b/i,
        /\bHostname\/IP does not match certificate'?s? altnames\b/i,
        /\bdoesn't match (?:either of )?'[^'\n]{1,255}'/i,
        /\bsubject name \S{1,4}[^\n]{0,200}does not match target host name\b/i,
      ],
      means: "No name in the certificate matches the name asked.",
      reading: certificate.nameMismatch,
    },
    {
      id: "certificate-name-go",
      patterns: [
        /\bcertificate is (?:not )?valid for [^\n]{1,400}, not \S{1,255}/i,
        /\bdoesn't contain any IP SANs\b/i,
        /\brelies on legacy Common Name field\b/i,
        /\bis not valid for any names\b/i,
      ],
      means: "The certificate does not carry the name or address asked.",
      reading: certificate.nameMismatch,
    },
    {
      id: "certificate-name-java",
      patterns: [
        /\bNo subject alternative (?:DNS|names?)\b[^\n]{0,40}(?:matching|present|found)/i,
        /\bNo name matching \S{1,255} found\b/i,
      ],
      means: "The certificate does not carry the name asked.",
      reading: certificate.nameMismatch,
    },
    {
      id: "certificate-was-revoked",
      patterns: [
        /\bcertificate (?:is |has been )?revoked\b(?! alert)/i,
        /\bCERT_REVOKED\b/,
        /\bCertificateRevokedException\b/,
      ],
      means: "The certificate is revoked.",
      reading: certificate.revoked,
    },
    {
      id: "certificate-chain-long",
      patterns: [
        /\bcertificate chain too long\b/i,
        /\bpath length constraint exceeded\b/i,
        /\bCERT_CHAIN_TOO_LONG\b|\bPATH_LENGTH_EXCEEDED\b/,
      ],
      means: "The chain is longer than allowed.",
      reading: { ...certificate.wrongUsage, causes: ["certificate-wrong-usage", "certificate-untrusted"] },
    },
    {
      id: "certificate-purpose",
      patterns: [
        /\b(?:unsuitable|unsupported) certificate purpose\b/i,
        /\bINVALID_PURPOSE\b/,
        /\bincompatible key usage\b/i,
        /\bExtended key usage does not permit\b/i,
      ],
      means: "The certificate is not made for this role.",
      reading: certificate.wrongUsage,
    },
    {
      id: "certificate-ca-invalid",
      patterns: [/\binvalid CA certificate\b/i, /\bINVALID_CA\b/, /\bCA cert does not include key usage\b/i],
      means: "A certificate in the chain is no CA, or is not marked as one.",
      reading: certificate.wrongUsage,
    },
    {
      id: "certificate-not-trusted",
      patterns: [
        /\bcertificate (?:is )?not trusted\b/i,
        /\bCERT_UNTRUSTED\b|\bCERT_REJECTED\b/,
        /\bcertificate rejected\b/i,
      ],
      means: "Trust settings reject it.",
      reading: certificate.untrusted,
    },
    {
      id: "certificate-unknown-authority",
      patterns: [
        /\bsigned by unknown authority\b/i,
        /\bPKIX path building failed\b/i,
        /\bunable to find valid certification path\b/i,
        /\bUntrustedRoot\b/,
        /\bissued by an unknown (?:authority|certificate authority)\b/i,
      ],
      means: "No path leads to a root that is trusted here.",
      reading: certificate.chainBroken,
    },
    {
      id: "certificate-partial-chain",
      patterns: [/\bPartialChain\b/, /\bcertificate chain is (?:incomplete|not complete)\b/i],
      means: "The chain could not be completed.",
      reading: certificate.chainBroken,
    },
    {
      id: "certificate-signature",
      patterns: [/\bcertificate signature failure\b/i, /\bCERT_SIGNATURE_FAILURE\b/],
      means: "A signature in the chain does not hold: damaged, or another issuer of the same name.",
      reading: { ...certificate.chainBroken, causes: ["certificate-untrusted"] },
    },
    {
      id: "certificate-weak",
      patterns: [
        /\b(?:EE|CA) (?:certificate )?key too (?:weak|small)\b/i,
        /\bCA (?:certificate )?(?:signature )?(?:md|digest|digest algorithm) too weak\b/i,
        /\bee_key_too_small\b|\bca_md_too_weak\b|\bca_key_too_small\b/i,
        /\bunhandled critical extension\b/i,
      ],
      means: "A key, digest or extension is not acceptable here.",
      reading: certificate.weakCertificate,
    },
    {
      id: "certificate-revocation-unknown",
      patterns: [
        /\bunable to get certificate CRL\b/i,
        /\bCRL has expired\b/i,
        /\bUNABLE_TO_GET_CRL\b|\bCRL_HAS_EXPIRED\b/,
        /\bRevocationStatusUnknown\b|\bOfflineRevocation\b/,
      ],
      means: "The state of revocation could not be had.",
      reading: certificate.revocationUnknown,
    },
    {
      id: "certificate-constraints",
      patterns: [/\b(?:permitted|excluded) subtree violation\b/i, /\bis not permitted by any constraint\b/i],
      means: "A name lies outside what its CA may sign.",
      reading: certificate.wrongUsage,
    },
    {
      id: "certificate-verify-failed",
      patterns: [
        /\bcertificate[_ ]verify[_ ]failed\b(?!\]? ?:? ?certificate verify failed)/i,
        /\bverification failed\b(?=[^\n]{0,30}certificate)/i,
      ],
      means: "The certificate is rejected; the words that follow say why.",
      reading: { ...certificate.verifyFailed, strength: "symptom" },
    },
  ],
};
