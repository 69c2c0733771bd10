import type { FrameMark } from "../../evidence/index.ts";
import { fieldOf, type HttpHead, keptFields, plainText, readHttpHead, speakerOf } from "../../wire/index.ts";
import type { CapturedHttp } from "./captured-http.ts";
import type { ConnectionFacts, End } from "./connection-reader.ts";
import { otherEnd } from "./connection-reader.ts";
import { type RequestHead, readRequestHead } from "./http-request-head.ts";
import { between, markOf } from "./mark.ts";

/** Octets of an error's body that are looked at for its author, where they come with the head. */
const LOOKED_AT = 2_048;
/** A server that answers with this status or a higher one has failed. RFC 9110, section 15.6. */
const FAILED = 500;
const MOST_LOCATION = 1_024;
const MOST_INTERIM = 8;

/** How a connection ended, as far as it did. */
export interface ConnectionEnd {
  readonly end: CapturedHttp["end"];
  readonly serverFin: FrameMark | null;
  readonly serverReset: FrameMark | null;
}

/** One exchange while it goes on. Times in nanoseconds; frames of -1 stand for what was not seen. */
export class HttpTrack {
  /** Heads, and the text of those that are read only where the result is kept. */
  private requestHead: RequestHead | null = null;
  private requestText: string | null = null;
  private answerHead: HttpHead | null = null;
  private answerText: string | null = null;
  isHead = false;
  isConnect = false;
  /** Of the answer; 0 before there is a head. */
  status = 0;
  onConnection = 1;
  http2Stream: number | null = null;
  requestFrame = -1;
  requestAt = -1;
  requestLastFrame = -1;
  requestLastAt = -1;
  requestBodyOctets = 0;
  requestIsWhole = false;
  idleBefore = 0;
  readonly interim: number[] = [];
  answerFrame = -1;
  answerAt = -1;
  answerLastFrame = -1;
  answerLastAt = -1;
  answerIsWhole = false;
  endsBy: CapturedHttp["endsBy"] = null;
  promisedOctets: number | null = null;
  bodyOctets = 0;
  longestPause = 0;
  missingOctets = 0;
  /** What is known of its end before the connection's. */
  outcome: CapturedHttp["outcome"] | null = null;
  error: string | null = null;
  private bodyText: string | null = "";

  get request(): RequestHead | null {
    if (this.requestText !== null) {
      const head = readRequestHead(Buffer.from(this.requestText, "latin1"));
      this.requestHead = head === "malformed" ? null : head;
      this.requestText = null;
    }
    return this.requestHead;
  }

  set request(head: RequestHead | null) {
    this.requestHead = head;
    this.isHead = head?.method === "HEAD";
    this.isConnect = head?.method === "CONNECT";
  }

  /** A head that was looked over, as text. */
  requestIs(text: string, { isHead, isConnect }: Pick<HttpTrack, "isHead" | "isConnect">): void {
    this.requestText = text;
    this.isHead = isHead;
    this.isConnect = isConnect;
  }

  get answer(): HttpHead | null {
    if (this.answerText !== null) {
      const read = readHttpHead(Buffer.from(this.answerText, "latin1"));
      this.answerHead = read.outcome === "head" ? read.head : null;
      this.answerText = null;
    }
    return this.answerHead;
  }

  /** The head of an answer of a status below 400, looked over, as text. */
  answerIs(text: string, status: number): void {
    this.answerText = text;
    this.status = status;
  }

  /** Octets of the request came. */
  asked(frame: number, now: number): void {
    if (this.requestFrame < 0) {
      this.requestFrame = frame;
      this.requestAt = now;
    }
    this.requestLastFrame = frame;
    this.requestLastAt = now;
  }

  /** Octets of the answer came. */
  answered(frame: number, now: number): void {
    if (this.answerFrame < 0) {
      this.answerFrame = frame;
      this.answerAt = now;
    } else if (now - this.answerLastAt > this.longestPause) this.longestPause = now - this.answerLastAt;
    this.answerLastFrame = frame;
    this.answerLastAt = now;
  }

  /** So many octets of the request's body are there by now. */
  requestBody(octets: number, frame: number, now: number): void {
    this.requestBodyOctets = octets;
    this.asked(frame, now);
  }

  /** So many octets of the answer's body are there by now. */
  answerBody(octets: number, frame: number, now: number): void {
    this.bodyOctets = octets;
    this.answered(frame, now);
  }

  /** Octets of a body are missing: they were sent, but when is not known. */
  missing(isOfRequest: boolean, bodyOctets: number, octets: number): void {
    this.missingOctets += octets;
    if (isOfRequest) this.requestBodyOctets = bodyOctets;
    else this.bodyOctets = bodyOctets;
  }

  interimStatus(status: number): void {
    if (this.interim.length < MOST_INTERIM) this.interim.push(status);
  }

  /** The head of the answer, and what came of its body with it. */
  head(head: HttpHead, rest: Uint8Array): void {
    this.answerHead = head;
    this.status = head.status;
    const isPlain = fieldOf(head.fields, "content-encoding") === null;
    if (head.status < 400 || this.endsBy === "none") return;
    // Where nothing of the body is at hand, nothing is said of its author.
    const text =
      isPlain && rest.length > 0 ? Buffer.from(rest.subarray(0, LOOKED_AT)).toString("utf8") : null;
    this.bodyText = text === null ? null : plainText(text.replace(/^[0-9a-f]+\r\n/i, ""));
  }

  /** How much it is to be kept, where there are too many: infinity for what failed, else milliseconds. */
  get weight(): number {
    if (!this.answerIsWhole || this.outcome !== null || this.status >= FAILED)
      return Number.POSITIVE_INFINITY;
    const from = this.requestLastAt < 0 ? this.answerAt : this.requestLastAt;
    return Math.max(0, this.answerLastAt - from) / 1e6;
  }

  result(
    facts: ConnectionFacts,
    client: End,
    how: ConnectionEnd & { readonly protocol: "http/1.1" | "h2"; readonly isLost: boolean },
  ): CapturedHttp {
    const { request, answer } = this;
    const requestLast = this.requestLastFrame < 0 ? null : markOf(this.requestLastFrame, this.requestLastAt);
    const answerFirst = this.answerFrame < 0 ? null : markOf(this.answerFrame, this.answerAt);
    const answerLast = this.answerFrame < 0 ? null : markOf(this.answerLastFrame, this.answerLastAt);
    const bothEndsSeen = facts.hasSent[0] && facts.hasSent[1];
    const outcome = this.outcome ?? this.outcomeOf(how, bothEndsSeen);
    const hasNone = (outcome === "closed" || outcome === "reset") && answerFirst === null;
    const crosses = hasNone && (how.serverFin !== null || how.serverReset !== null);
    const speaker = answer === null ? null : speakerOf({ ...answer, bodyText: this.bodyText ?? "" });
    const location =
      answer === null || answer.status < 300 || answer.status > 399
        ? null
        : fieldOf(answer.fields, "location");
    return {
      stream: facts.stream,
      client: facts.ends[client],
      server: facts.ends[otherEnd(client)],
      protocol: how.protocol,
      bothEndsSeen,
      onConnection: this.onConnection,
      http2Stream: this.http2Stream,
      method: request?.method ?? null,
      host: request?.host ?? null,
      path: request?.path ?? null,
      throughProxy: request?.isAbsolute ?? false,
      requestFirst: this.requestFrame < 0 ? null : markOf(this.requestFrame, this.requestAt),
      requestLast,
      requestHeadOctets: request?.headOctets ?? 0,
      requestPromised: promisedBy(request),
      requestBodyOctets: this.requestBodyOctets,
      requestIsWhole: this.requestIsWhole,
      expectsContinue: request?.expectsContinue ?? false,
      idleBefore: this.idleBefore / 1e6,
      interim: this.interim,
      status: answer?.status ?? null,
      answerFirst,
      answerLast,
      endsBy: this.endsBy,
      promisedOctets: this.promisedOctets,
      bodyOctets: this.bodyOctets,
      missingOctets: this.missingOctets,
      headers: answer === null ? {} : keptFields(answer.fields),
      software: speaker?.software ?? null,
      answeredBy: this.bodyText === null ? "unknown" : (speaker?.answeredBy ?? "unknown"),
      location:
        location
          ?.replace(/[?#].*$/, "")
          .replace(/\/\/[^/@]*@/, "//")
          .slice(0, MOST_LOCATION) ?? null,
      outcome,
      error: this.error,
      firstByte: requestLast === null || answerFirst === null ? null : between(requestLast, answerFirst),
      transfer: answerFirst === null || answerLast === null ? null : between(answerFirst, answerLast),
      longestPause:
        answerFirst === null || this.answerFrame === this.answerLastFrame ? null : this.longestPause / 1e6,
      end: how.end,
      crossed: crosses ? { fin: how.serverFin, reset: how.serverReset } : null,
      saysClose: (request?.saysClose ?? false) || (answer !== null && saysClose(answer)),
    };
  }

  private outcomeOf(
    { end, isLost, serverFin }: ConnectionEnd & { readonly isLost: boolean },
    bothEndsSeen: boolean,
  ): CapturedHttp["outcome"] {
    if (this.answerIsWhole) return "answered";
    if (isLost || !bothEndsSeen) return "unknown";
    if (this.answerFrame >= 0) {
      if (this.endsBy === "close" && serverFin !== null && end?.how !== "reset") return "answered";
      return end === null ? "stalled" : "truncated";
    }
    if (end === null) return "waiting";
    return end.how === "reset" ? "reset" : "closed";
  }
}

function promisedBy(request: RequestHead | null): number | null {
  if (request === null || request.body.by === "chunks") return null;
  return request.body.by === "length" ? request.body.octets : 0;
}

function saysClose({ version, fields }: HttpHead): boolean {
  const connection = fieldOf(fields, "connection") ?? "";
  return /\bclose\b/i.test(connection) || (version === "1.0" && !/\bkeep-alive\b/i.test(connection));
}
