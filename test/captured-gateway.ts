import type { CapturedHttp } from "../src/capture/application/index.ts";
import { mark } from "./capture-records.ts";

/** A gateway, its client, and what is behind it. */
export const gateway = { address: "192.0.2.10", port: 80 };
export const client = { address: "192.0.2.99", port: 40_000 };
export const own = { address: gateway.address, port: 50_000 };
export const upstream = { address: "192.0.2.20", port: 8_080 };

/** A request to the gateway, answered with 502. */
export const exchange = (value: Partial<CapturedHttp> = {}): CapturedHttp => ({
  stream: 0,
  client,
  server: gateway,
  protocol: "http/1.1",
  onConnection: 1,
  http2Stream: null,
  method: "GET",
  host: "shop.example",
  path: "/",
  throughProxy: false,
  requestFirst: mark(3),
  requestLast: mark(3),
  requestHeadOctets: 80,
  requestPromised: 0,
  requestBodyOctets: 0,
  requestIsWhole: true,
  expectsContinue: false,
  idleBefore: 0,
  interim: [],
  status: 502,
  answerFirst: mark(300),
  answerLast: mark(300),
  endsBy: "length",
  promisedOctets: 100,
  bodyOctets: 100,
  headers: { server: "nginx" },
  software: "nginx",
  answeredBy: "unknown",
  location: null,
  outcome: "answered",
  error: null,
  firstByte: 297,
  transfer: 0,
  longestPause: null,
  end: null,
  crossed: null,
  saysClose: false,
  bothEndsSeen: true,
  missingOctets: 0,
  ...value,
});

/** What the gateway sent on, and had no answer to. */
export const behind = (value: Partial<CapturedHttp> = {}): CapturedHttp =>
  exchange({
    stream: 1,
    client: own,
    server: upstream,
    requestFirst: mark(5),
    requestLast: mark(5),
    status: null,
    answerFirst: null,
    answerLast: null,
    firstByte: null,
    transfer: null,
    outcome: "reset",
    ...value,
  });

/** The upstream ended its connection so. */
export const ended = (how: "fin" | "reset", at: number) => ({
  end: { by: "server", how, mark: mark(at) } as const,
  crossed: { fin: how === "fin" ? mark(at) : null, reset: how === "reset" ? mark(at) : null },
});
