import type { CapturedDatabase, DatabaseError } from "./captured-database.ts";
import type { ConnectionFacts, ConnectionReader, End } from "./connection-reader.ts";
import { DatabaseConnection, type DatabaseHop } from "./database-connection.ts";
import { DatabaseTrack } from "./database-track.ts";
import type { Keep } from "./keep.ts";

/** A line is a type and a number, a simple string, or an error; what is longer is not kept. */
const MOST_LINE = 256;
const LF = 0x0a;
/** Types of what has its length in front: bulk strings, verbatim strings and bulk errors. RESP3. */
const BULK = /^[$=!](\d{1,9})$/;
const TYPES = /^[+\-:$*_#,(!=%~>|]/;
/** The first word of an error, in capitals: ERR, LOADING, READONLY, MOVED … RESP, "Simple errors". */
const ERROR = /^-([A-Z][A-Z0-9_]{1,31})\b/;

/** Reads replies line by line, and hops over strings by their lengths. RESP2 and RESP3. */
class Replies implements DatabaseHop {
  isLost = false;
  private line = "";
  private left = 0;
  private readonly failed: (line: string, frame: number, now: number) => void;
  private readonly served: () => void;

  constructor(failed: (line: string, frame: number, now: number) => void, served: () => void) {
    this.failed = failed;
    this.served = served;
  }

  get passable(): number {
    return this.isLost ? Number.POSITIVE_INFINITY : this.left;
  }

  pass(octets: number): void {
    if (!this.isLost) this.left -= octets;
  }

  skip(octets: number): boolean {
    if (octets > this.left) this.isLost = true;
    else this.left -= octets;
    return !this.isLost;
  }

  read(octets: Uint8Array, frame: number, now: number): number {
    let at = 0;
    while (at < octets.length && !this.isLost) {
      if (this.left > 0) {
        const taken = Math.min(this.left, octets.length - at);
        this.left -= taken;
        at += taken;
        continue;
      }
      const end = octets.indexOf(LF, at);
      const stop = end === -1 ? octets.length : end;
      const room = Math.max(0, MOST_LINE - this.line.length);
      this.line += Buffer.from(octets.subarray(at, Math.min(stop, at + room))).toString("latin1");
      at = stop + 1;
      if (end !== -1) this.takeLine(frame, now);
    }
    return octets.length;
  }

  private takeLine(frame: number, now: number): void {
    const line = this.line.trimEnd();
    this.line = "";
    const bulk = BULK.exec(line)?.[1];
    if (bulk !== undefined) this.left = Number(bulk) + 2;
    else if (line.startsWith("-")) this.failed(line, frame, now);
    else if (!TYPES.test(line)) this.isLost = true;
    if (!line.startsWith("-") && !this.isLost) this.served();
  }
}

/** networking.c, acceptCommonHandler(). */
const NO_ROOM = /^-ERR max number of clients/;

function errorOf(line: string): Omit<DatabaseError, "mark" | "atStart"> {
  const code = ERROR.exec(line)?.[1] ?? "ERR";
  const about = code === "READONLY" ? "read-only" : NO_ROOM.test(line) ? "connections" : null;
  return { code, number: null, severity: null, about };
}

/** Octets of which nothing needs to be known. */
const unread: DatabaseHop = {
  isLost: false,
  passable: Number.POSITIVE_INFINITY,
  pass: () => undefined,
  skip: () => true,
  read: (octets) => octets.length,
};

/** A reader for one connection of Redis's protocol. */
export function redis(facts: ConnectionFacts, client: End, kept: Keep<CapturedDatabase>): ConnectionReader {
  const track = new DatabaseTrack(facts, client);
  track.served = false;
  track.triedLogin = true;
  const replies = new Replies(
    (line, frame, now) => track.failed(errorOf(line), frame, now),
    () => {
      track.served = true;
    },
  );
  const hops = client === 0 ? ([unread, replies] as const) : ([replies, unread] as const);
  const connection = new DatabaseConnection("redis", hops, { track, kept });
  // There is no greeting: it can be used from its first octet on.
  track.usableFromStart();
  return connection;
}
