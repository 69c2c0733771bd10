/** What the connections of the bench's capture carry: HTTP/1, TLS and DNS whose framing is right and whose contents are noise. */

/** Numbers that look random and are the same on every run: mulberry32. */
export function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const NOISE = 1 << 21;
/** Octets of a record's contents at most, with what encryption adds. RFC 8446, section 5.2. */
const RECORD = 16_384 + 17;

const word = (value: number): number[] => [value >> 8, value & 0xff];

export class Contents {
  readonly #noise = Buffer.alloc(NOISE);
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
    for (let at = 0; at < NOISE; at += 1) this.#noise[at] = random() * 256;
  }

  httpRequest(host: string): Buffer {
    const path = `/v1/items/${Math.floor(this.#random() * 1e9)}`;
    return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept: */*\r\nUser-Agent: bench\r\n\r\n`);
  }

  httpResponse(octets: number): Buffer {
    const status = this.#random() < 0.01 ? "503 Service Unavailable" : "200 OK";
    const head = `HTTP/1.1 ${status}\r\nContent-Type: application/octet-stream\r\nContent-Length: ${octets}\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), this.#some(octets)]);
  }

  clientHello(host: string): Buffer {
    const name = Buffer.from(host);
    const serverName = [
      ...word(0),
      ...word(name.length + 5),
      ...word(name.length + 3),
      0,
      ...word(name.length),
      ...name,
    ];
    const versions = [0, 43, 0, 5, 4, 3, 4, 3, 3];
    const alpn = [0, 16, 0, 11, 0, 9, 8, ...Buffer.from("http/1.1")];
    const groups = [0, 10, 0, 4, 0, 2, 0, 29];
    const share = [0, 51, 0, 38, 0, 36, 0, 29, 0, 32, ...this.#some(32)];
    const extensions = [...serverName, ...versions, ...alpn, ...groups, ...share];
    const ciphers = [0, 4, 0x13, 0x01, 0x13, 0x02];
    const body = [
      3,
      3,
      ...this.#some(32),
      32,
      ...this.#some(32),
      ...ciphers,
      1,
      0,
      ...word(extensions.length),
      ...extensions,
    ];
    return this.#record(22, Buffer.from([1, 0, ...word(body.length), ...body]));
  }

  /** ServerHello of TLS 1.3, and what follows it in secret: extensions, a certificate and its proof. */
  serverFlight(): Buffer {
    const extensions = [0, 43, 0, 2, 3, 4, 0, 51, 0, 36, 0, 29, 0, 32, ...this.#some(32)];
    const body = [
      3,
      3,
      ...this.#some(32),
      32,
      ...this.#some(32),
      0x13,
      0x01,
      0,
      ...word(extensions.length),
      ...extensions,
    ];
    const hello = this.#record(22, Buffer.from([2, 0, ...word(body.length), ...body]));
    return Buffer.concat([hello, this.#record(20, Buffer.from([1])), this.secret(2_600)]);
  }

  clientFinished(): Buffer {
    return Buffer.concat([this.#record(20, Buffer.from([1])), this.secret(53)]);
  }

  /** Encrypted octets in records. */
  secret(octets: number): Buffer {
    const records: Buffer[] = [];
    for (let left = octets; left > 0; left -= RECORD)
      records.push(this.#record(23, this.#some(Math.min(left, RECORD))));
    return Buffer.concat(records);
  }

  dnsQuery(id: number, name: string): Buffer {
    return this.#dns(id, [0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0], name, []);
  }

  dnsAnswer(id: number, name: string, rcode: number): Buffer {
    const answer = rcode === 0 ? [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1] : [];
    return this.#dns(id, [0x81, 0x80 | rcode, 0, 1, 0, rcode === 0 ? 1 : 0, 0, 0, 0, 0], name, answer);
  }

  #dns(id: number, head: readonly number[], name: string, answer: readonly number[]): Buffer {
    const labels = name.split(".").flatMap((label) => [label.length, ...Buffer.from(label)]);
    return Buffer.from([...word(id), ...head, ...labels, 0, 0, 1, 0, 1, ...answer]);
  }

  #record(type: number, contents: Uint8Array): Buffer {
    return Buffer.concat([Buffer.from([type, 3, 3, ...word(contents.length)]), contents]);
  }

  #some(octets: number): Buffer {
    const from = Math.floor(this.#random() * (NOISE - octets));
    return this.#noise.subarray(from, from + octets);
  }
}
