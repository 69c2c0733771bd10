import { constants, open } from "node:fs/promises";
import { FaultlineError } from "../base/index.ts";
import type { Evidence } from "../evidence/index.ts";
import type { Run } from "../report/index.ts";
import { parse, readEvidence } from "./bundle-evidence.ts";
import { object, quoted, Refused, text } from "./bundle-fields.ts";
import { BUNDLE_SCHEMA, members, sumOf } from "./bundle-manifest.ts";
import { runOfReport } from "./bundle-report.ts";
import { zipLibrary } from "./zip-library.ts";

/** A bundle as it was recorded; reading it never changes the file. */
export interface Bundle {
  /** With the verdict that was given then, and all evidence. */
  readonly run: Run;
  /** The evidence that this program's engine can judge, in today's shapes. */
  readonly judged: readonly Evidence[];
  /** Kinds that it cannot. */
  readonly notJudged: readonly string[];
  readonly redaction: "none" | "strict";
}

/** Bounds that no honest bundle comes near, in octets and members: captures are the largest things in one. */
export const bundleBounds = {
  file: 256 * 1024 * 1024,
  inflated: 256 * 1024 * 1024,
  /** Of a member that is read as text. */
  text: 128 * 1024 * 1024,
  members: 64,
} as const;

/**
 * Reads a bundle and holds every member against its sum.
 *
 * @throws FaultlineError BAD_BUNDLE for what is none, is cut, was changed, or is larger than any bundle.
 */
export async function readBundle(path: string): Promise<Bundle> {
  try {
    return openBundle(await readBounded(path));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new FaultlineError(
      "BAD_BUNDLE",
      `Cannot read the bundle "${path}": ${error.message}\nGive a .faultline file as faultline check has saved it`,
      { cause: error },
    );
  }
}

/** A bundle from its octets. @throws Refused */
export function openBundle(octets: Uint8Array): Bundle {
  const contents = inflate(octets);
  const manifest = object(parse(textOf(contents, members.manifest), members.manifest), members.manifest);
  if (manifest["schema"] !== BUNDLE_SCHEMA)
    throw new Refused(`its schema is ${quoted(manifest["schema"])}, not ${BUNDLE_SCHEMA}`);
  checkSums(contents, object(manifest["sums"], "sums of the manifest"));
  const evidence = readEvidence(textOf(contents, members.evidence));
  const run = runOfReport(parse(textOf(contents, members.report), members.report), evidence.all);
  const { judged, notJudged } = evidence;
  return { run, judged, notJudged, redaction: manifest["redaction"] === "strict" ? "strict" : "none" };
}

async function readBounded(path: string): Promise<Uint8Array> {
  try {
    // Without O_NONBLOCK the opening of a named pipe waits for a writer. open(2).
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const facts = await file.stat();
    if (facts.isDirectory()) throw new Refused("it is a folder");
    if (!facts.isFile()) throw new Refused("it is no regular file");
    const { size } = facts;
    if (size > bundleBounds.file)
      throw new Refused(`it has ${size} octets, more than the ${bundleBounds.file} of any bundle`);
    if (size === 0) throw new Refused("it is empty");
    return await file.readFile();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : null;
    if (code === null) throw error;
    throw new Refused(unreadable[code] ?? `the system refuses (${code})`, { cause: error });
  }
}

const unreadable: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist",
  ENOTDIR: "it does not exist",
  EACCES: "permission denied",
};

function inflate(octets: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const names = new Set<string>();
  let promised = 0;
  // First the directory alone, so that a bomb is known before any of it is inflated.
  unzip(octets, ({ name, originalSize }) => {
    promised += originalSize;
    if (names.has(name)) throw new Refused(`it has two members ${quoted(name)}`);
    names.add(name);
    if (names.size > bundleBounds.members)
      throw new Refused(`it has more than ${bundleBounds.members} members`);
    if (!(promised <= bundleBounds.inflated)) {
      throw new Refused(`it would inflate to more than ${bundleBounds.inflated} octets`);
    }
    return false;
  });
  return new Map(Object.entries(unzip(octets, () => true)));
}

type Filter = (file: { readonly name: string; readonly originalSize: number }) => boolean;

function unzip(octets: Uint8Array, filter: Filter): Readonly<Record<string, Uint8Array>> {
  try {
    // The library inflates each member into a buffer of the size that the directory promises and drops what is more,
    // so the bound above holds whatever the member is; a wrong promise shows in the sum.
    return zipLibrary().unzipSync(octets, { filter });
  } catch (error) {
    if (error instanceof Refused) throw error;
    // Whatever it met: these octets are no zip that it can read.
    throw new Refused("it is no zip file, or is cut or damaged", { cause: error });
  }
}

function checkSums(contents: ReadonlyMap<string, Uint8Array>, sums: Readonly<Record<string, unknown>>): void {
  for (const [name, sum] of Object.entries(sums)) {
    const octets = contents.get(name);
    if (octets === undefined) throw new Refused(`its member ${quoted(name)} is missing`);
    if (sumOf(octets) !== text(sum, "a sum of the manifest")) {
      throw new Refused(`its member ${quoted(name)} is not what was saved: its SHA-256 is another`);
    }
  }
  for (const name of contents.keys()) {
    if (name !== members.manifest && !Object.hasOwn(sums, name))
      throw new Refused(`its member ${quoted(name)} has no sum`);
  }
}

function textOf(contents: ReadonlyMap<string, Uint8Array>, name: string): string {
  const octets = contents.get(name);
  if (octets === undefined) throw new Refused(`it has no ${name}`);
  if (octets.length > bundleBounds.text) throw new Refused(`its ${name} has ${octets.length} octets`);
  return new TextDecoder().decode(octets);
}
