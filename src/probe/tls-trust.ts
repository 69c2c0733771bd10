import { createHash } from "node:crypto";
import { rootCertificates } from "node:tls";
import { FaultlineError } from "../base/index.ts";
import { type Vantage, whyUnread } from "../vantage/index.ts";
import { type Certificate, decodeCertificate } from "../wire/index.ts";

/** A certificate in both forms. */
export interface Anchor {
  readonly der: Uint8Array;
  readonly decoded: Certificate;
}

/** What a client trusts. */
export interface Trust {
  readonly from: "system" | "option";
  /** Where it was read: paths, or the runtime's own list. */
  readonly sources: readonly string[];
  /** All anchors as PEM, for OpenSSL. */
  readonly pem: string;
  /** Anchors with this subject, in DER as hex. */
  find(subjectDer: string): readonly Anchor[];
  has(der: Uint8Array): boolean;
}

/** The certificates in a text of PEM, in DER; what cannot be decoded is left out. RFC 7468. */
export function readPem(text: string): readonly Buffer[] {
  const blocks = text.matchAll(
    /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g,
  );
  return [...blocks].map(([, body = ""]) => Buffer.from(body, "base64"));
}

/** DER as PEM. */
export const writePem = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der)
    .toString("base64")
    .replace(/.{1,64}/g, "$&\n")}-----END CERTIFICATE-----\n`;

/** Makes a trust of certificates in DER; the same one twice counts once. What no handshake asks for is not decoded. */
export function makeTrust(
  certificates: readonly Uint8Array[],
  from: Trust["from"],
  sources: readonly string[],
): Trust {
  const byFingerprint = new Map(certificates.map((der) => [fingerprintOf(der), der]));
  let decoded: ReadonlyMap<string, readonly Anchor[]> | null = null;
  const bySubject = () => {
    decoded ??= anchorsBySubject(byFingerprint.values());
    return decoded;
  };
  let pem: string | null = null;
  return {
    from,
    sources,
    get pem() {
      pem ??= [...bySubject().values()]
        .flat()
        .map(({ der }) => writePem(der))
        .join("");
      return pem;
    },
    find: (subjectDer) => bySubject().get(subjectDer) ?? [],
    has: (der) => byFingerprint.has(fingerprintOf(der)),
  };
}

function anchorsBySubject(certificates: Iterable<Uint8Array>): ReadonlyMap<string, readonly Anchor[]> {
  const bySubject = new Map<string, Anchor[]>();
  for (const der of certificates) {
    const decoded = decodeCertificate(der);
    if (decoded === null) continue;
    const known = bySubject.get(decoded.subjectDer);
    if (known === undefined) bySubject.set(decoded.subjectDer, [{ der, decoded }]);
    else known.push({ der, decoded });
  }
  return bySubject;
}

/** SHA-256 of a certificate's DER form, hex. */
export const fingerprintOf = (der: Uint8Array): string => createHash("sha256").update(der).digest("hex");

/** Where distributions keep the bundle that OpenSSL and curl use: Debian, Red Hat, SUSE, Alpine. Go, crypto/x509/root_linux.go. */
const bundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/** Where single certificates lie, named by the hash of their subject. openssl-rehash(1). */
const FOLDER = "/etc/ssl/certs";

/** The most files that are read of such a folder: a distribution has fewer than three hundred. */
const MAX_FILES = 1000;

/** What decides whom a client trusts. */
export interface TrustAsked {
  readonly vantage: Vantage;
  /** `--ca`: it alone is then trusted, as with curl's `--cacert`. */
  readonly caFile?: string | undefined;
  /** The caller's environment: SSL_CERT_FILE and SSL_CERT_DIR are followed. openssl-env(7). */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads whom an ordinary client of this host trusts: OpenSSL's file and folder, or the one file that was named.
 * Where the host has none, the list that the runtime carries.
 *
 * @throws FaultlineError `BAD_FILE` when the file that was named cannot be read or holds no certificate.
 */
export async function loadTrust({ vantage, caFile, environment }: TrustAsked): Promise<Trust> {
  if (caFile !== undefined) {
    const certificates = readPem(await readNamed(vantage, caFile)).filter(
      (der) => decodeCertificate(der) !== null,
    );
    if (certificates.length > 0) return makeTrust(certificates, "option", [caFile]);
    throw new FaultlineError(
      "BAD_FILE",
      `Cannot use "${caFile}" as trust: no certificate is in it\nName a file in PEM, with BEGIN CERTIFICATE in it`,
    );
  }
  const files = environment["SSL_CERT_FILE"] ? [environment["SSL_CERT_FILE"]] : bundles;
  const folders = (environment["SSL_CERT_DIR"] || FOLDER).split(":");
  const bundle = await firstReadable(vantage, files);
  const loose = (await Promise.all(folders.map((folder) => readFolder(vantage, folder)))).flat();
  const certificates = [...readPem(bundle?.text ?? ""), ...loose];
  if (certificates.length === 0) return makeTrust(rootCertificates.flatMap(readPem), "system", ["Node.js"]);
  return makeTrust(certificates, "system", [...(bundle ? [bundle.path] : []), ...folders]);
}

async function readNamed(vantage: Vantage, path: string): Promise<string> {
  const file = await vantage.read(path);
  if (file.outcome === "read") return file.text;
  throw new FaultlineError(
    "BAD_FILE",
    `Cannot use "${path}" as trust: ${whyUnread[file.outcome]}\nName a file in PEM that holds the certificates to trust`,
  );
}

async function firstReadable(vantage: Vantage, paths: readonly string[]) {
  for (const path of paths) {
    const file = await vantage.read(path);
    if (file.outcome === "read") return { path, text: file.text };
  }
  return null;
}

async function readFolder(vantage: Vantage, folder: string): Promise<readonly Uint8Array[]> {
  const names = ((await vantage.list(folder)) ?? []).filter((name) => /^[0-9a-f]{8}\.\d+$/.test(name));
  const files = await Promise.all(names.slice(0, MAX_FILES).map((name) => vantage.read(`${folder}/${name}`)));
  return files.flatMap((file) => (file.outcome === "read" ? readPem(file.text) : []));
}
