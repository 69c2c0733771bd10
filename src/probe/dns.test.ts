import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { type DnsAnswer, serveDns } from "../../test/dns-server.ts";
import { systemClock } from "../base/index.ts";
import { createRecorder } from "../evidence/index.ts";
import { type DnsQuestion, plainQuestion, probeDns, probeDnsTogether } from "./index.ts";

const contextOf = (timeout = 150, signal = new AbortController().signal) => ({
  clock: systemClock,
  signal,
  timeout,
  recorder: createRecorder("client"),
  purpose: "difference" as const,
});

const www = { name: "www.example", type: "A" };
const address = { name: "www.example", type: "A", data: "192.0.2.1" };

/** One question to a server that always says the same. */
async function askOf(answer: DnsAnswer | null, question: Partial<DnsQuestion> = {}) {
  await using server = await serveDns(() => answer);
  const asked = { ...plainQuestion({ server: "127.0.0.1", port: server.port }, www), ...question };
  const { value } = await probeDns(asked, contextOf());
  return { value, asked: server.asked };
}

describe("probeDns()", () => {
  test.each(["udp", "tcp"] as const)("records an answer over %s", async (transport) => {
    const { value } = await askOf({ answers: [address] }, { transport });
    expect(value).toMatchObject({
      outcome: "answered",
      rcode: "NOERROR",
      addresses: ["192.0.2.1"],
      sent: 1,
      problem: null,
    });
  });

  test("sends what it is told to: EDNS, CD, no recursion", async () => {
    const { asked } = await askOf({}, { ednsSize: 1232, checkingDisabled: true, recursionDesired: false });
    expect(asked).toMatchObject([{ ednsSize: 1232, checkingDisabled: true, recursionDesired: false }]);
  });

  test("follows an alias to its addresses", async () => {
    const { value } = await askOf({
      answers: [
        { name: "www.example", type: "CNAME", data: "a.example" },
        { name: "a.example", type: "A", data: "192.0.2.7" },
      ],
    });
    expect(value.addresses).toEqual(["192.0.2.7"]);
  });

  test("records how long a denial may be kept", async () => {
    const soa = { name: "example", type: "SOA", data: "ns.example root.example 1 2 3 4 60", ttl: 300 };
    const { value } = await askOf({ rcode: 3, authorities: [soa] });
    expect(value).toMatchObject({ outcome: "answered", rcode: "NXDOMAIN", negativeTtl: 60, addresses: [] });
  });

  test("records silence, after as many tries as told", async () => {
    const { value, asked } = await askOf(null, { tries: 3 });
    expect(value).toMatchObject({ outcome: "timed-out", sent: 3, rcode: null, errno: null });
    expect(asked).toHaveLength(3);
  });

  test.each([
    ["another id", { id: 1, answers: [address] }, "another id"],
    ["no DNS at all", { raw: Uint8Array.of(1, 2, 3) }, "too few"],
  ])("an answer with %s is malformed, once nothing better comes", async (_, answer, problem) => {
    const { value } = await askOf(answer);
    expect(value.outcome).toBe("malformed");
    expect(value.problem).toContain(problem);
  });

  test("a right answer after a wrong one is taken", async () => {
    await using server = await serveDns(({ number }) => (number === 1 ? { id: 1 } : { answers: [address] }));
    const question = plainQuestion({ server: "127.0.0.1", port: server.port }, www);
    const records = await probeDnsTogether([question, { ...question, type: "AAAA" }], contextOf());
    expect(records.map(({ value }) => value.outcome)).toEqual(["malformed", "answered"]);
  });

  test("an answer to another question is malformed", async () => {
    await using server = await serveDns(() => null);
    await using other = await serveDns(() => ({ answers: [address] }));
    expect(server.port).not.toBe(other.port);
    const { value } = await askOf({ raw: Uint8Array.from([0, 0, 0x81, 0x80, 0, 0, 0, 0, 0, 0, 0, 0]) });
    expect(value.outcome).toBe("malformed");
  });

  test.each(["udp", "tcp"] as const)("records a closed port as unreachable over %s", async (transport) => {
    const server = await serveDns(() => null);
    await server[Symbol.asyncDispose]();
    const question = plainQuestion({ server: "127.0.0.1", port: server.port }, www);
    const { value } = await probeDns({ ...question, transport }, contextOf());
    expect(value).toMatchObject({ outcome: "unreachable", errno: "ECONNREFUSED" });
  });

  test("a TCP server that drips octets is given up after the timeout", async () => {
    const drip = createServer((socket) => {
      socket.on("error", () => socket.destroy());
      const timer = setInterval(() => socket.write(Uint8Array.of(0xff)), 20);
      socket.on("close", () => clearInterval(timer));
    });
    drip.listen(0, "127.0.0.1");
    await once(drip, "listening");
    const { port } = drip.address() as AddressInfo;
    const question = plainQuestion({ server: "127.0.0.1", port }, www);
    const { value } = await probeDns({ ...question, transport: "tcp" }, contextOf());
    drip.close();
    expect(value.outcome).toBe("malformed");
    expect(value.problem).toMatch(/stopped after \d+ octets/);
  });

  test("a TCP server that closes at once is told", async () => {
    const closing = createServer((socket) => socket.end());
    closing.listen(0, "127.0.0.1");
    await once(closing, "listening");
    const { port } = closing.address() as AddressInfo;
    const question = plainQuestion({ server: "127.0.0.1", port }, www);
    const { value } = await probeDns({ ...question, transport: "tcp" }, contextOf());
    closing.close();
    expect(value).toMatchObject({
      outcome: "malformed",
      problem: "the connection was closed before the answer",
    });
  });

  test("a name that cannot be asked is recorded with nothing sent", async () => {
    const { value, asked } = await askOf({}, { name: "a..b" });
    expect(value).toMatchObject({ outcome: "malformed", problem: "the name cannot be put into a query" });
    expect(asked).toEqual([]);
  });

  test("throws the reason when the user stops the run, and records nothing", async () => {
    const reason = new Error("stopped by the user");
    const stop = new AbortController();
    const context = contextOf(5_000, stop.signal);
    await using server = await serveDns(() => {
      stop.abort(reason);
      return null;
    });
    const question = plainQuestion({ server: "127.0.0.1", port: server.port }, www);
    await expect(probeDns(question, context)).rejects.toBe(reason);
    expect(context.recorder.evidence).toEqual([]);
  });
});
