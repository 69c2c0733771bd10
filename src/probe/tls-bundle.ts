import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import type { EpochMs } from "../base/index.ts";
import type { CertificateSeen } from "../evidence/index.ts";
import { type CertificateJudgement, judgeCertificates } from "./tls-certificate.ts";
import { isSignedBy } from "./tls-chain.ts";
import { fingerprintOf, type Trust } from "./tls-trust.ts";
import { weaknessesOf } from "./tls-weakness.ts";

/** What is wrong with a bundle, by the name of the fault that it would make. */
export interface BundleProblem {
  readonly id:
    | "certificate-chain-incomplete"
    | "certificate-untrusted"
    | "certificate-expired"
    | "certificate-not-yet-valid"
    | "certificate-name-mismatch"
    | "certificate-wrong-usage"
    | "key-mismatch"
    | "weak-key"
    | "weak-signature"
    | "order-wrong";
  readonly says: string;
  readonly fix: string;
}

/** What a server would send, judged before it does. */
export interface BundleJudgement {
  readonly chain: readonly CertificateSeen[];
  readonly problems: readonly BundleProblem[];
  /** What breaks nothing and is worth knowing. */
  readonly notes: readonly string[];
  /** Whether the key belongs to the first certificate; `null` where none was given. */
  readonly keyMatches: boolean | null;
}

/** What is judged. */
export interface BundleGiven {
  /** DER, in the order in which it would be sent. */
  readonly certificates: readonly Uint8Array[];
  /** PEM; `null` for none. */
  readonly key: string | null;
  /** A name or address that it must serve; `null` for none. */
  readonly host: string | null;
  readonly trust: Trust;
  readonly now: EpochMs;
}

/** Renewal by ACME begins thirty days before the end; a third of that is left for what goes wrong. RFC 8555 leaves it open. */
const SOON_DAYS = 21;

const DAY = 86_400_000;

/** Judges a bundle as every client would once a server sends it. Reads nothing and sends nothing. */
export function judgeBundle({ certificates, key, host, trust, now }: BundleGiven): BundleJudgement {
  const judged = judgeCertificates({ sent: certificates, staple: null, name: host ?? "", trust, now });
  const [leaf] = certificates;
  const keyMatches = key === null || leaf === undefined ? null : isKeyOf(leaf, key);
  const misplaced = firstMisplaced(certificates);
  const problems: readonly (BundleProblem | null)[] = [
    pathProblem(judged, misplaced !== null),
    dateProblem(judged),
    host !== null && judged.nameMatches === false ? nameProblem(judged.chain, host) : null,
    host === null && judged.chain[0]?.names.length === 0 ? nameProblem(judged.chain, null) : null,
    judged.usageAllowsServer === false
      ? {
          id: "certificate-wrong-usage",
          says: `${judged.usageWrong} may not be used for a server`,
          fix: "Have it issued with extendedKeyUsage serverAuth and keyUsage digitalSignature",
        }
      : null,
    keyMatches === false
      ? {
          id: "key-mismatch",
          says: `The key does not belong to the first certificate, ${judged.chain[0]?.subject}`,
          fix: "Compare: openssl x509 -in CERT -noout -pubkey; openssl pkey -in KEY -pubout",
        }
      : null,
    ...weaknessesOf(certificates).map(
      ({ subject, of, what }): BundleProblem => ({
        id: `weak-${of}`,
        says: `The ${of} of ${subject} is too weak for today's clients: ${what}`,
        fix:
          of === "key"
            ? "Have it issued for a new key of RSA 2048 or ECDSA P-256: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256"
            : "Have it issued again, signed with SHA-256",
      }),
    ),
    misplaced === null
      ? null
      : {
          id: "order-wrong",
          says: `${judged.chain[misplaced]?.subject ?? "A certificate"} stands where the issuer of the one before it belongs`,
          fix: "Put the server's own certificate first, then each one's issuer: cat server.crt intermediate.crt > fullchain.crt",
        },
  ];
  return {
    chain: judged.chain,
    problems: problems.filter((problem) => problem !== null),
    notes: notesOn(judged, certificates, now),
    keyMatches,
  };
}

/** The index of the first certificate that does not sign the one before it; `null` where the order is as it must be. */
function firstMisplaced(certificates: readonly Uint8Array[]): number | null {
  const kept = certificates.filter(
    (der, index) => certificates.findIndex((other) => fingerprintOf(other) === fingerprintOf(der)) === index,
  );
  const wrong = kept.findIndex((der, index) => {
    const before = kept[index - 1];
    return before !== undefined && !isSignedBy({ der: before }, { der });
  });
  const found = kept[wrong];
  return wrong < 0 || found === undefined ? null : certificates.indexOf(found);
}

function isKeyOf(leaf: Uint8Array, key: string): boolean {
  const asDer = (of: ReturnType<typeof createPublicKey>) => of.export({ type: "spki", format: "der" });
  return asDer(createPublicKey(createPrivateKey(key))).equals(asDer(new X509Certificate(leaf).publicKey));
}

function pathProblem({ trust }: CertificateJudgement, isDisordered: boolean): BundleProblem | null {
  if (trust === null || trust.trusted) return null;
  const canBeHad = trust.anchorsFrom === "option" || trust.missingIssuerHasUrl;
  if (trust.missingIssuer !== null && (canBeHad || isDisordered)) {
    return {
      id: "certificate-chain-incomplete",
      says: `${trust.missingIssuer} is not in the bundle, and no path leads to a trusted root without it`,
      fix: "Append it, after the certificate that it signed",
    };
  }
  return {
    id: "certificate-untrusted",
    says:
      trust.missingIssuer === null
        ? `No path leads to a root that is trusted here (${trust.error})`
        : `No path leads to a root that is trusted here: ${trust.missingIssuer} is not known`,
    fix: "Name the authority that the clients trust: --ca FILE",
  };
}

function dateProblem({ dates, datesWrong }: CertificateJudgement): BundleProblem | null {
  if (datesWrong === null || dates === "valid" || dates === null) return null;
  const day = (time: EpochMs) => new Date(time).toISOString().slice(0, 10);
  return dates === "expired"
    ? {
        id: "certificate-expired",
        says: `${datesWrong.subject} expired on ${day(datesWrong.notAfter)}`,
        fix: "Renew it, or take the authority's present intermediate",
      }
    : {
        id: "certificate-not-yet-valid",
        says: `${datesWrong.subject} is valid only from ${day(datesWrong.notBefore)}`,
        fix: "Roll it out after that day, or have one issued that is valid now",
      };
}

const nameProblem = ([leaf]: readonly CertificateSeen[], host: string | null): BundleProblem => ({
  id: "certificate-name-mismatch",
  says: `${leaf?.subject ?? "The certificate"} is for ${leaf?.names.join(", ") || "no name at all"}${host === null ? "" : `, and not for ${host}`}`,
  fix: "Have it issued with the name as subjectAltName: the common name does not count (RFC 9525)",
});

function notesOn(
  { chain }: CertificateJudgement,
  certificates: readonly Uint8Array[],
  now: EpochMs,
): readonly string[] {
  const fingerprints = certificates.map(fingerprintOf);
  const soon = chain.filter(({ notAfter }) => notAfter >= now && notAfter - now < SOON_DAYS * DAY);
  return [
    ...soon.map(
      ({ subject, notAfter }) => `${subject} expires in ${Math.floor((notAfter - now) / DAY)} days`,
    ),
    ...chain
      .filter(({ selfSigned }, index) => selfSigned && index > 0)
      .map(
        ({ subject }) => `${subject} is a root: clients have it or do not trust it, so it need not be sent`,
      ),
    ...(new Set(fingerprints).size < fingerprints.length ? ["A certificate is in the bundle twice"] : []),
    ...(chain[0]?.isCa === true ? [`The first certificate, ${chain[0].subject}, is an authority's`] : []),
  ];
}
