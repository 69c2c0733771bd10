import type { FrameMark, Side } from "../../evidence/index.ts";
import {
  alertName,
  contentType,
  decodeAlert,
  decodeCertificateRequest12,
  messageType,
  nameProtocol,
  soundsLikeTls,
} from "../../wire/index.ts";
import type { Moment } from "../stream/stream.ts";
import type { CapturedAlert, CapturedTls } from "./captured-tls.ts";
import { type ConnectionFacts, type ConnectionReader, type End, otherEnd } from "./connection-reader.ts";
import { HandshakeTimes } from "./handshake-times.ts";
import type { Keep } from "./keep.ts";
import { between, markOf } from "./mark.ts";
import type { SeenCertificates } from "./seen-certificate.ts";
import { type FlightTaker, TlsFlight } from "./tls-flight.ts";
import { versionOfServerHello } from "./tls-hello-scan.ts";
import { chosenIn, SeenClientHello } from "./tls-seen-hellos.ts";

const MOST_ALERTS = 8;
const MOST_AUTHORITIES = 16;
const [TLS12, TLS13] = [0x0303, 0x0304];
/** An encrypted alert of TLS 1.3 without padding: its two octets, the type within, and the tag of 16. RFC 8446, section 5.2. */
const ALERT_13 = 19;
const NO_ALERTS: readonly CapturedAlert[] = [];

/** A message that is decoded only where the result is kept. */
interface Held {
  readonly body: Uint8Array;
  readonly frame: number;
  readonly now: number;
}

interface TlsSink {
  readonly certificates: SeenCertificates;
  readonly kept: Keep<CapturedTls>;
}

/** Reads the handshake of one connection and hops over all that is encrypted. */
export class TlsConnection implements ConnectionReader, FlightTaker {
  readonly passable: [number, number] = [0, 0];
  private readonly facts: ConnectionFacts;
  private readonly client: End;
  private readonly before: ConnectionFacts["before"];
  private readonly sink: TlsSink;
  private readonly flights: readonly [TlsFlight, TlsFlight];
  private hello: SeenClientHello | null = null;
  private serverHello: Held | null = null;
  /** That the server chose. */
  private version = 0;
  private retryRequested = false;
  private certificate: Held | null = null;
  private clientCertificateAsked: boolean | null = null;
  private clientAuthorities: readonly string[] = [];
  private finishedAt: FrameMark | null = null;
  private alerts: readonly CapturedAlert[] = NO_ALERTS;
  private firstAnswer: FrameMark | null = null;
  private serverFlightOctets = 0;
  private clientSpokeAgain = false;
  private strangeAnswer: string | null = null;
  private readonly times = new HandshakeTimes();
  private end: CapturedTls["end"] = null;
  private unknownFrom: FrameMark | null = null;

  constructor(facts: ConnectionFacts, client: End, sink: TlsSink) {
    this.facts = facts;
    this.client = client;
    this.before = facts.before;
    this.sink = sink;
    this.flights = [new TlsFlight(this, 0), new TlsFlight(this, 1)];
  }

  get isSettled(): boolean {
    return this.finishedAt !== null || (this.hello === null && this.serverHello === null);
  }

  read(end: End, octets: Uint8Array, frame: number, now: number): number {
    this.note(end, octets.length, frame, now);
    const hop = this.flights[end];
    const isAnswer = hop.records === 0 && end !== this.client && this.hello !== null;
    if (isAnswer && this.strangeAnswer === null && !soundsLikeTls(octets))
      this.strangeAnswer = nameProtocol(octets) ?? "unknown";
    const wasLost = hop.isLost;
    hop.read(octets);
    if (hop.isLost && !wasLost && this.strangeAnswer === null) this.unknownFrom ??= markOf(frame, now);
    this.passable[end] = hop.passable;
    return octets.length;
  }

  pass(end: End, octets: number, { frame, now }: Moment): void {
    const hop = this.flights[end];
    if (this.isSettled || hop.isLost) this.times.passed(frame, now);
    else this.note(end, octets, frame, now);
    hop.pass(octets);
    this.passable[end] = hop.passable;
  }

  skip(end: End, octets: number, frame: number, now: number): void {
    const hop = this.flights[end];
    hop.skip(octets);
    if (hop.isLost) this.unknownFrom ??= markOf(frame, now);
    this.passable[end] = hop.passable;
  }

  ended(end: End, how: "fin" | "reset", frame: number, now: number): void {
    this.end ??= { by: this.side(end), how, mark: markOf(frame, now) };
  }

  finish(): void {
    const { weight } = this;
    if (!this.sink.kept.wants(weight)) return;
    const { stream, ends, isWholeFromStart, hasSent } = this.facts;
    const [client, server] = [this.flights[this.client], this.flights[otherEnd(this.client)]];
    const clientHello = this.hello?.result() ?? null;
    const firstAnswerTook =
      this.firstAnswer === null || clientHello === null ? null : between(clientHello.last, this.firstAnswer);
    const { serverHello, certificate } = this;
    const result: CapturedTls = {
      stream,
      client: ends[this.client],
      server: ends[otherEnd(this.client)],
      after: this.before,
      isWholeFromStart,
      bothEndsSeen: hasSent[0] && hasSent[1],
      clientHello,
      serverHello:
        serverHello === null ? null : chosenIn(serverHello.body, serverHello.frame, serverHello.now),
      retryRequested: this.retryRequested,
      certificate:
        certificate === null
          ? null
          : {
              mark: markOf(certificate.frame, certificate.now),
              octets: certificate.body.length + 4,
              chain: this.sink.certificates.chainOf(certificate.body),
            },
      serverFlightOctets: this.serverFlightOctets,
      clientCertificateAsked: this.clientCertificateAsked,
      clientAuthorities: this.clientAuthorities,
      stage: this.stage(),
      finished: this.finishedAt,
      firstAnswer: this.firstAnswer,
      firstAnswerTook,
      longestWait: this.times.longestWait(),
      alerts: this.alerts,
      strangeAnswer: this.strangeAnswer,
      clientRecords: client.records,
      serverRecords: server.records,
      serverDataRecords: server.dataRecords,
      end: this.end,
      last: this.times.last() ?? { frame: 0, at: 0 },
      unknownFrom: this.unknownFrom,
    };
    this.sink.kept.add(result, weight, this.hello?.frame ?? result.last.frame);
  }

  /** How much it is to be kept, where there are too many: infinity for what failed, else milliseconds. */
  private get weight(): number {
    if (this.hello === null && this.serverHello === null) return 0;
    const isRefused = this.alerts.some(({ level }) => level === "fatal");
    return this.finishedAt === null || isRefused ? Number.POSITIVE_INFINITY : this.times.longest;
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
    this.times.read(this.side(end), this.finishedAt === null, frame, now);
    if (end === this.client) this.clientSpokeAgain ||= this.firstAnswer !== null;
    else if (this.hello !== null) {
      this.firstAnswer ??= markOf(frame, now);
      if (!this.clientSpokeAgain) this.serverFlightOctets += octets;
    }
  }

  record(end: End, type: number, length: number): void {
    const is13 = this.version >= TLS13;
    if (this.finishedAt !== null || this.serverHello === null) return;
    if (is13 !== (type === contentType.applicationData)) return;
    if (!is13) {
      // Both have changed: the Finished of the one that did so last is on its way with it. RFC 5246, section 7.1.
      const other = this.flights[otherEnd(end)];
      if (type === contentType.changeCipherSpec && other.isEncrypted) this.finishedAt = this.times.mark();
      return;
    }
    if (end !== this.client || this.flights[otherEnd(end)].dataRecords === 0) return;
    if (length === ALERT_13) this.alert(end, null);
    else this.finishedAt = this.times.mark();
  }

  piece(end: End, type: number, length: number, octets: number): void {
    if (end !== this.client || type !== messageType.clientHello) return;
    const { frame, now } = this.times;
    this.hello ??= new SeenClientHello(frame, now);
    this.hello.piece(length, octets, frame, now);
  }

  message(end: End, type: number, body: Uint8Array): void {
    const { frame, now } = this.times;
    if (end === this.client) {
      if (type === messageType.clientHello) this.hello?.whole(body);
    } else if (type === messageType.serverHello) this.answer(body);
    else if (type === messageType.certificate)
      this.certificate ??= { body: this.sink.certificates.sameAs(body), frame, now };
    else if (type === messageType.certificateRequest) {
      this.clientCertificateAsked = true;
      const is12 = this.serverHello !== null && this.version === TLS12;
      this.clientAuthorities = decodeCertificateRequest12(body, is12).slice(0, MOST_AUTHORITIES);
    } else if (type === messageType.serverHelloDone) this.clientCertificateAsked ??= false;
  }

  private answer(body: Uint8Array): void {
    const version = versionOfServerHello(body);
    if (version === null || this.serverHello !== null) return;
    if (version === "retry") {
      this.retryRequested = true;
      return;
    }
    this.version = version;
    this.serverHello = { body: new Uint8Array(body), frame: this.times.frame, now: this.times.now };
  }

  alert(end: End, octets: Uint8Array | null): void {
    if (this.alerts.length === MOST_ALERTS) return;
    const alert = octets === null ? null : decodeAlert(octets);
    const said: CapturedAlert = {
      mark: this.times.mark(),
      from: this.side(end),
      level: alert?.level ?? null,
      number: alert?.number ?? null,
      name: alert === null ? null : alertName(alert.number),
      stage: this.stage(),
    };
    this.alerts = [...this.alerts, said];
  }
}
