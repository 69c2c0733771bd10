import { createHash } from "node:crypto";
import { arch, platform, release } from "node:os";
import { isoTime, type Run } from "../report/index.ts";

/** Schema of the bundle; changed only with a new major version of it. */
export const BUNDLE_SCHEMA = "faultline.bundle/1";

/** Names of the members that every bundle has. */
export const members = {
  manifest: "manifest.json",
  report: "report.json",
  evidence: "evidence.jsonl",
  page: "report.html",
} as const;

/** The packets of the run, in a bundle that has them. */
export const CAPTURE_MEMBER = "capture.pcap";

/** What kind of host made a bundle. */
export interface HostFacts {
  readonly platform: string;
  /** As uname(2) gives it. */
  readonly kernel: string;
  readonly arch: string;
}

/** What is in a bundle and who made it: its first member. */
export interface Manifest {
  readonly schema: typeof BUNDLE_SCHEMA;
  /** ISO 8601. */
  readonly finishedAt: string;
  readonly engineVersion: string;
  readonly calibrationVersion: string;
  readonly redaction: "none" | "strict";
  readonly host: HostFacts;
  /** Version of each kind of evidence in it. */
  readonly kinds: Readonly<Record<string, number>>;
  /** SHA-256 of every other member, hexadecimal. */
  readonly sums: Readonly<Record<string, string>>;
}

/** The host that this program runs on. */
export const hostFacts = (): HostFacts => ({ platform: platform(), kernel: release(), arch: arch() });

/** The manifest of a run and its members. */
export const manifestOf = (
  run: Run,
  contents: Readonly<Record<string, Uint8Array>>,
  { redaction, host }: { readonly redaction: Manifest["redaction"]; readonly host: HostFacts },
): Manifest => ({
  schema: BUNDLE_SCHEMA,
  finishedAt: isoTime(run.finishedAt),
  engineVersion: run.engineVersion,
  calibrationVersion: run.calibrationVersion,
  redaction,
  host,
  kinds: Object.fromEntries(run.evidence.map(({ kind, version }) => [kind, version])),
  sums: Object.fromEntries(Object.entries(contents).map(([name, octets]) => [name, sumOf(octets)])),
});

/** SHA-256, hexadecimal. FIPS 180-4. */
export const sumOf = (octets: Uint8Array): string => createHash("sha256").update(octets).digest("hex");
