import type { Endpoint, FrameMark } from "../../evidence/index.ts";
import { decodeClientHello, messageType } from "../../wire/index.ts";
import type { CapturedQuic } from "./captured-quic.ts";
import { between, markOf } from "./mark.ts";
import { type InitialKeys, initialKeys, openInitial, quicVersion } from "./quic-keys.ts";
import { type LongPacket, longPackets, readFrames } from "./quic-packets.ts";

/** A ClientHello with a large key share has some 2 KiB; more is not kept. */
const MOST_HELLO = 16 * 1024;
/** Initial packets of one end that are decrypted. */
const MOST_OPENED = 16;
const MOST_LISTED = 16;
const MOST_NAME = 255;

/** One connection of QUIC while it goes on. */
export class QuicTrack {
  readonly client: Endpoint;
  readonly server: Endpoint;
  icmpError: CapturedQuic["icmpError"] = null;
  private readonly version: number;
  private readonly first: FrameMark;
  private lastFrame: number;
  private lastAt: number;
  private keyId: Uint8Array;
  private readonly keys: { client: InitialKeys | null; server: InitialKeys | null };
  private opened = { client: 0, server: 0 };
  private initials = 0;
  private hello: Uint8Array | null = new Uint8Array(0);
  private readonly pieces: { readonly offset: number; readonly octets: Uint8Array }[] = [];
  private helloOctets = 0;
  private serverName: string | null = null;
  private alpn: readonly string[] = [];
  private firstAnswer: FrameMark | null = null;
  private negotiation: readonly string[] | null = null;
  private retried = false;
  private answeredHandshake = false;
  private fromClient = 0;
  private fromServer = 0;
  private closed: CapturedQuic["closed"] = null;

  constructor(
    ends: { readonly client: Endpoint; readonly server: Endpoint },
    { version, destinationId }: LongPacket,
    mark: { readonly frame: number; readonly now: number },
  ) {
    this.client = ends.client;
    this.server = ends.server;
    this.version = version;
    this.first = markOf(mark.frame, mark.now);
    this.lastFrame = mark.frame;
    this.lastAt = mark.now;
    this.keyId = new Uint8Array(destinationId);
    this.keys = { client: null, server: null };
    this.makeKeys();
  }

  /** Takes in a datagram of an end. */
  take(end: "client" | "server", datagram: Uint8Array, frame: number, now: number): void {
    this.lastFrame = frame;
    this.lastAt = now;
    if (end === "client") this.fromClient += 1;
    else {
      this.fromServer += 1;
      this.firstAnswer ??= markOf(frame, now);
    }
    // Short headers: the connection stands.
    if (((datagram[0] ?? 0) & 0x80) === 0) {
      if (end === "server") this.answeredHandshake = true;
      return;
    }
    for (const packet of longPackets(datagram)) {
      if (packet.kind === "initial") this.initial(end, packet, markOf(frame, now));
      else if (end === "server") this.answer(packet);
    }
  }

  result(): CapturedQuic {
    return {
      client: this.client,
      server: this.server,
      first: this.first,
      last: markOf(this.lastFrame, this.lastAt),
      version: nameOf(this.version),
      initials: this.initials,
      serverName: this.serverName,
      alpn: this.alpn,
      helloIsWhole: this.hello === null,
      helloOctets: this.helloOctets,
      firstAnswer: this.firstAnswer,
      firstAnswerTook: this.firstAnswer === null ? null : between(this.first, this.firstAnswer),
      negotiation: this.negotiation,
      retried: this.retried,
      answeredHandshake: this.answeredHandshake,
      fromClient: this.fromClient,
      fromServer: this.fromServer,
      closed: this.closed,
      icmpError: this.icmpError,
    };
  }

  private makeKeys(): void {
    this.keys.client = initialKeys(this.version, this.keyId, "client");
    this.keys.server = initialKeys(this.version, this.keyId, "server");
  }

  private answer({ kind, octets, numberAt }: LongPacket): void {
    if (kind === "handshake") this.answeredHandshake = true;
    if (kind === "retry") this.retried = true;
    if (kind !== "negotiation") return;
    const list = new DataView(octets.buffer, octets.byteOffset + numberAt, octets.length - numberAt);
    const versions: string[] = [];
    for (let at = 0; at + 4 <= list.byteLength && versions.length < MOST_LISTED; at += 4)
      versions.push(nameOf(list.getUint32(at)));
    this.negotiation = versions;
  }

  private initial(end: "client" | "server", packet: LongPacket, mark: FrameMark): void {
    if (end === "client") {
      this.initials += 1;
      // After a Retry the server's id takes the place of the one that the client chose. RFC 9001, section 5.2.
      if (this.retried && this.hello !== null && !isSame(this.keyId, packet.destinationId)) {
        this.keyId = new Uint8Array(packet.destinationId);
        this.makeKeys();
      }
    }
    const keys = this.keys[end];
    const isDone = end === "client" ? this.hello === null && this.answeredHandshake : this.answeredHandshake;
    if (keys === null || isDone || this.opened[end] === MOST_OPENED) return;
    this.opened[end] += 1;
    const frames = openInitial(packet.octets, packet.numberAt, keys);
    if (frames === null) return;
    const { crypto, closeCode } = readFrames(frames);
    if (closeCode !== null) this.closed ??= { mark, by: end, code: closeCode };
    if (end === "client") for (const piece of crypto) this.helloPiece(piece);
  }

  private helloPiece({ offset, octets }: { readonly offset: number; readonly octets: Uint8Array }): void {
    if (this.hello === null || offset + octets.length > MOST_HELLO || this.pieces.length > MOST_OPENED * 4)
      return;
    this.pieces.push({ offset, octets: new Uint8Array(octets) });
    let whole = this.hello;
    // Clients cut and mix the pieces; each pass adds those that follow.
    for (const piece of this.pieces.toSorted((one, other) => one.offset - other.offset)) {
      const known = whole.length - piece.offset;
      if (known >= 0 && known < piece.octets.length)
        whole = Buffer.concat([whole, piece.octets.subarray(known)]);
    }
    this.helloOctets = whole.length;
    const [type, high = 0, middle = 0, low = 0] = whole;
    const length = 4 + high * 65_536 + middle * 256 + low;
    this.hello = new Uint8Array(0);
    if (type !== messageType.clientHello || whole.length < length) return;
    const decoded = decodeClientHello(whole.subarray(4, length));
    if (decoded === null) return;
    this.helloOctets = length;
    this.serverName = decoded.serverName?.slice(0, MOST_NAME) ?? null;
    this.alpn = decoded.alpn.filter((name) => !/[^!-~]/.test(name)).slice(0, MOST_LISTED);
    this.hello = null;
    this.pieces.length = 0;
  }
}

const nameOf = (version: number): string =>
  version === quicVersion.v1
    ? "v1"
    : version === quicVersion.v2
      ? "v2"
      : `0x${version.toString(16).padStart(8, "0")}`;

const isSame = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
