import { closeSync, constants, openSync, writeSync } from "node:fs";
import { FaultlineError } from "../../base/index.ts";
import { createPcapWriter, type PcapWriter } from "../../wire/index.ts";
import type { LiveFrame } from "./ring-frame.ts";

/** Octets that are written at once: a frame alone costs a system call. */
const BATCH = 256 * 1024;
/** Only its owner may read what passed on the wire. */
const MODE = 0o600;

/** A pcap file that frames are written to as they come. */
export interface CaptureFile {
  /** Writes a frame; after an error nothing more. */
  write(frame: LiveFrame): void;
  /** Writes what is left, the header of an empty file too, and closes. @returns why it is not whole, `null` where it is. */
  close(linkType: number): string | null;
}

/**
 * Opens the file, in place of one that is there.
 *
 * @throws FaultlineError CANNOT_SAVE
 */
export function openCaptureFile(path: string): CaptureFile {
  const fd = open(path);
  let writer: PcapWriter | null = null;
  let parts: Uint8Array[] = [];
  let octets = 0;
  let problem: string | null = null;
  const flush = () => {
    const batch = Buffer.concat(parts);
    parts = [];
    octets = 0;
    try {
      for (let at = 0; at < batch.length && problem === null; ) at += writeSync(fd, batch, at);
    } catch (error) {
      problem = codeOf(error);
    }
  };
  const begin = (linkType: number) =>
    createPcapWriter(linkType, (part) => {
      if (problem !== null) return;
      parts.push(part);
      octets += part.length;
      if (octets >= BATCH) flush();
    });
  return {
    write(frame) {
      writer ??= begin(frame.linkType);
      writer.write(frame);
    },
    close(linkType) {
      writer ??= begin(linkType);
      flush();
      closeSync(fd);
      return problem;
    },
  };
}

function open(path: string): number {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NONBLOCK } = constants;
  try {
    // Without O_NONBLOCK the opening of a named pipe waits for a reader. open(2).
    return openSync(path, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK, MODE);
  } catch (error) {
    throw new FaultlineError(
      "CANNOT_SAVE",
      `Cannot write the capture "${path}": the system refuses (${codeOf(error)})\nGive --write a file in a folder that can be written`,
      { cause: error },
    );
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);
