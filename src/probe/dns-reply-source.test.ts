import { createSocket } from "node:dgram";
import { once } from "node:events";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { serveDns } from "../../test/dns-server.ts";
import { systemClock } from "../base/index.ts";
import { createRecorder } from "../evidence/index.ts";
import { probeReplySource, sourceOf } from "./dns-reply-source.ts";

const contextOf = (timeout = 150, signal = new AbortController().signal) => ({
  clock: systemClock,
  signal,
  timeout,
  recorder: createRecorder("client"),
  purpose: "difference" as const,
});

const question = { name: "www.example", type: "A" };

/** Turns a query into an answer to it: the QR bit. */
const answerTo = (query: Uint8Array): Uint8Array =>
  query.map((octet, index) => (index === 2 ? octet | 0x80 : octet));

/** A server on 127.0.0.1 whose answers leave from another socket. */
async function serveFrom(address: string, reply: (query: Uint8Array) => Uint8Array = answerTo) {
  const heard = createSocket("udp4");
  const speaks = createSocket("udp4");
  heard.bind(0, "127.0.0.1");
  speaks.bind(0, address);
  await Promise.all([once(heard, "listening"), once(speaks, "listening")]);
  heard.on("message", (query, from) => speaks.send(reply(query), from.port, from.address));
  return {
    port: heard.address().port,
    async [Symbol.asyncDispose]() {
      heard.close();
      speaks.close();
    },
  };
}

describe.concurrent("probeReplySource()", () => {
  test("records an answer from another address, and asks twice for it", async () => {
    await using server = await serveFrom("127.0.0.77");
    const { value } = await probeReplySource(
      { ...question, server: "127.0.0.1", port: server.port },
      contextOf(),
    );
    expect(value).toMatchObject({ sent: 2, fromServer: 0, fromOtherAddress: 2, fromOtherPort: 0 });
    expect(value.strangeSource).toMatch(/^127\.0\.0\.77:\d+$/);
  });

  test("records an answer from another port of the server", async () => {
    await using server = await serveFrom("127.0.0.1");
    const { value } = await probeReplySource(
      { ...question, server: "127.0.0.1", port: server.port },
      contextOf(),
    );
    expect(value).toMatchObject({ sent: 2, fromOtherAddress: 0, fromOtherPort: 2 });
  });

  test("records the server's own answer, asked for once", async () => {
    await using server = await serveDns(() => ({}));
    const { value } = await probeReplySource(
      { ...question, server: "127.0.0.1", port: server.port },
      contextOf(),
    );
    expect(value).toMatchObject({ sent: 1, fromServer: 1, fromOtherAddress: 0, strangeSource: null });
  });

  test.each<[string, (query: Uint8Array) => Uint8Array]>([
    ["another id", (query) => answerTo(query).map((octet, index) => (index === 0 ? octet ^ 0xff : octet))],
    ["another question", (query) => answerTo(query).map((octet, index) => (index === 13 ? 0x7a : octet))],
    ["no answer but the query itself", (query) => query],
    ["few octets", (query) => query.subarray(0, 5)],
  ])("takes no strange answer with %s", async (_, reply) => {
    await using server = await serveFrom("127.0.0.77", reply);
    const { value } = await probeReplySource(
      { ...question, server: "127.0.0.1", port: server.port },
      contextOf(80),
    );
    expect(value).toMatchObject({ sent: 1, fromOtherAddress: 0, strangeSource: null });
  });

  test("ends with the user's stop", async () => {
    const stop = new AbortController();
    await using server = await serveDns(() => {
      stop.abort(new Error("stopped"));
      return null;
    });
    const asked = probeReplySource(
      { ...question, server: "127.0.0.1", port: server.port },
      contextOf(5_000, stop.signal),
    );
    await expect(asked).rejects.toThrow("stopped");
  });
});

describe("sourceOf()", () => {
  const at = (address: string, port = 53) => ({ server: "2001:db8::1", port: 53, from: { address, port } });
  const query = { id: 7, ...question };
  const answer = Uint8Array.from([
    0, 7, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0, 3, 119, 119, 119, 7, 101, 120, 97, 109, 112, 108, 101, 0, 0, 1,
    0, 1,
  ]);

  test.each([
    ["2001:db8::1", "fromServer"],
    ["2001:db8:0::1", "fromServer"],
    ["2001:db8::1%eth0", "fromServer"],
    ["2001:db8::2", "fromOtherAddress"],
  ])("knows an answer from %s", (address, source) => {
    expect(sourceOf(answer, query, at(address))).toBe(source);
    expect(sourceOf(answer, query, at(address, 1053))).toBe(source.replace("fromServer", "fromOtherPort"));
  });

  test("takes no truncation and no change of the answer's question, and never throws", () => {
    for (let length = 0; length < answer.length; length += 1)
      expect(sourceOf(answer.subarray(0, length), query, at("2001:db8::2"))).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (octets) => {
        expect(sourceOf(octets, { id: 7, name: "q.example", type: "A" }, at("2001:db8::2"))).toBeNull();
      }),
    );
  });
});
