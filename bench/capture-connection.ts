import type { Contents } from "./capture-contents.ts";
import type { Host, Sent } from "./capture-file.ts";

const [FIN, SYN, RST, PSH, ACK] = [1, 2, 4, 8, 16];
const SEGMENT = 1_448;
const NOTHING = new Uint8Array(0);
/** What happens to a segment of data. */
const chance = {
  lostBefore: 0.002,
  lostBehind: 0.002,
  reordered: 0.002,
  zeroWindow: 0.02,
  reset: 0.01,
  keepAlive: 0.02,
};
const MOST_RESPONSE = 150_000;
const MOST_TURNS = 4;

/** One connection: it yields its packets in order of time. */
export class Connection {
  readonly #random: () => number;
  readonly #contents: Contents;
  readonly #client: Host;
  readonly #server: Host;
  readonly #roundTrip: number;
  #now: number;
  /** Next sequence numbers of the client and of the server. */
  readonly #next: [number, number];
  #window = 501;
  #stamp: number;

  constructor(random: () => number, contents: Contents, { number, at }: { number: number; at: number }) {
    this.#random = random;
    this.#contents = contents;
    this.#now = at;
    this.#stamp = Math.floor(random() * 2 ** 31);
    this.#roundTrip = 500 + Math.floor(random() * 40_000);
    this.#next = [Math.floor(random() * 2 ** 32), Math.floor(random() * 2 ** 32)];
    const client = 0x0a000000 + (number % 5_000);
    this.#client = { address: client, port: 20_000 + (number % 40_000), ttl: 64, ipId: number };
    const port = random() < 0.5 ? 443 : 80;
    this.#server = { address: 0xc6336400 + (number % 50), port, ttl: 52, ipId: number * 7 };
  }

  *packets(): Generator<Sent> {
    const random = this.#random;
    const host = `www${this.#server.address & 0xff}.example.com`;
    const isTls = this.#server.port === 443;
    yield* this.#open();
    if (isTls) {
      yield* this.#say(0, this.#contents.clientHello(host));
      yield* this.#say(1, this.#contents.serverFlight());
      yield* this.#say(0, this.#contents.clientFinished());
    }
    const turns = 1 + Math.floor(random() * MOST_TURNS);
    for (let turn = 0; turn < turns; turn += 1) {
      yield* this.#say(0, isTls ? this.#contents.secret(300) : this.#contents.httpRequest(host));
      this.#now += Math.floor(random() * 20_000);
      const octets = Math.floor(random() * random() * MOST_RESPONSE * 2);
      yield* this.#say(1, isTls ? this.#contents.secret(octets + 1) : this.#contents.httpResponse(octets));
      if (random() < chance.zeroWindow) yield* this.#closeWindow();
      if (random() < chance.keepAlive) yield* this.#keepAlive();
      this.#now += Math.floor(random() * 100_000);
    }
    if (random() < chance.reset) return yield this.#sent(1, RST | ACK, 0, NOTHING);
    yield* this.#close();
  }

  *#open(): Generator<Sent> {
    yield this.#sent(0, SYN, 0, NOTHING);
    this.#skip(0, 1);
    this.#now += this.#roundTrip;
    yield this.#sent(1, SYN | ACK, 0, NOTHING);
    this.#skip(1, 1);
    this.#now += 100;
    yield this.#sent(0, ACK, 0, NOTHING);
  }

  /** One end sends octets, the other acknowledges each second segment. */
  *#say(by: 0 | 1, octets: Uint8Array): Generator<Sent> {
    const other = by === 0 ? 1 : 0;
    const count = Math.ceil(octets.length / SEGMENT);
    const first = this.#next[by];
    const piece = (index: number) => octets.subarray(index * SEGMENT, (index + 1) * SEGMENT);
    const segment = (index: number) =>
      this.#sent(by, ACK | (index === count - 1 ? PSH : 0), first + index * SEGMENT, piece(index));
    const acknowledge = (upTo: number) => {
      this.#next[by] = (first + Math.min(upTo * SEGMENT, octets.length)) >>> 0;
      return this.#sent(other, ACK, 0, NOTHING);
    };
    for (let index = 0; index < count; index += 1) {
      this.#now += 12 + (index % 10 === 0 ? Math.floor(this.#random() * 2_000) : 0);
      const fate = this.#random();
      const more = Math.min(3, count - 1 - index);
      if (fate < chance.lostBefore + chance.lostBehind && more === 3) {
        if (fate < chance.lostBehind) yield segment(index);
        for (let later = 1; later <= more; later += 1) {
          yield segment(index + later);
          this.#now += 30;
          yield acknowledge(index);
        }
        this.#now += this.#roundTrip;
        yield segment(index);
        index += more;
      } else if (fate < 0.004 + chance.reordered && more > 0) {
        yield segment(index + 1);
        this.#now += 5;
        yield acknowledge(index);
        yield segment(index);
        index += 1;
      } else yield segment(index);
      if (index % 2 === 0 && index < count - 1) continue;
      this.#now += 20;
      yield acknowledge(index + 1);
    }
    this.#next[by] = (first + octets.length) >>> 0;
    this.#now += Math.floor(this.#roundTrip / 2);
  }

  *#closeWindow(): Generator<Sent> {
    this.#window = 0;
    yield this.#sent(0, ACK, 0, NOTHING);
    this.#now += 200_000;
    yield this.#sent(1, ACK, this.#next[1] - 1, NOTHING);
    this.#now += this.#roundTrip;
    yield this.#sent(0, ACK, 0, NOTHING);
    this.#window = 501;
    this.#now += 300_000;
    yield this.#sent(0, ACK, 0, NOTHING);
  }

  *#keepAlive(): Generator<Sent> {
    this.#now += 15e6;
    yield this.#sent(0, ACK, this.#next[0] - 1, NOTHING);
    this.#now += this.#roundTrip;
    yield this.#sent(1, ACK, 0, NOTHING);
  }

  *#close(): Generator<Sent> {
    yield this.#sent(0, FIN | ACK, 0, NOTHING);
    this.#skip(0, 1);
    this.#now += this.#roundTrip;
    yield this.#sent(1, FIN | ACK, 0, NOTHING);
    this.#skip(1, 1);
    this.#now += 100;
    yield this.#sent(0, ACK, 0, NOTHING);
  }

  #skip(by: 0 | 1, octets: number): void {
    this.#next[by] = (this.#next[by] + octets) >>> 0;
  }

  #sent(by: 0 | 1, flags: number, sequence: number, payload: Uint8Array): Sent {
    const isSyn = (flags & SYN) !== 0;
    const options = Buffer.alloc(isSyn ? 20 : 12, 1);
    if (isSyn) options.set([2, 4, 0x05, 0xb4, 4, 2, 1, 3, 3, 7], 10);
    options.set([8, 10], isSyn ? 0 : 2);
    options.writeUInt32BE((this.#stamp + Math.floor(this.#now / 1_000)) >>> 0, isSyn ? 2 : 4);
    return {
      at: this.#now,
      from: by === 0 ? this.#client : this.#server,
      to: by === 0 ? this.#server : this.#client,
      flags,
      sequence: sequence === 0 ? this.#next[by] : sequence,
      acknowledgement: (flags & ACK) === 0 ? 0 : this.#next[by === 0 ? 1 : 0],
      window: isSyn ? 64_240 : by === 0 ? this.#window : 509,
      options,
      payload,
    };
  }
}
