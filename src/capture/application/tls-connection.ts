import type { FrameMark, Side } from "../../evidence/index.ts";
import {
  alertName,
  contentType,
  decodeAlert,
  decodeCertificate12,
  decodeCertificateRequest12,
  decodeClientHello,
  decodeServerHello,
  groupName,
  messageType,
  nameProtocol,
  soundsLikeTls,
  versionName,
} from "../../wire/index.ts";
import type { CapturedAlert, CapturedTls } from "./captured-tls.ts";
import { type ConnectionFacts, type ConnectionReader, type End, otherEnd } from "./connection-reader.ts";
import { between, markOf } from "./mark.ts";
import type { SeenCertificates } from "./seen-certificate.ts";
import { TlsFlight } from "./tls-flight.ts";

const MOST_ALERTS = 8;
const MOST_NAME = 255;
const MOST_LISTED = 16;
const MOST_AUTHORITIES = 16;
const MESSAGE_AND_RECORD_HEADER = 9;
const TLS13 = 0x0304;
/** An encrypted alert of TLS 1.3 without padding: its two octets, the type within, and the tag of 16. RFC 8446, section 5.2. */
const ALERT_13 = 19;

/** Values without meaning that clients strew in. RFC 8701. */
const isGrease = (value: number): boolean => (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);

interface TlsSink {
  readonly certificates: SeenCertificates;
  add(result: CapturedTls): void;
}

/** Reads the handshake of one connection and hops over all that is encrypted. */
export class TlsConnection implements ConnectionReader {
  readonly passable: [number, number] = [0, 0];
  private readonly facts: ConnectionFacts;
  private readonly client: End;
  private readonly before: ConnectionFacts["before"];
  private readonly sink: TlsSink;
  private readonly flights: readonly [TlsFlight, TlsFlight];
  private hello: CapturedTls["clientHello"] = null;
  private helloFrame = -1;
  private serverHello: CapturedTls["serverHello"] = null;
  private is13 = false;
  private retryRequested = false;
  private certificate: CapturedTls["certificate"] = null;
  private clientCertificateAsked: boolean | null = null;
  private clientAuthorities: readonly string[] = [];
  private finishedAt: FrameMark | null = null;
  private readonly alerts: CapturedAlert[] = [];
  private firstAnswer: FrameMark | null = null;
  private serverFlightOctets = 0;
  private clientSpokeAgain = false;
  private strangeAnswer: string | null = null;
  private wait: CapturedTls["longestWait"] = null;
  private end: CapturedTls["end"] = null;
  private last: FrameMark | null = null;
  private unknownFrom: FrameMark | null = null;

  constructor(facts: ConnectionFacts, client: End, sink: TlsSink) {
    this.facts = facts;
    this.client = client;
    this.before = facts.before;
    this.sink = sink;
    this.flights = [this.flight(0), this.flight(1)];
  }

  read(end: End, octets: Uint8Array, frame: number, now: number): number {
    this.note(end, octets.length, frame, now);
    const { hop, records } = this.flights[end];
    if (records === 0 && end !== this.client && this.strangeAnswer === null && !soundsLikeTls(octets))
      this.strangeAnswer = nameProtocol(octets) ?? "unknown";
    const wasLost = hop.isLost;
    hop.read(octets, { frame, now }, this.flights[end]);
    if (hop.isLost && !wasLost && this.strangeAnswer === null) this.unknownFrom ??= markOf(frame, now);
    this.passable[end] = this.finishedAt === null && !hop.isLost ? 0 : hop.passable;
    return octets.length;
  }

  pass(end: End, octets: number, frame: number, now: number): void {
    this.flights[end].hop.pass(octets);
    this.passable[end] = this.flights[end].hop.passable;
    // Only behind the handshake are octets passed: no time of it can be changed by them.
    if (this.last === null || this.last.frame !== frame) this.lastFrame = frame;
    this.lastNow = now;
  }

  private lastFrame = 0;
  private lastNow = -1;

  skip(end: End, octets: number, frame: number, now: number): void {
    const { hop } = this.flights[end];
    hop.skip(octets, this.flights[end]);
    if (hop.isLost) this.unknownFrom ??= markOf(frame, now);
    this.passable[end] = this.finishedAt === null && !hop.isLost ? 0 : hop.passable;
  }

  ended(end: End, how: "fin" | "reset", frame: number, now: number): void {
    this.end ??= { by: this.side(end), how, mark: markOf(frame, now) };
  }

  finish(): void {
    const { stream, ends, isWholeFromStart } = this.facts;
    const [client, server] = [this.flights[this.client], this.flights[otherEnd(this.client)]];
    const firstAnswerTook =
      this.firstAnswer === null || this.hello === null ? null : between(this.hello.last, this.firstAnswer);
    const last = this.lastNow >= 0 ? markOf(this.lastFrame, this.lastNow) : this.last;
    this.sink.add({
      stream,
      client: ends[this.client],
      server: ends[otherEnd(this.client)],
      after: this.before,
      isWholeFromStart,
      clientHello: this.hello,
      serverHello: this.serverHello,
      retryRequested: this.retryRequested,
      certificate: this.certificate,
      serverFlightOctets: this.serverFlightOctets,
      clientCertificateAsked: this.clientCertificateAsked,
      clientAuthorities: this.clientAuthorities,
      stage: this.stage(),
      finished: this.finishedAt,
      firstAnswer: this.firstAnswer,
      firstAnswerTook,
      longestWait: this.wait,
      alerts: this.alerts,
      strangeAnswer: this.strangeAnswer,
      clientRecords: client.records,
      serverRecords: server.records,
      serverDataRecords: server.dataRecords,
      end: this.end,
      last: last ?? { frame: 0, at: 0 },
      unknownFrom: this.unknownFrom,
    });
  }

  private side(end: End): Side {
    return end === this.client ? "client" : "server";
  }

  private stage(): CapturedTls["stage"] {
    if (this.finishedAt !== null) return "finished";
    if (this.certificate !== null) return "certificate-received";
    if (this.serverHello !== null) return "server-hello-received";
    return this.hello === null ? "nothing-sent" : "client-hello-sent";
  }

  /** Notes when octets of the handshake came. */
  private note(end: End, octets: number, frame: number, now: number): void {
    const mark = markOf(frame, now);
    if (this.finishedAt === null && this.last !== null) {
      const took = between(this.last, mark);
      if (took > (this.wait?.took ?? 0)) this.wait = { from: this.last, took, endedBy: this.side(end) };
    }
    this.last = mark;
    this.lastNow = -1;
    if (end === this.client) this.clientSpokeAgain ||= this.firstAnswer !== null;
    else if (this.hello !== null) {
      this.firstAnswer ??= mark;
      if (!this.clientSpokeAgain) this.serverFlightOctets += octets;
    }
  }

  private flight(end: End): TlsFlight {
    const isClient = end === this.client;
    return new TlsFlight({
      record: (type, length, frame, now) => this.record(isClient, { type, length }, markOf(frame, now)),
      piece: (type, length, octets, frame) => {
        if (isClient && type === messageType.clientHello) this.helloPiece(length, octets, frame);
      },
      message: (type, body, frame, now) => this.message(isClient, { type, body }, markOf(frame, now)),
      alert: (octets, frame, now) => this.alert(this.side(end), octets, markOf(frame, now)),
    });
  }

  private record(isClient: boolean, { type, length }: { type: number; length: number }, mark: FrameMark): void {
    if (isClient && this.hello === null && type === contentType.handshake && this.helloFrame < 0) {
      this.hello = {
        first: mark,
        last: mark,
        octets: 0,
        segments: 0,
        isWhole: false,
        serverName: null,
        alpn: [],
        versions: [],
      };
    }
    if (this.finishedAt !== null || this.serverHello === null || this.is13 !== (type === contentType.applicationData))
      return;
    const server = this.flights[otherEnd(this.client)];
    if (!this.is13) {
      // Both have changed: the Finished of the one that did so last is on its way with it. RFC 5246, section 7.1.
      const other = this.flights[isClient ? otherEnd(this.client) : this.client];
      if (type === contentType.changeCipherSpec && other.isEncrypted) this.finishedAt = mark;
      return;
    }
    if (!isClient || server.dataRecords === 0) return;
    if (length === ALERT_13) this.alert("client", null, mark);
    else this.finishedAt = mark;
  }

  private helloPiece(length: number, octets: number, frame: number): void {
    if (this.hello === null || this.hello.isWhole) return;
    const isNew = frame !== this.helloFrame;
    this.helloFrame = frame;
    const last = this.last ?? this.hello.first;
    const come = this.hello.octets === 0 ? MESSAGE_AND_RECORD_HEADER + octets : this.hello.octets + octets;
    this.hello = {
      ...this.hello,
      last,
      octets: Math.min(come, length + 5),
      segments: this.hello.segments + (isNew ? 1 : 0),
    };
  }

  private message(isClient: boolean, { type, body }: { type: number; body: Uint8Array }, mark: FrameMark): void {
    if (isClient) {
      if (type === messageType.clientHello) this.clientHello(body);
      return;
    }
    if (type === messageType.serverHello) this.answer(body, mark);
    else if (type === messageType.certificate && this.certificate === null) {
      const { certificates } = decodeCertificate12(body);
      this.certificate = { mark, octets: body.length + 4, chain: this.sink.certificates.read(certificates) };
    } else if (type === messageType.certificateRequest) {
      this.clientCertificateAsked = true;
      const is12 = this.serverHello?.version === "TLSv1.2";
      this.clientAuthorities = decodeCertificateRequest12(body, is12).slice(0, MOST_AUTHORITIES);
    } else if (type === messageType.serverHelloDone) this.clientCertificateAsked ??= false;
  }

  private clientHello(body: Uint8Array): void {
    const decoded = this.hello?.isWhole === false ? decodeClientHello(body) : null;
    if (decoded === null || this.hello === null) return;
    this.hello = {
      ...this.hello,
      isWhole: true,
      serverName: decoded.serverName?.slice(0, MOST_NAME) ?? null,
      alpn: decoded.alpn.filter((name) => !/[^!-~]/.test(name)).slice(0, MOST_LISTED),
      versions: decoded.versions.filter((version) => !isGrease(version)).slice(0, MOST_LISTED).map(versionName),
    };
  }

  private answer(body: Uint8Array, mark: FrameMark): void {
    const decoded = decodeServerHello(body);
    if (decoded === null || this.serverHello !== null) return;
    if (decoded.isRetryRequest) {
      this.retryRequested = true;
      return;
    }
    this.is13 = decoded.version >= TLS13;
    this.serverHello = {
      mark,
      version: versionName(decoded.version),
      cipher: `0x${decoded.cipher.toString(16).padStart(4, "0")}`,
      group: decoded.group === null ? null : groupName(decoded.group),
      alpn: decoded.alpn,
    };
  }

  private alert(from: Side, octets: Uint8Array | null, mark: FrameMark): void {
    if (this.alerts.length === MOST_ALERTS) return;
    const alert = octets === null ? null : decodeAlert(octets);
    this.alerts.push({
      mark,
      from,
      level: alert?.level ?? null,
      number: alert?.number ?? null,
      name: alert === null ? null : alertName(alert.number),
      stage: this.stage(),
    });
  }
}
