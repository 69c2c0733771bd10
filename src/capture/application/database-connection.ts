import type { Moment } from "../stream/stream.ts";
import type { CapturedDatabase } from "./captured-database.ts";
import type { ConnectionReader, End } from "./connection-reader.ts";
import type { DatabaseTrack } from "./database-track.ts";
import type { Keep } from "./keep.ts";

/** What one direction of a database's protocol is read by. */
export interface DatabaseHop {
  readonly isLost: boolean;
  readonly passable: number;
  pass(octets: number): void;
  skip(octets: number): boolean;
  read(octets: Uint8Array, frame: number, now: number): number;
}

/** Reads one connection to a database: each direction by its hop, the turns of both by the track. */
export class DatabaseConnection implements ConnectionReader {
  readonly passable: [number, number] = [0, 0];
  private readonly protocol: CapturedDatabase["protocol"];
  private readonly hops: readonly [DatabaseHop, DatabaseHop];
  private readonly track: DatabaseTrack;
  private readonly kept: Keep<CapturedDatabase>;

  constructor(
    protocol: CapturedDatabase["protocol"],
    hops: readonly [DatabaseHop, DatabaseHop],
    into: { readonly track: DatabaseTrack; readonly kept: Keep<CapturedDatabase> },
  ) {
    this.protocol = protocol;
    this.hops = hops;
    this.track = into.track;
    this.kept = into.kept;
  }

  get isSettled(): boolean {
    return this.track.isSettled;
  }

  read(end: End, octets: Uint8Array, frame: number, now: number): number {
    const hop = this.hops[end];
    const wasLost = hop.isLost;
    this.track.came(end, frame, now);
    const taken = hop.read(octets, frame, now);
    if (hop.isLost && !wasLost) this.track.lost(frame, now);
    this.passable[end] = hop.passable;
    return taken;
  }

  pass(end: End, octets: number, { frame, now }: Moment): void {
    this.hops[end].pass(octets);
    this.passable[end] = this.hops[end].passable;
    this.track.came(end, frame, now);
  }

  skip(end: End, octets: number, frame: number, now: number): void {
    if (!this.hops[end].skip(octets)) this.track.lost(frame, now);
    this.passable[end] = this.hops[end].passable;
  }

  ended(end: End, how: "fin" | "reset", frame: number, now: number): void {
    this.track.ended(end, how, frame, now);
  }

  finish(): void {
    this.track.keep(this.protocol, this.kept);
  }
}
