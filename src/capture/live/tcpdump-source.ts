import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { startHere } from "../../vantage/index.ts";
import { createFrameReader, type FrameReader } from "../../wire/index.ts";
import type { LiveAsked, LiveSource } from "./live-source.ts";
import type { LiveFrame } from "./ring-frame.ts";

/** Octets by which a file is known. */
const MAGIC_OCTETS = 4;
/** How long it may take to open its socket, and to end when it is asked to. Milliseconds. */
const [TO_BEGIN, TO_END] = [5_000, 2_000];
/** What is kept of its words. */
const MOST_WORDS = 4_096;

/**
 * Has tcpdump capture, which may have a capability that we have not, and reads what it writes. `null` where it is not installed or
 * may not either.
 */
export async function openTcpdump(
  { interface: name, filter }: LiveAsked,
  onFrame: (frame: LiveFrame) => void,
): Promise<LiveSource | null> {
  const args = ["-i", name, "-n", "-U", "-s", "0", "-w", "-"];
  const child = startHere("tcpdump", filter === null ? args : [...args, "--", filter]);
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) return null;
  let words = "";
  stderr.on("data", (chunk: Buffer) => {
    words = (words + chunk.toString("latin1")).slice(-MOST_WORDS);
  });
  const closed = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
    // It is not installed, or may not be started.
    child.once("error", () => resolve());
  });
  const begun = Promise.withResolvers<boolean>();
  const feed = createFeed(onFrame, (handFirst) => {
    begun.resolve(true);
    // The caller is to know of the source before its first frame.
    stdout.pause();
    setImmediate(() => {
      handFirst();
      stdout.resume();
    });
  });
  stdout.on("data", (octets: Buffer) => feed.take(octets));
  const late = setTimeout(() => begun.resolve(false), TO_BEGIN);
  void closed.then(() => begun.resolve(false));
  const hasBegun = await begun.promise;
  clearTimeout(late);
  if (!hasBegun) {
    await end(child, stdout, closed);
    return null;
  }
  let isAsked = false;
  return {
    by: "tcpdump",
    linkType: () => feed.linkType(),
    dropped: () => {
      const told = /^(\d+) packets? dropped by kernel/m.exec(words)?.[1];
      return told === undefined ? null : Number(told);
    },
    ended: closed.then(() => (isAsked ? null : (words.trim().split("\n").at(-1) ?? "tcpdump ended"))),
    async close() {
      isAsked = true;
      await end(child, stdout, closed);
    },
  };
}

/** It writes what it has and says its counts on SIGINT; what does not end is killed. */
async function end(child: ChildProcess, stdout: Readable, closed: Promise<void>): Promise<void> {
  child.kill("SIGINT");
  const late = setTimeout(() => child.kill("SIGKILL"), TO_END);
  try {
    await closed;
  } finally {
    clearTimeout(late);
    stdout.destroy();
  }
}

/** Takes the file as it comes, and tells of each frame. */
function createFeed(onFrame: (frame: LiveFrame) => void, onBegin: (handFirst: () => void) => void) {
  let reader: FrameReader | null = null;
  let early: Uint8Array = new Uint8Array();
  const hand = (to: FrameReader, octets: Uint8Array) => {
    for (let at = 0; at < octets.length && !to.isOver; ) {
      const room = to.room();
      const part = octets.subarray(at, at + room.length);
      room.set(part);
      to.filled(part.length);
      while (to.next()) onFrame(to.frame);
      at += part.length;
    }
  };
  return {
    linkType: () => reader?.interfaces[0]?.linkType ?? null,
    take(octets: Uint8Array) {
      if (reader !== null) return hand(reader, octets);
      early = Buffer.concat([early, octets]);
      if (early.length < MAGIC_OCTETS) return;
      const begun = createFrameReader(early);
      if (begun === null) return;
      reader = begun;
      onBegin(() => hand(begun, early));
    },
  };
}
