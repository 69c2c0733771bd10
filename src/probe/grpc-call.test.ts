import { once } from "node:events";
import { createServer, type ServerHttp2Stream } from "node:http2";
import { connect } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import {
  createRecorder,
  GRPC_HEALTH,
  type HttpExchange,
  isProperAnswer,
  plainRequest,
} from "../evidence/index.ts";
import { emptyCall, grpcAnswerOf } from "./grpc-call.ts";
import type { RawAnswer } from "./http-ask.ts";
import { exchangeHttp } from "./http-exchange.ts";

const asked = plainRequest({
  target: "grpc://127.0.0.1:50051",
  scheme: "grpc",
  host: "127.0.0.1",
  hostIsAddress: true,
  port: 50_051,
});

/** What a server does with each call, and what the client records of one. */
async function call(
  answer: (stream: ServerHttp2Stream) => void,
  seen: (headers: Readonly<Record<string, unknown>>, octets: Buffer) => void = () => {},
): Promise<HttpExchange> {
  const server = createServer();
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    const parts: Buffer[] = [];
    stream.on("data", (part: Buffer) => parts.push(part));
    stream.on("end", () => {
      seen(headers, Buffer.concat(parts));
      answer(stream);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const stream = connect(port, "127.0.0.1");
  await once(stream, "connect");
  try {
    const { value } = await exchangeHttp(
      {
        ...{ stream, protocol: "h2", scheme: "http", address: "127.0.0.1", port, host: "127.0.0.1" },
        ...{ path: GRPC_HEALTH, absoluteForm: false, onConnection: 1, idleBefore: 0 },
        ...emptyCall([]),
      },
      {
        clock: systemClock,
        signal: new AbortController().signal,
        recorder: createRecorder("client"),
        purpose: "reference",
        timeout: 2_000,
      },
    );
    return value;
  } finally {
    server.close();
  }
}

/** An answer of one message, with its status behind it. */
const answering = (status: string, message?: string) => (stream: ServerHttp2Stream) => {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () =>
    stream.sendTrailers({
      "grpc-status": status,
      ...(message === undefined ? {} : { "grpc-message": message }),
    }),
  );
  stream.end(Buffer.from([0, 0, 0, 0, 2, 8, 1]));
};

/** An answer that is all head. */
const refusing = (status: string, message: string) => (stream: ServerHttp2Stream) =>
  stream.respond(
    { ":status": 200, "content-type": "application/grpc", "grpc-status": status, "grpc-message": message },
    { endStream: true },
  );

test("a call is sent as gRPC wants it, and its status comes from the trailers", async () => {
  const got: unknown[] = [];
  const value = await call(answering("0"), (headers, octets) =>
    got.push(headers[":method"], headers["content-type"], headers["te"], headers["content-length"], [
      ...octets,
    ]),
  );
  expect(got).toEqual(["POST", "application/grpc", "trailers", undefined, [0, 0, 0, 0, 0]]);
  expect(value).toMatchObject({ outcome: "answered", status: 200, grpcStatus: 0, grpcMessage: null });
  expect(isProperAnswer(value, asked)).toBe(true);
});

test("a server that lacks the health service speaks gRPC: a proper answer", async () => {
  const value = await call(refusing("12", "unknown%20service"));
  expect(value).toMatchObject({ grpcStatus: 12, grpcMessage: "unknown service" });
  expect(isProperAnswer(value, asked)).toBe(true);
});

test("a server that is unavailable, or fails inside, gives no proper answer", async () => {
  for (const status of ["2", "4", "8", "13", "14", "15"])
    expect(isProperAnswer(await call(refusing(status, "")), asked)).toBe(false);
});

test("an Envoy that has no upstream is known by its words", async () => {
  const value = await call(refusing("14", "no healthy upstream"));
  expect(value).toMatchObject({ answeredBy: "intermediary", software: "envoy" });
});

test("an answer without a status of gRPC is no proper one", async () => {
  const value = await call((stream) => {
    stream.respond({ ":status": 200, "content-type": "text/html" });
    stream.end("<p>It works</p>");
  });
  expect(value).toMatchObject({ outcome: "answered", grpcStatus: null });
  expect(isProperAnswer(value, asked)).toBe(false);
});

test("no field makes the reading of a status throw", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 600 }), (status, message) => {
      const head = {
        status: 200,
        reason: "",
        fields: [
          ["grpc-status", status],
          ["grpc-message", message],
        ],
      } as const;
      const read = grpcAnswerOf({ head } as unknown as RawAnswer); // Nothing else of it is looked at.
      expect(read.grpcStatus === null || Number.isSafeInteger(read.grpcStatus)).toBe(true);
      expect((read.grpcMessage ?? "").length).toBeLessThanOrEqual(500);
    }),
  );
});
