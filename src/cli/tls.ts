import { createPrivateKey, X509Certificate } from "node:crypto";
import { FaultlineError, systemClock } from "../base/index.ts";
import { type BundleJudgement, judgeBundle, loadTrust, readPem } from "../probe/index.ts";
import { localVantage, type Vantage } from "../vantage/index.ts";
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
  const host = options.host ?? null;
  const judged = judgeBundle({ certificates, key, host, trust, now: systemClock.now() });
  io.out(
    options.json === true ? `${JSON.stringify(asJson(files, judged), null, 2)}\n` : asText(judged, host),
  );
  return judged.problems.length === 0 ? exitStatus.healthy : exitStatus.fault;
}

async function readText(vantage: Vantage, file: string): Promise<string> {
  const read = await vantage.read(file);
  if (read.outcome === "read") return read.text;
  const why = {
    missing: "there is no such file",
    permission: "it may not be read",
    unreadable: "it cannot be read",
  };
  throw new FaultlineError(
    "BAD_FILE",
    `Cannot read "${file}": ${why[read.outcome]}\nName the PEM files of the bundle, in the order in which they will be sent`,
  );
}

function certificatesOf(text: string, file: string): readonly Uint8Array[] {
  const certificates = readPem(text);
  if (certificates.length > 0 && certificates.every(isReadable)) return certificates;
  throw new FaultlineError(
    "BAD_FILE",
    `Cannot judge "${file}": ${certificates.length === 0 ? "it holds no certificate in PEM form" : "one of its certificates cannot be decoded"}\nGive certificates in PEM form; to convert: openssl x509 -inform DER -in FILE -out FILE.pem`,
  );
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
