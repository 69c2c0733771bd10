import { createSocket, type RemoteInfo } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { decodeDnsMessage, typeNumber, writeName } from "../src/wire/index.ts";

/** One record of an answer; data as a zone file has it. Known types: A, AAAA, CNAME, NS, TXT, SOA. */
export interface AnsweredRecord {
  readonly name: string;
  readonly type: string;
  readonly data: string;
  readonly ttl?: number;
}

/** What a test's server answers; `null` is silence. */
export interface DnsAnswer {
  /** 0 unless given. */
  readonly rcode?: number;
  readonly answers?: readonly AnsweredRecord[];
  readonly authorities?: readonly AnsweredRecord[];
  readonly additionals?: readonly AnsweredRecord[];
  readonly authoritative?: boolean;
  readonly truncated?: boolean;
  /** In place of all: these octets. */
  readonly raw?: Uint8Array;
  /** In place of the question's own. */
  readonly id?: number;
}

/** A question as the server sees it. */
export interface AskedQuestion {
  readonly name: string;
  readonly type: string;
  readonly transport: "udp" | "tcp";
  readonly checkingDisabled: boolean;
  readonly recursionDesired: boolean;
  readonly ednsSize: number | null;
  /** Counted from 1, over both transports. */
  readonly number: number;
}

/** A DNS server on loopback, over UDP and TCP of one port, that answers what a function says. */
export async function serveDns(answer: (question: AskedQuestion) => DnsAnswer | null) {
  const asked: AskedQuestion[] = [];
  const reply = (query: Uint8Array, transport: "udp" | "tcp"): Uint8Array | null => {
    const message = decodeDnsMessage(query);
    if (message === null || message.question === null) return null;
    const { checkingDisabled, recursionDesired, ednsSize, question } = message;
    const seen = {
      ...question,
      transport,
      checkingDisabled,
      recursionDesired,
      ednsSize,
      number: asked.length + 1,
    };
    asked.push(seen);
    const said = answer(seen);
    return said === null ? null : encode(message.id, question, said);
  };
  const { udp, tcp, port } = await openBoth();
  udp.on("message", (query: Buffer, from: RemoteInfo) => {
    const octets = reply(query, "udp");
    if (octets !== null) udp.send(octets, from.port, from.address);
  });
  tcp.on("connection", (socket) => {
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      let rest = chunk;
      while (rest.length > 2) {
        const length = rest.readUInt16BE(0);
        const octets = reply(rest.subarray(2, 2 + length), "tcp");
        if (octets !== null)
          socket.write(Uint8Array.from([octets.length >> 8, octets.length & 255, ...octets]));
        rest = rest.subarray(2 + length);
      }
    });
  });
  return {
    asked,
    port,
    address: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      udp.close();
      tcp.close();
    },
  };
}

/** The same free port for both transports: the first that UDP gets and TCP has free. */
async function openBoth() {
  for (let tries = 0; ; tries += 1) {
    const udp = createSocket("udp4");
    udp.bind(0, "127.0.0.1");
    await once(udp, "listening");
    const { port } = udp.address();
    const tcp = createServer();
    tcp.listen(port, "127.0.0.1");
    try {
      await once(tcp, "listening");
      return { udp, tcp, port: (tcp.address() as AddressInfo).port };
    } catch (error) {
      udp.close();
      if (tries > 20) throw error;
    }
  }
}

const shorts = (...values: readonly number[]) => values.flatMap((value) => [(value >> 8) & 255, value & 255]);
const longs = (...values: readonly number[]) =>
  values.flatMap((value) => [...shorts(value >>> 16), ...shorts(value)]);
const name = (text: string) => [...(writeName(text) ?? [])];

function rdata({ type, data }: AnsweredRecord): readonly number[] {
  if (type === "A") return data.split(".").map(Number);
  if (type === "AAAA") {
    const [head = "", tail = ""] = data.split("::");
    const groups = (text: string) =>
      text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
    const missing = 8 - groups(head).length - groups(tail).length;
    return shorts(...groups(head), ...Array.from({ length: missing }, () => 0), ...groups(tail));
  }
  if (type === "TXT") return [data.length, ...Buffer.from(data)];
  if (type === "SOA") {
    const [mname = "", rname = "", ...numbers] = data.split(" ");
    return [...name(mname), ...name(rname), ...longs(...numbers.map(Number))];
  }
  return name(data);
}

function encode(
  id: number,
  question: { readonly name: string; readonly type: string },
  said: DnsAnswer,
): Uint8Array {
  if (said.raw !== undefined) return said.raw;
  const {
    rcode = 0,
    answers = [],
    authorities = [],
    additionals = [],
    authoritative = false,
    truncated = false,
  } = said;
  const flags = 0x8180 | (authoritative ? 0x0400 : 0) | (truncated ? 0x0200 : 0) | rcode;
  const records = [...answers, ...authorities, ...additionals].flatMap((record) => {
    const data = rdata(record);
    return [
      ...name(record.name),
      ...shorts(typeNumber(record.type) ?? 1, 1),
      ...longs(record.ttl ?? 60),
      ...shorts(data.length),
      ...data,
    ];
  });
  return Uint8Array.from([
    ...shorts(said.id ?? id, flags, 1, answers.length, authorities.length, additionals.length),
    ...name(question.name),
    ...shorts(typeNumber(question.type) ?? 1, 1),
    ...records,
  ]);
}
