import { type Boundary, boundaries, FaultlineError, type Ms } from "../base/index.ts";
import { type Allowed, readAllow } from "./allow.ts";
import { parseDuration } from "./duration.ts";
import { printable } from "./quote.ts";
import { readTrace, type TraceStart } from "./trace.ts";

/** The options of `check` as they stand on the command line. */
export interface RawOptions {
  readonly json?: boolean;
  readonly output?: string;
  /** `--no-save` makes it false. */
  readonly save?: boolean;
  readonly redact?: string;
  readonly during?: string;
  readonly deadline?: string;
  readonly symptom?: string;
  readonly resolver?: readonly string[];
  readonly trace?: boolean;
  readonly traceFrom?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly method?: string;
  readonly header?: readonly string[];
  readonly dataSize?: string;
  readonly only?: string;
  readonly skip?: string;
  readonly plan?: boolean;
  readonly proxy?: string;
  readonly tlsMin?: string;
  readonly tlsMax?: string;
  readonly alpn?: string;
  readonly as?: string;
  readonly expectStatus?: string;
  readonly count?: string;
  readonly capture?: boolean;
  readonly allow?: readonly string[];
}

/** The options of `check`, read and found to be usable; files are still to be read. */
export interface CheckOptions {
  readonly json: boolean;
  /** Folder for the bundle; `null` for none. */
  readonly output: string | null;
  readonly redactStrictly: boolean;
  readonly during: Ms | null;
  readonly deadline: Ms | null;
  readonly symptom: string | null;
  readonly resolvers: readonly string[];
  /** Where the name's delegation is followed from; `null` when it is not. */
  readonly trace: TraceStart | null;
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly dataOctets: number;
  /** Boundaries to look at; all when neither `--only` nor `--skip` is given. */
  readonly walk: ReadonlySet<Boundary>;
  readonly plan: boolean;
  /** `undefined`: the environment's. `null`: none. */
  readonly proxy: string | null | undefined;
  readonly tlsMin: string | null;
  readonly tlsMax: string | null;
  readonly alpn: readonly string[] | null;
  readonly as: string | null;
  readonly expectStatus: readonly (readonly [number, number])[] | null;
  readonly count: number;
  /** Record the packets of the run. */
  readonly capture: boolean;
  readonly allowed: Allowed;
}

/** The most octets of body that `--data-size` sends: enough for every limit that proxies have by default. */
const MOST_DATA = 1_073_741_824;

/** The most repetitions of `--count`. */
const MOST_REPEATS = 100_000;

/** Reads the options of `check`. @throws FaultlineError `BAD_OPTION` */
export function readOptions(raw: RawOptions): CheckOptions {
  const method = (raw.method ?? (raw.dataSize === undefined ? "GET" : "POST")).toUpperCase();
  if (!/^[A-Z!#$%&'*+.^_`|~0-9-]{1,32}$/.test(method))
    refuse("--method", method, "it is no HTTP method", "--method POST");
  if ((raw.cert === undefined) !== (raw.key === undefined)) {
    const [given, missing] = raw.cert === undefined ? ["--key", "--cert"] : ["--cert", "--key"];
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot use ${given} alone: a client identity is a certificate and its key\nGive ${missing} FILE too`,
    );
  }
  if (raw.output?.trim() === "") refuse("--output", raw.output, "it names no folder", "--output evidence");
  const tlsMin = raw.tlsMin === undefined ? null : readTlsVersion("--tls-min", raw.tlsMin);
  const tlsMax = raw.tlsMax === undefined ? null : readTlsVersion("--tls-max", raw.tlsMax);
  if (tlsMin !== null && tlsMax !== null && tlsMin > tlsMax) {
    refuse(
      "--tls-max",
      raw.tlsMax ?? "",
      `it is less than --tls-min ${raw.tlsMin}`,
      `--tls-max ${raw.tlsMin}`,
    );
  }
  return {
    json: raw.json ?? false,
    output: raw.save === false ? null : (raw.output ?? "faultline-evidence"),
    redactStrictly: readRedact(raw.redact),
    during: raw.during === undefined ? null : parseDuration(raw.during, "--during"),
    deadline: raw.deadline === undefined ? null : parseDuration(raw.deadline, "--deadline"),
    symptom: raw.symptom ?? null,
    resolvers: raw.resolver ?? [],
    trace: readTrace(raw.trace, raw.traceFrom),
    ca: raw.ca ?? null,
    cert: raw.cert ?? null,
    key: raw.key ?? null,
    method,
    headers: (raw.header ?? []).map(readHeader),
    dataOctets: raw.dataSize === undefined ? 0 : readSize(raw.dataSize),
    walk: readWalk(raw.only, raw.skip),
    plan: raw.plan ?? false,
    proxy: raw.proxy === "none" ? null : raw.proxy,
    tlsMin,
    tlsMax,
    alpn: raw.alpn === undefined ? null : readAlpn(raw.alpn),
    as: raw.as ?? null,
    expectStatus: raw.expectStatus === undefined ? null : readStatuses(raw.expectStatus),
    count: raw.count === undefined ? 1 : readCount(raw.count),
    capture: raw.capture === true,
    allowed: readAllow(raw.allow ?? []),
  };
}

function readRedact(text: string | undefined): boolean {
  if (text === undefined) return false;
  if (text !== "strict") refuse("--redact", text, "the only level is strict", "--redact strict");
  return true;
}

function readHeader(text: string): readonly [string, string] {
  const [, name = "", value = ""] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*)$/.exec(text) ?? [];
  if (name === "") {
    // The value may be a secret: only what stands before a colon is repeated.
    refuse(
      "--header",
      text.includes(":") ? (text.split(":")[0] ?? "") : "",
      "it is no header field",
      '--header "Accept: application/json"',
    );
  }
  return [name, value];
}

function readSize(text: string): number {
  const [, digits = "", unit = ""] = /^(\d{1,12})([kKmMgG]?)i?[bB]?$/.exec(text) ?? [];
  const factor = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[unit.toLowerCase()] ?? Number.NaN;
  const octets = digits === "" ? Number.NaN : Number(digits) * factor;
  if (!(octets >= 0 && octets <= MOST_DATA)) {
    refuse("--data-size", text, "it is no number of octets up to 1G", "--data-size 64k");
  }
  return octets;
}

function readWalk(only: string | undefined, skip: string | undefined): ReadonlySet<Boundary> {
  const named = (option: string, text: string) =>
    text.split(",").map((word) => {
      const boundary = boundaries.find((id) => id === word.trim());
      if (boundary === undefined) {
        refuse(
          option,
          word.trim(),
          "it is no boundary",
          `${option} dns,tcp,tls (one or more of: ${boundaries.join(" ")})`,
        );
      }
      return boundary;
    });
  const wanted = only === undefined ? boundaries : named("--only", only);
  const unwanted = new Set(skip === undefined ? [] : named("--skip", skip));
  const left = wanted.filter((id) => !unwanted.has(id));
  if (left.length === 0)
    refuse("--skip", skip ?? "", "nothing is left to look at", "--skip with fewer boundaries");
  return new Set(left);
}

/** By the user's word; the values sort as the versions do. */
const tlsVersions: ReadonlyMap<string, string> = new Map([
  ["1.0", "TLSv1"],
  ["1", "TLSv1"],
  ["1.1", "TLSv1.1"],
  ["1.2", "TLSv1.2"],
  ["1.3", "TLSv1.3"],
]);

function readTlsVersion(option: string, text: string): string {
  const version = tlsVersions.get(text.replace(/^TLSv?/i, ""));
  if (version === undefined) refuse(option, text, "the versions are 1.0, 1.1, 1.2 and 1.3", `${option} 1.2`);
  return version;
}

function readAlpn(text: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.some((name) => name === "" || Buffer.byteLength(name) > 255)) {
    refuse("--alpn", text, "a name has 1 to 255 octets", "--alpn h2,http/1.1");
  }
  return names;
}

function readStatuses(text: string): readonly (readonly [number, number])[] {
  return text.split(",").map((word) => {
    const [, from = "", to = from] = /^\s*([1-5]\d\d)(?:-([1-5]\d\d))?\s*$/.exec(word) ?? [];
    const hundreds = /^\s*([1-5])xx\s*$/i.exec(word)?.[1];
    if (hundreds !== undefined) return [Number(hundreds) * 100, Number(hundreds) * 100 + 99] as const;
    if (from === "" || Number(to) < Number(from)) {
      refuse("--expect-status", text, "it is no list of statuses", "--expect-status 200,404,500-599");
    }
    return [Number(from), Number(to)] as const;
  });
}

function readCount(text: string): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(count >= 1 && count <= MOST_REPEATS)) {
    refuse("--count", text, `it must be 1 to ${MOST_REPEATS}`, "--count 20");
  }
  return count;
}

function refuse(option: string, given: string, what: string, wanted: string): never {
  throw new FaultlineError(
    "BAD_OPTION",
    `Cannot read ${option} "${printable(given.slice(0, 60))}": ${what}\nWrite ${wanted}`,
  );
}
