/**
 * Traffic for the bench, the same on every run: connections side by side, whose network loses, reorders and stalls some of what they send.
 */
import { Connection } from "./capture-connection.ts";
import { Contents, createRandom } from "./capture-contents.ts";
import { CaptureFile, type Host, type Sent } from "./capture-file.ts";

const SYN = 2;
const NOTHING = new Uint8Array(0);
/** Connections at one time, and pairs of query and answer between two connections. */
const AT_ONCE = 300;
const DNS_EACH = 3;

/** Writes connections until there are enough packets and connections; how many there are. */
export function writeTraffic(
  path: string,
  { seed, packets, flows }: { seed: number; packets: number; flows: number },
) {
  const random = createRandom(seed);
  const contents = new Contents(random);
  const file = new CaptureFile(path);
  const running: { next: Sent; rest: Generator<Sent> }[] = [];
  let [begun, now] = [0, 0];
  for (;;) {
    const isEnough = file.packets >= packets && begun >= flows;
    while (!isEnough && running.length < AT_ONCE) {
      for (let pair = 0; pair < DNS_EACH; pair += 1)
        lookUp(file, contents, { number: begun * DNS_EACH + pair, at: now, random });
      const rest = new Connection(random, contents, {
        number: begun,
        at: now + Math.floor(random() * 1e6),
      }).packets();
      begun += 1;
      insert(running, rest);
    }
    const earliest = running.pop();
    if (earliest === undefined) break;
    now = Math.max(now, earliest.next.at);
    file.write(earliest.next);
    insert(running, earliest.rest);
  }
  file.close();
  return { packets: file.packets, octets: file.octets, flows: begun };
}

/** Keeps the connections in order of their next packet, the earliest one last. */
function insert(running: { next: Sent; rest: Generator<Sent> }[], rest: Generator<Sent>): void {
  const { value, done } = rest.next();
  if (done === true) return;
  let [low, high] = [0, running.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((running[middle]?.next.at ?? 0) > value.at) low = middle + 1;
    else high = middle;
  }
  running.splice(low, 0, { next: value, rest });
}

function lookUp(
  file: CaptureFile,
  contents: Contents,
  { number, at, random }: { number: number; at: number; random: () => number },
): void {
  const client: Host = {
    address: 0x0a000000 + (number % 5_000),
    port: 30_000 + (number % 30_000),
    ttl: 64,
    ipId: number,
  };
  const server: Host = { address: 0x0a0000fe, port: 53, ttl: 63, ipId: number };
  const name = `www${number % 50}.example.com`;
  const datagram = { flags: 0, sequence: 0, acknowledgement: 0, window: 0, options: NOTHING };
  const id = number & 0xffff;
  file.write({ ...datagram, at, from: client, to: server, payload: contents.dnsQuery(id, name) });
  if (random() < 0.005) return;
  const payload = contents.dnsAnswer(id, name, random() < 0.02 ? 3 : 0);
  file.write({ ...datagram, at: at + 1, from: server, to: client, payload });
}

/** One SYN each of as many connections: a flood from addresses that do not exist. */
export function writeFlood(path: string, flows: number): void {
  const file = new CaptureFile(path);
  const to: Host = { address: 0xc6336401, port: 443, ttl: 64, ipId: 0 };
  for (let number = 0; number < flows; number += 1) {
    const scattered = Math.imul(number, 0x9e3779b1) >>> 0;
    const from: Host = { address: scattered, port: 1_024 + (number % 60_000), ttl: 50, ipId: number };
    file.write({
      at: number * 10,
      from,
      to,
      flags: SYN,
      sequence: scattered,
      acknowledgement: 0,
      window: 64_240,
      options: NOTHING,
      payload: NOTHING,
    });
  }
  file.close();
}
