import { randomBytes } from "node:crypto";
import type { EpochMs } from "../base/index.ts";
import { isoTime, type Run, reportHtml, reportJsonText } from "../report/index.ts";
import { CAPTURE_MEMBER, type HostFacts, hostFacts, manifestOf, members } from "./bundle-manifest.ts";
import { redactStrictly } from "./redact.ts";
import { scrub } from "./redact-secrets.ts";
import { saveNew } from "./save-new.ts";
import { zipLibrary } from "./zip-library.ts";

/** How and where a bundle is saved. */
export interface SaveOptions {
  /** Made where it does not exist. */
  readonly directory: string;
  /** Hide names and addresses: `--redact strict`. */
  readonly redact: boolean;
  /** The packets of the run, pcap. Left out when redacted: every header holds addresses. */
  readonly capture?: Uint8Array | null;
}

/** Octets of the key that pseudonyms are made by; it is forgotten with the run. */
const KEY_OCTETS = 32;

/**
 * Saves a run as one file for the record, for others and for `faultline diagnose`.
 *
 * @returns its path.
 * @throws FaultlineError CANNOT_SAVE when the folder cannot be written; then nothing is left behind.
 */
export async function saveBundle(
  run: Run,
  { directory, redact, capture = null }: SaveOptions,
): Promise<string> {
  const clean = scrub(run);
  const saved = redact ? redactStrictly(withoutMessage(clean), randomBytes(KEY_OCTETS)) : clean;
  const about = { redaction: redact ? "strict" : "none", host: hostFacts() } as const;
  const octets = packBundle(saved, about, redact ? null : capture);
  return await saveNew(octets, { directory, name: bundleName(saved), extension: ".faultline" });
}

/** A run without the words of the bug that ended it: they may hold a name that no record has. */
const withoutMessage = ({ endedEarlyBy, ...run }: Run): Run =>
  endedEarlyBy === undefined ? run : { ...run, endedEarlyBy: endedEarlyBy.replace(/:.*$/s, "") };

/** The octets of a bundle. The same run gives the same octets. */
export function packBundle(
  run: Run,
  about: { readonly redaction: "none" | "strict"; readonly host: HostFacts },
  capture: Uint8Array | null = null,
): Uint8Array {
  const text = new TextEncoder();
  const contents = {
    [members.report]: text.encode(reportJsonText(run)),
    [members.evidence]: text.encode(run.evidence.map((record) => `${JSON.stringify(record)}\n`).join("")),
    [members.page]: text.encode(reportHtml(run)),
    ...(capture === null ? {} : { [CAPTURE_MEMBER]: capture }),
  };
  const manifest = text.encode(`${JSON.stringify(manifestOf(run, contents, about), null, 2)}\n`);
  return zipLibrary().zipSync(
    { [members.manifest]: manifest, ...contents },
    { mtime: zipTime(run.finishedAt) },
  );
}

// A zip holds times from 1980 to 2099 only (APPNOTE.TXT, section 4.4.6); a clock outside of that is a fault that we may be asked about.
const zipTime = (at: EpochMs): Date =>
  new Date(Math.min(Math.max(at, Date.UTC(1980, 0, 2)), Date.UTC(2099, 11, 30)));

/** Longer than this no name of a target makes a file's name better. */
const LONGEST_NAME = 80;

/** `shop.example-20260606T102433Z`: whose it is and when, in letters that every file system takes. */
export function bundleName(run: Run): string {
  const authority = run.target.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").split(/[/?#]/)[0] ?? "";
  const host = authority
    .slice(authority.lastIndexOf("@") + 1)
    .replace(/[^A-Za-z0-9.-]+/g, "-")
    .replace(/^[.-]+|[.-]+$/g, "");
  const time = isoTime(run.startedAt).slice(0, 19).replace(/[-:]/g, "");
  const incomplete = run.endedEarlyBy === undefined ? "" : "-incomplete";
  return `${host.slice(0, LONGEST_NAME) || "run"}-${time}Z${incomplete}`;
}
