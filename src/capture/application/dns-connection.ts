import { type ConnectionFacts, type ConnectionReader, type End, otherEnd } from "./connection-reader.ts";
import type { DnsTransactions } from "./dns-transactions.ts";

/** Octets of the length before each message. RFC 1035, section 4.2.2. */
const LENGTH = 2;

/** Reads DNS messages from a connection. */
export class DnsConnection implements ConnectionReader {
  readonly passable: [number, number] = [0, 0];
  readonly isSettled = true;
  private readonly facts: ConnectionFacts;
  private readonly client: End;
  private readonly transactions: DnsTransactions;
  private readonly begun: [Uint8Array | null, Uint8Array | null] = [null, null];

  constructor(facts: ConnectionFacts, client: End, transactions: DnsTransactions) {
    this.facts = facts;
    this.client = client;
    this.transactions = transactions;
  }

  read(end: End, octets: Uint8Array, frame: number, now: number): number {
    if (this.passable[end] > 0) return octets.length;
    const begun = this.begun[end];
    let all = begun === null ? octets : Buffer.concat([begun, octets]);
    for (;;) {
      const length = (all[0] ?? 0) * 256 + (all[1] ?? 0);
      if (all.length < LENGTH || all.length < LENGTH + length) break;
      const message = all.subarray(LENGTH, LENGTH + length);
      const from = this.facts.ends[end];
      const to = this.facts.ends[otherEnd(end)];
      if (
        !this.transactions.take({ stream: this.facts.stream, from, to, octets: message, frame, now }, true)
      ) {
        this.lose(end);
        return octets.length;
      }
      all = all.subarray(LENGTH + length);
    }
    this.begun[end] = all.length === 0 ? null : new Uint8Array(all);
    return octets.length;
  }

  pass(): void {}

  skip(end: End): void {
    this.lose(end);
  }

  ended(end: End): void {
    // The server's end, or a reset of either: nothing more is answered on this connection.
    if (end !== this.client) this.transactions.cutOff(this.facts.ends[this.client], this.facts.ends[end]);
  }

  finish(): void {}

  /** The lengths are lost, and with them all that follows. */
  private lose(end: End): void {
    this.passable[end] = Number.POSITIVE_INFINITY;
    this.begun[end] = null;
  }
}
