import { createPrivateKey, X509Certificate } from "node:crypto";
import { domainToASCII } from "node:url";
import { FaultlineError, systemClock } from "../base/index.ts";
import { type BundleJudgement, judgeBundle, loadTrust, readPem } from "../probe/index.ts";
import { localVantage, type Vantage, whyUnread } from "../vantage/index.ts";
import { exitStatus, type Io } from "./io.ts";

/** Options of `faultline tls`. */
export interface TlsOptions {
  /** File of the private key, PEM. */
  readonly key?: string;
  /** A name or address that the bundle must serve. */
  readonly host?: string;
  /** File of the authorities that clients trust; this host's own where it is left out. */
  readonly ca?: string;
  readonly json?: boolean;
}

/**
 * `faultline tls FILE…`: judges the certificates that a server would send, before it does.
 *
 * @throws FaultlineError `BAD_FILE`
 */
export async function tlsCommand(files: readonly string[], options: TlsOptions, io: Io): Promise<number> {
  const vantage = localVantage("client");
  const texts = await Promise.all(files.map((file) => readText(vantage, file)));
  const certificates = texts.flatMap((text, index) => certificatesOf(text, files[index] ?? ""));
  // haproxy keeps key and certificates in one file.
  const keyText = options.key === undefined ? texts.find(holdsKey) : await readText(vantage, options.key);
  const key =
    keyText === undefined ? null : keyOf(keyText, options.key ?? files[texts.indexOf(keyText)] ?? "");
  const trust = await loadTrust({ vantage, caFile: options.ca, environment: io.env });
  const host = options.host === undefined ? null : inAscii(options.host);
  const judged = judgeBundle({ certificates, key, host, trust, now: systemClock.now() });
  io.out(
    options.json === true ? `${JSON.stringify(asJson(files, judged), null, 2)}\n` : asText(judged, host),
  );
  return judged.problems.length === 0 ? exitStatus.healthy : exitStatus.fault;
}

/** A name as certificates hold it: an international one in its ASCII form. RFC 5890, section 2.3.2.1. */
const inAscii = (host: string): string => (/^\p{ASCII}*$/u.test(host) ? host : domainToASCII(host) || host);

async function readText(vantage: Vantage, file: string): Promise<string> {
  const read = await vantage.read(file);
  if (read.outcome === "read") return read.text;
  throw new FaultlineError(
    "BAD_FILE",
    `Cannot read "${file}": ${whyUnread[read.outcome]}\nName the PEM files of the bundle, in the order in which they will be sent`,
  );
}

function certificatesOf(text: string, file: string): readonly Uint8Array[] {
  const certificates = readPem(text);
  if (certificates.length > 0 && certificates.every(isReadable)) return certificates;
  throw new FaultlineError(
    "BAD_FILE",
    certificates.length > 0
      ? `Cannot judge "${file}": one of its certificates cannot be decoded\nGet it anew: each must be whole, as openssl x509 -in FILE -noout -text reads it`
      : `Cannot judge "${file}": ${insteadOf(text)}`,
  );
}

/** What a file holds in place of certificates in PEM form, and how to come to them. */
function insteadOf(text: string): string {
  const advice = "Give certificates in PEM form; to convert:";
  // A DER SEQUENCE; in PKCS#12 its first element is the version, 3. RFC 7292, section 4.
  if (text.startsWith("0") && text.slice(1, 8).includes("\u0002\u0001\u0003"))
    return `it is PKCS#12 and not PEM\n${advice} openssl pkcs12 -in FILE -nokeys -out FILE.pem`;
  if (/^0[\uFFFD\x80-\xff]/.test(text))
    return `it is DER and not PEM\n${advice} openssl x509 -inform DER -in FILE -out FILE.pem`;
  if (/-----BEGIN PKCS7-----/.test(text))
    return `it is PKCS#7 and holds no certificate in PEM form\n${advice} openssl pkcs7 -print_certs -in FILE -out FILE.pem`;
  if (/-----BEGIN (NEW )?CERTIFICATE REQUEST-----/.test(text))
    return "it is a request for a certificate and holds none\nGive what the authority sent back for it, in PEM form";
  if (/-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----/.test(text))
    return "its certificate is cut off or damaged\nGet it anew: it must end with -----END CERTIFICATE-----";
  if (holdsKey(text))
    return "it holds a key and no certificate\nGive the key by --key, and name the files of the certificates";
  return `it holds no certificate in PEM form\n${advice} openssl x509 -inform DER -in FILE -out FILE.pem`;
}

/** OpenSSL reads it, as every server would have to. */
function isReadable(der: Uint8Array): boolean {
  try {
    new X509Certificate(der);
    return true;
  } catch {
    return false; // Whatever is wrong with it: no server can load it.
  }
}

const holdsKey = (text: string): boolean => /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text);

/** The key's block alone, once it is known that it can be used. */
function keyOf(text: string, file: string): string {
  const [block = text] = /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?-----END \1-----/.exec(text) ?? [];
  try {
    createPrivateKey(block);
    return block;
  } catch (cause) {
    const why = /ENCRYPTED/.test(block) ? "it is encrypted" : "it holds no private key in PEM form";
    throw new FaultlineError(
      "BAD_FILE",
      `Cannot use "${file}" as key: ${why}\nGive the key in PEM form and without a passphrase: openssl pkey -in FILE -out FILE.plain`,
      { cause },
    );
  }
}

const asJson = (files: readonly string[], { chain, problems, notes, keyMatches }: BundleJudgement) => ({
  schema: "faultline.tls/1",
  files,
  certificates: chain.map(({ notBefore, notAfter, ...rest }) => ({
    ...rest,
    notBefore: new Date(notBefore).toISOString(),
    notAfter: new Date(notAfter).toISOString(),
  })),
  keyMatches,
  problems,
  notes,
});

/** The chain, then what is wrong with it and what to do. */
function asText({ chain, problems, notes, keyMatches }: BundleJudgement, host: string | null): string {
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  const lines = chain.flatMap(({ subject, issuer, names, notBefore, notAfter, keyType }, index) => [
    `${index} ${subject}`,
    `    issued by ${issuer}, ${keyType}, ${day(notBefore)} to ${day(notAfter)}`,
    ...(names.length > 0 ? [`    for ${names.slice(0, 6).join(", ")}${names.length > 6 ? ", …" : ""}`] : []),
  ]);
  const verdict =
    problems.length > 0
      ? problems.flatMap(({ id, says, fix }) => [`PROBLEM ${id}: ${says}`, `    ${fix}`])
      : [
          `FINE: a path leads to a trusted root${host === null ? "" : `, it serves ${host}`}${keyMatches === true ? ", and the key belongs to it" : ""}`,
        ];
  return `${[...lines, "", ...verdict, ...notes.map((note) => `Note: ${note}`)].join("\n")}\n`;
}
