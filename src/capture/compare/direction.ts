import type { Traffic } from "./traffic.ts";

/** Maps a time at the receiver's place to the sender's clock. Nanoseconds since each capture's first frame. */
interface TimeMap {
  readonly toSender: (time: number) => number;
  /** A packet may seem to arrive by so much before it left; infinite where the clocks are not known. */
  readonly slack: number;
}

/** One direction of a matched flow: the packets of the sender's place and of the receiver's. Positions count from 0 in each list. */
export interface Direction {
  readonly up: Traffic;
  readonly down: Traffic;
  /** Rows in `up.prints` and `down.prints`, in the order of the file. */
  readonly upRows: Int32Array;
  readonly downRows: Int32Array;
  /** TCP: what a packet holds may come in others. */
  readonly isStream: boolean;
  /** Number at the receiver's place less that at the sender's, of sequence numbers and of acknowledgements. */
  readonly sequenceOffset: number;
  readonly ackOffset: number;
  readonly times: TimeMap;
}

/** Which packet of the one place is which of the other: positions, -1 where there is none. */
export interface Pairs {
  readonly toDown: Int32Array;
  readonly toUp: Int32Array;
  /** Octets of a packet's data that were found in packets of other extent. */
  readonly foundDown: Int32Array;
  readonly foundUp: Int32Array;
  /** Packets with data that the same place has as another packet too: copies of the same frame. */
  readonly isCopyUp: Uint8Array;
  readonly isCopyDown: Uint8Array;
  /** Identifications and timestamps pass unchanged: they tell the copies of a segment apart. */
  readonly keepsIds: boolean;
  readonly keepsTimestamps: boolean;
}
