import type { ReferenceRequest } from "../src/diagnose/index.ts";
import {
  type Attempt,
  type Evidence,
  type HttpExchange,
  plainRequest,
  type RequestAsked,
} from "../src/evidence/index.ts";
import { anyRequest } from "./observation.ts";
import { exampleRecord } from "./run-example.ts";

/** What was asked for, unless a test says otherwise. */
export const askedFor = plainRequest({
  target: "http://shop.example/api",
  scheme: "http",
  host: "shop.example",
  hostIsAddress: false,
  port: 80,
  path: "/api",
  tls: { alpn: ["h2", "http/1.1"] },
});

/** That request as the readers get it, of a client that nobody else helps to see, unless a test says otherwise. */
export const requestFor = (changes: Partial<ReferenceRequest> = {}): ReferenceRequest => ({
  ...anyRequest,
  asked: askedFor,
  window: { from: 0, until: 1 },
  hop: 1,
  deeper: [],
  ...changes,
});

/** A proper answer, unless a test says otherwise. */
export const answered: HttpExchange = {
  address: "192.0.2.10",
  port: 80,
  protocol: "http/1.1",
  throughProxy: false,
  preamble: "none",
  method: "GET",
  url: "http://shop.example/api",
  requestBodyOctets: 0,
  requestHeadOctets: 120,
  onConnection: 1,
  idleBefore: 0,
  outcome: "answered",
  connectionEnd: "open",
  error: null,
  interim: [],
  strangeAnswer: null,
  strangeProtocol: null,
  status: 200,
  reason: "OK",
  headers: { date: "Sat, 06 Jun 2026 10:24:33 GMT" },
  errorBody: null,
  answeredBy: "unknown",
  software: null,
  promisedOctets: 5,
  endsBy: "length",
  bodyOctets: 5,
  location: null,
  locationSeenBefore: null,
  setsCookie: false,
  sentOctets: 0,
  phases: { firstByte: 3, transfer: 1 },
  took: 5,
};

/** An answer of a proxy, in the words of nginx. */
export const nginxPage = (status: number, reason: string): Partial<HttpExchange> => ({
  status,
  reason,
  answeredBy: "intermediary",
  software: "nginx",
  headers: { ...answered.headers, server: "nginx" },
  errorBody: `${status} ${reason} ${status} ${reason} nginx`,
});

/** A page of haproxy. */
export const haproxyPage = (status: number, errorBody: string): Partial<HttpExchange> => ({
  status,
  answeredBy: "intermediary",
  software: "haproxy",
  headers: {},
  errorBody,
});

/** What one attempt ended with. `proper` and `failedAt` follow from what a test says of the exchange. */
export interface Told {
  readonly exchange?: Partial<HttpExchange>;
  readonly attempt?: Partial<Attempt>;
}

let made = 0;
const nextId = () => {
  made += 1;
  return `e${made}`;
};

/** An exchange by itself: a variant. */
export const variant = (changes: Partial<HttpExchange> = {}): Evidence =>
  exampleRecord(
    nextId(),
    "http-exchange",
    { ...answered, ...changes },
    { boundary: "app", purpose: "difference", attempt: null },
  );

/** A whole attempt that failed in its exchange, unless a test says otherwise. */
export function attempt(
  { exchange = {}, attempt: changes = {} }: Told = {},
  purpose: "reference" | "difference" = "reference",
): readonly Evidence[] {
  const number = changes.number ?? 1;
  const of = { purpose, attempt: purpose === "reference" ? number : null };
  const one = exampleRecord(
    nextId(),
    "http-exchange",
    { ...answered, ...exchange },
    { boundary: "app", ...of },
  );
  const value: Attempt = {
    number,
    answeredProperly: false,
    failedAt: "exchange",
    address: "192.0.2.10",
    port: 80,
    took: 10,
    phases: { lookup: 1, connect: 1, tls: null, firstByte: 3, transfer: 1 },
    status: exchange.status ?? 200,
    steps: [one.id],
    ...changes,
  };
  return [one, exampleRecord(nextId(), "attempt", value, { boundary: "client", ...of })];
}

/** Proper, in place of failed. */
export const proper: Partial<Attempt> = { answeredProperly: true, failedAt: null };

/** What was asked, as a record. */
export const asking = (changes: Partial<RequestAsked> = {}): Evidence =>
  exampleRecord(
    nextId(),
    "request-asked",
    { ...askedFor, ...changes },
    { boundary: "client", by: "told", purpose: "context", attempt: null },
  );
