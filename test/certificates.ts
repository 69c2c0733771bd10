import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A certificate and its key, in PEM. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
}

/** What a certificate shall say. Dates are days from now; negative is past. */
export interface LeafWanted {
  /** `DNS:` is put in front of names, `IP:` of addresses. */
  readonly names?: readonly string[];
  readonly commonName?: string;
  readonly notBeforeDays?: number;
  readonly notAfterDays?: number;
  /** As openssl spells it: `serverAuth`, `clientAuth`; `null` for no restriction. */
  readonly eku?: string | null;
  readonly keyUsage?: string;
  /** Where the issuer's certificate is said to be had. */
  readonly aia?: string;
  /** `ec` unless told: P-256 keys are made in a millisecond. */
  readonly keyAlgorithm?: "ec" | "rsa:1024" | "rsa:2048" | "ed25519";
}

interface Wanted extends LeafWanted {
  readonly isCa: boolean;
  readonly issuer: Issued | null;
}

const made = new Map<string, Promise<Issued>>();

/** A self-signed authority. The same request in one run gives the same certificate. */
export const makeCa = (commonName: string, wanted: LeafWanted = {}): Promise<Issued> =>
  make({ eku: null, ...wanted, commonName, isCa: true, issuer: null });

/** An authority signed by another one. */
export const makeIntermediate = (
  commonName: string,
  issuer: Issued,
  wanted: LeafWanted = {},
): Promise<Issued> => make({ eku: null, ...wanted, commonName, isCa: true, issuer });

/** A server's or a client's certificate; without an issuer it is self-signed. */
export const makeLeaf = (wanted: LeafWanted, issuer: Issued | null): Promise<Issued> =>
  make({ ...wanted, isCa: false, issuer });

function make(wanted: Wanted): Promise<Issued> {
  const name = JSON.stringify(wanted);
  const known = made.get(name) ?? issue(wanted);
  made.set(name, known);
  return known;
}

const DAY = 86_400_000;

/** As `openssl ca -startdate` wants it: YYYYMMDDHHMMSSZ. */
const asDate = (days: number) => new Date(Date.now() + days * DAY).toISOString().replace(/[-:T]|\.\d+/g, "");

const newKey: Readonly<Record<string, readonly string[]>> = {
  ec: ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
  "rsa:1024": ["-newkey", "rsa:1024"],
  "rsa:2048": ["-newkey", "rsa:2048"],
  ed25519: ["-newkey", "ed25519"],
};

async function issue(wanted: Wanted): Promise<Issued> {
  const folder = await mkdtemp(join(tmpdir(), "faultline-ca-"));
  const at = (name: string) => join(folder, name);
  try {
    const { issuer, commonName = wanted.names?.[0] ?? "leaf" } = wanted;
    await writeFile(at("openssl.cnf"), configuration(wanted, folder));
    await writeFile(at("index.txt"), "");
    const algorithm = newKey[wanted.keyAlgorithm ?? "ec"] ?? [];
    await run("openssl", [
      ...["req", "-new", ...algorithm, "-nodes", "-keyout", at("key.pem"), "-out", at("request.pem")],
      ...["-subj", `/CN=${commonName}`, "-config", at("openssl.cnf")],
    ]);
    if (issuer !== null) {
      await writeFile(at("issuer.pem"), issuer.cert);
      await writeFile(at("issuer-key.pem"), issuer.key);
    }
    const signer =
      issuer === null
        ? ["-selfsign", "-keyfile", at("key.pem")]
        : ["-cert", at("issuer.pem"), "-keyfile", at("issuer-key.pem")];
    await run("openssl", [
      ...["ca", "-batch", "-notext", "-config", at("openssl.cnf"), "-in", at("request.pem")],
      ...["-out", at("cert.pem"), "-extensions", "wanted", ...signer],
      ...["-startdate", asDate(wanted.notBeforeDays ?? -1), "-enddate", asDate(wanted.notAfterDays ?? 30)],
    ]);
    return { cert: await readFile(at("cert.pem"), "utf8"), key: await readFile(at("key.pem"), "utf8") };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function configuration({ names = [], eku, keyUsage, aia, isCa, issuer }: Wanted, folder: string): string {
  const purpose = eku === undefined ? "serverAuth" : eku;
  const alternatives = names.map((name) => `${/^[\d.]+$|:/.test(name) ? "IP" : "DNS"}:${name}`);
  return [
    "[req]\ndistinguished_name = subject\nprompt = no\n[subject]\nCN = unused",
    `[ca]\ndefault_ca = own\n[own]\ndatabase = ${folder}/index.txt\nnew_certs_dir = ${folder}\nrand_serial = yes`,
    "default_md = sha256\npolicy = any\nunique_subject = no\n[any]\ncommonName = supplied\n[wanted]",
    `basicConstraints = critical,CA:${isCa ? "TRUE" : "FALSE"}`,
    `keyUsage = ${keyUsage ?? (isCa ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature,keyEncipherment")}`,
    "subjectKeyIdentifier = hash",
    ...(issuer === null ? [] : ["authorityKeyIdentifier = keyid"]),
    ...(purpose === null ? [] : [`extendedKeyUsage = ${purpose}`]),
    ...(alternatives.length === 0 ? [] : [`subjectAltName = ${alternatives.join(",")}`]),
    ...(aia === undefined ? [] : [`authorityInfoAccess = caIssuers;URI:${aia}`]),
    "",
  ].join("\n");
}
