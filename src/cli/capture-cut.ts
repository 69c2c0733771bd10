import { closeSync, openSync, realpathSync, writeSync } from "node:fs";
import { FaultlineError } from "../base/index.ts";
import { type CapturedApplications, cutFlow } from "../capture/index.ts";
import type { CapturedFlow } from "../evidence/index.ts";
import { refuseWriting } from "./save-file.ts";

/** What is cut out, and into which file. */
export interface CutAsked {
  readonly files: readonly string[];
  readonly flow: CapturedFlow;
  readonly applications: CapturedApplications;
  readonly path: string;
  readonly keepsPayload: boolean;
  readonly signal: AbortSignal;
}

/**
 * Writes the frames of one connection, the look-up of its server's name and the ICMP errors about it as a capture of their own.
 *
 * @returns one sentence of what was written.
 * @throws FaultlineError where the file cannot be written.
 */
export async function writeCut({
  files,
  flow,
  applications,
  path,
  keepsPayload,
  signal,
}: CutAsked): Promise<string> {
  mustBeAnother(path, files);
  const lookups = lookupFrames(applications, flow);
  const frames = new Set([...lookups, ...flow.icmpErrors.map(({ mark }) => mark.frame)]);
  let fd: number;
  try {
    fd = openSync(path, "w", 0o600);
  } catch (error) {
    throw refuseWriting(path, error);
  }
  try {
    const wanted = { stream: flow.stream, frames, whole: lookups, keepsPayload };
    const sink = (octets: Uint8Array) => {
      for (let at = 0; at < octets.length; ) at += writeSync(fd, octets, at);
    };
    const done = await cutFlow(files, wanted, { signal, sink });
    const payload = keepsPayload ? "with its payload" : "zeros in place of its payload";
    const left = done.leftOut === 0 ? "" : `; ${done.leftOut} frames of another link type left out`;
    return `Wrote ${done.frames} frames of stream ${flow.stream} to ${path}, ${payload}${left}`;
  } catch (error) {
    throw refuseWriting(path, error);
  } finally {
    closeSync(fd);
  }
}

/** What is read must not be written over. */
function mustBeAnother(path: string, files: readonly string[]): void {
  let real: string;
  try {
    real = realpathSync(path);
  } catch {
    // It does not exist yet, and so is none of those that do.
    return;
  }
  if (!files.some((file) => file !== "-" && realpathSync(file) === real)) return;
  throw new FaultlineError(
    "CANNOT_SAVE",
    `Cannot write "${path}": it is the capture that is read\nName another file`,
  );
}

/** Frames of the questions whose answers named the connection's server, from the same client. */
function lookupFrames(
  { dns }: CapturedApplications,
  { client, server, first }: CapturedFlow,
): ReadonlySet<number> {
  const named = dns.kept.filter(
    ({ addresses, client: asker, answer }) =>
      addresses.includes(server.address) &&
      asker.address === client.address &&
      answer !== null &&
      answer.at <= first.at,
  );
  return new Set(
    named.flatMap(({ query, repeats, answer }) =>
      [query, ...repeats, answer].flatMap((mark) => (mark === null ? [] : [mark.frame])),
    ),
  );
}
