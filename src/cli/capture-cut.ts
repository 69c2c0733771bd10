import { closeSync, fstatSync, ftruncateSync, openSync, realpathSync, writeSync } from "node:fs";
import { FaultlineError } from "../base/index.ts";
import { type CapturedApplications, cutFlow } from "../capture/index.ts";
import type { CapturedFlow } from "../evidence/index.ts";
import type { OctetSink } from "../wire/index.ts";
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
    const begin = beginIn(fd);
    const done = await cutFlow(files, wanted, { signal, begin });
    const payload = keepsPayload ? "with its payload" : "zeros in place of its payload";
    const left = done.leftOut === 0 ? "" : `; ${done.leftOut} frames of another link type left out`;
    const pieces =
      done.fragmentsLeftOut === 0
        ? ""
        : `; ${done.fragmentsLeftOut} frames with earlier fragments left out: a pipe is written only once`;
    return `Wrote ${done.frames} frames of stream ${flow.stream} to ${path}, ${payload}${left}${pieces}`;
  } catch (error) {
    throw refuseWriting(path, error);
  } finally {
    closeSync(fd);
  }
}

/** Begins to write, and to write anew where it is a file: a pipe takes everything once. */
function beginIn(fd: number): () => OctetSink | null {
  const isFile = fstatSync(fd).isFile();
  let isBegun = false;
  return () => {
    if (isBegun && !isFile) return null;
    isBegun = true;
    if (isFile) ftruncateSync(fd);
    let end = 0;
    return (octets) => {
      for (let at = 0; at < octets.length; ) {
        const written = writeSync(fd, octets, at, octets.length - at, isFile ? end : null);
        at += written;
        end += written;
      }
    };
  };
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
