import { childrenOf, type Der, oidOf, readAll, readDer, tag } from "./x509-der.ts";
import { generalNames, nameText } from "./x509-name.ts";

/** What a certificate says, as far as a verdict needs it. RFC 5280, section 4.1. */
export interface Certificate {
  /** Hex, without leading zeroes. */
  readonly serial: string;
  readonly subject: string;
  readonly issuer: string;
  /** The names in DER, hex: what decides whether one certificate names the other as its issuer. */
  readonly subjectDer: string;
  readonly issuerDer: string;
  /** Milliseconds since the Unix epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** `DNS:shop.example`, `IP:192.0.2.1`. */
  readonly names: readonly string[];
  /** basicConstraints: `null` where there are none. */
  readonly isCa: boolean | null;
  /** How many intermediates may follow; `null` without a limit. */
  readonly pathLength: number | null;
  /** Names of RFC 5280, section 4.2.1.3; `null` where the use is not restricted. */
  readonly keyUsage: readonly string[] | null;
  /** `server`, `client`, `any`, or an OID; `null` where the use is not restricted. */
  readonly extendedKeyUsage: readonly string[] | null;
  /** caIssuers of authorityInfoAccess. */
  readonly issuerUrls: readonly string[];
  /** Where its authority says whether it is revoked: OCSP of authorityInfoAccess, and cRLDistributionPoints. */
  readonly revocationUrls: readonly string[];
  readonly keyType: string;
  /** OID of the algorithm that its issuer signed it with. RFC 5280, section 4.1.1.2. */
  readonly signedWith: string;
  /** Extension ids of keys, hex; `null` where there is none. */
  readonly subjectKeyId: string | null;
  readonly authorityKeyId: string | null;
}

/** Extensions that we read. RFC 5280, section 4.2. */
const extension = {
  subjectKeyId: "2.5.29.14",
  keyUsage: "2.5.29.15",
  names: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  crlPoints: "2.5.29.31",
  authorityKeyId: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  authorityInfo: "1.3.6.1.5.5.7.1.1",
} as const;

/** Bits of keyUsage, the first the highest of the first octet. RFC 5280, section 4.2.1.3. */
const keyUsages = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
] as const;

const purposes: Readonly<Record<string, string>> = {
  "1.3.6.1.5.5.7.3.1": "server",
  "1.3.6.1.5.5.7.3.2": "client",
  "2.5.29.37.0": "any",
};

/** Reads a certificate in DER; `null` where it is none. */
export function decodeCertificate(octets: Uint8Array): Certificate | null {
  const [body, algorithm] = childrenOf(readDer(octets));
  if (body?.tag !== tag.sequence) return null;
  const fields = childrenOf(body);
  const [serial, , issuer, validity, subject, publicKey] =
    fields[0]?.tag === tag.context(0) ? fields.slice(1) : fields;
  const [notBefore, notAfter] = childrenOf(validity).map(timeOf);
  if (serial?.tag !== tag.integer || issuer === undefined || subject === undefined || publicKey === undefined)
    return null;
  if (notBefore === undefined || notAfter === undefined || notBefore === null || notAfter === null)
    return null;
  const extensions = extensionsOf(fields.find((field) => field.tag === tag.context(3)));
  const constraints = extensions.get(extension.basicConstraints);
  return {
    serial: hex(serial.content).replace(/^(00)+(?=.)/, ""),
    subject: nameText(subject),
    issuer: nameText(issuer),
    subjectDer: hex(subject.whole),
    issuerDer: hex(issuer.whole),
    notBefore,
    notAfter,
    names: generalNames(extensions.get(extension.names)?.content ?? new Uint8Array()),
    ...constraintsOf(constraints),
    keyUsage: keyUsageOf(extensions.get(extension.keyUsage)),
    extendedKeyUsage: purposesOf(extensions.get(extension.extendedKeyUsage)),
    issuerUrls: accessUrlsOf(extensions.get(extension.authorityInfo), accessMethod.issuers),
    revocationUrls: [
      ...accessUrlsOf(extensions.get(extension.authorityInfo), accessMethod.ocsp),
      ...crlUrlsOf(extensions.get(extension.crlPoints)),
    ],
    keyType: keyTypeOf(publicKey),
    signedWith: oidOf(childrenOf(algorithm)[0]),
    subjectKeyId: hexOrNull(extensions.get(extension.subjectKeyId)),
    authorityKeyId: hexOrNull(
      childrenOf(extensions.get(extension.authorityKeyId)).find(
        ({ tag: t }) => t === tag.contextPrimitive(0),
      ),
    ),
  };
}

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString("hex");
const hexOrNull = (element: Der | undefined): string | null => (element ? hex(element.content) : null);

/** Values of extensions by OID. */
function extensionsOf(wrapper: Der | undefined): ReadonlyMap<string, Der> {
  const values = new Map<string, Der>();
  for (const entry of childrenOf(childrenOf(wrapper)[0])) {
    const parts = childrenOf(entry);
    const value = readDer(parts.at(-1)?.content ?? new Uint8Array());
    if (parts.at(-1)?.tag === tag.octetString && value !== null) values.set(oidOf(parts[0]), value);
  }
  return values;
}

function constraintsOf(value: Der | undefined): Pick<Certificate, "isCa" | "pathLength"> {
  if (value === undefined) return { isCa: null, pathLength: null };
  const parts = childrenOf(value);
  const flag = parts.find((part) => part.tag === tag.boolean);
  const length = parts.find((part) => part.tag === tag.integer);
  return {
    isCa: flag?.content[0] !== undefined && flag.content[0] !== 0,
    pathLength: length === undefined ? null : (length.content.at(-1) ?? 0),
  };
}

function keyUsageOf(value: Der | undefined): readonly string[] | null {
  if (value?.tag !== tag.bitString) return null;
  const bits = value.content.subarray(1);
  return keyUsages.filter((_, index) => ((bits[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0);
}

const purposesOf = (value: Der | undefined): readonly string[] | null =>
  value === undefined ? null : childrenOf(value).map((oid) => purposes[oidOf(oid)] ?? oidOf(oid));

/** What is to be had where. RFC 5280, section 4.2.2.1. */
const accessMethod = { ocsp: "1.3.6.1.5.5.7.48.1", issuers: "1.3.6.1.5.5.7.48.2" } as const;

/** Addresses of one accessMethod of authorityInfoAccess. RFC 5280, section 4.2.2.1. */
const accessUrlsOf = (value: Der | undefined, wanted: string): readonly string[] =>
  childrenOf(value).flatMap((access) => {
    const [method, location] = childrenOf(access);
    return oidOf(method) === wanted && location !== undefined ? urlsOf(location.whole) : [];
  });

/** Addresses of the lists: distributionPoint, fullName, uniformResourceIdentifier. RFC 5280, section 4.2.1.13. */
const crlUrlsOf = (value: Der | undefined): readonly string[] =>
  childrenOf(value).flatMap((point) => {
    const name = childrenOf(point).find(({ tag: t }) => t === tag.context(0));
    const full = childrenOf(name).find(({ tag: t }) => t === tag.context(0));
    return full === undefined ? [] : urlsOf(full.content);
  });

const urlsOf = (names: Uint8Array): readonly string[] =>
  generalNames(names).flatMap((name) => (name.startsWith("URI:") ? [name.slice(4)] : []));

const curves: Readonly<Record<string, string>> = {
  "1.2.840.10045.3.1.7": "P-256",
  "1.3.132.0.34": "P-384",
  "1.3.132.0.35": "P-521",
};

function keyTypeOf(publicKey: Der): string {
  const [algorithm, key] = childrenOf(publicKey);
  const [type, parameters] = childrenOf(algorithm);
  const oid = oidOf(type);
  if (oid === "1.2.840.10045.2.1") return `ECDSA ${curves[oidOf(parameters)] ?? oidOf(parameters)}`;
  if (oid === "1.3.101.112") return "Ed25519";
  if (oid === "1.3.101.113") return "Ed448";
  if (oid !== "1.2.840.113549.1.1.1" && oid !== "1.2.840.113549.1.1.10") return oid;
  const modulus = childrenOf(readAll((key?.content ?? new Uint8Array()).subarray(1))[0])[0];
  const octets = modulus?.content ?? new Uint8Array();
  const first = octets.findIndex((octet) => octet !== 0);
  const bits = first < 0 ? 0 : (octets.length - first) * 8 - Math.clz32(octets[first] ?? 0) + 24;
  return `RSA ${bits}`;
}

/** UTCTime or GeneralizedTime; `null` where it is neither. RFC 5280, section 4.1.2.5. */
export function timeOf(element: Der): number | null {
  const text = Buffer.from(element.content).toString("latin1");
  const parts = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:\.\d+)?Z$/.exec(text);
  if (parts === null || (element.tag !== tag.utcTime && element.tag !== tag.generalizedTime)) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  const century = element.tag === tag.generalizedTime ? 0 : year < 50 ? 2000 : 1900;
  const time = new Date(0);
  // Not Date.UTC(): that takes the years 0 to 99 for 1900 to 1999.
  time.setUTCFullYear(century + year, month - 1, day);
  time.setUTCHours(hour, minute, second);
  return time.getTime();
}
