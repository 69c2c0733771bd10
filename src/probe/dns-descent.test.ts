import { describe, expect, test } from "vitest";
import { type AskedQuestion, type DnsAnswer, serveDns } from "../../test/dns-server.ts";
import { systemClock } from "../base/index.ts";
import { createRecorder } from "../evidence/index.ts";
import { parseResolverConfig, traceDns } from "./index.ts";

const name = "www.example";
const config = parseResolverConfig({
  resolvConf: "",
  nsswitch: null,
  libc: "glibc",
  hostname: null,
  overrides: [],
});

const contextOf = () => ({
  clock: systemClock,
  signal: new AbortController().signal,
  timeout: 1_000,
  recorder: createRecorder("client"),
  purpose: "difference" as const,
});

const referral = (zone: string, server: string): DnsAnswer => ({
  authorities: [{ name: zone, type: "NS", data: server }],
  additionals: [{ name: server.toUpperCase(), type: "A", data: "127.0.0.1" }],
});

/** A name server that is root, parent and child in turn: each question goes to the zone below the one before. */
async function trace(
  answers: (question: AskedQuestion) => DnsAnswer | null,
  { zone = ".", asked = name }: { readonly zone?: string; readonly asked?: string } = {},
) {
  await using server = await serveDns(answers);
  const from = { zone, servers: [server.address] };
  const withResolver = { ...config, nameservers: [server.address] };
  const { value } = await traceDns({ name: asked, type: "A", from, config: withResolver }, contextOf());
  return value;
}

describe.concurrent("traceDns()", () => {
  test("walks down by referrals and their glue, whatever its case", async () => {
    const value = await trace(({ number }) =>
      number === 1
        ? referral("example", "ns.example")
        : { answers: [{ name, type: "A", data: "192.0.2.2" }], authoritative: true },
    );
    expect(value).toMatchObject({
      from: "zone-cut",
      answer: { rcode: "NOERROR", addresses: ["192.0.2.2"] },
      lameServers: [],
      steps: [
        { zone: ".", outcome: "referral" },
        { zone: "example", outcome: "answer" },
      ],
    });
  });

  test("asks a configured resolver for a server without glue", async () => {
    const value = await trace((question) => {
      if (question.name === "ns.other") {
        return question.type === "A" ? { answers: [{ name: "ns.other", type: "A", data: "127.0.0.1" }] } : {};
      }
      return question.number === 1
        ? { authorities: [{ name: "example", type: "NS", data: "ns.other" }] }
        : { answers: [{ name, type: "A", data: "192.0.2.2" }], authoritative: true };
    });
    expect(value).toMatchObject({ answer: { addresses: ["192.0.2.2"] }, steps: [{}, { zone: "example" }] });
  });

  test("ends where nobody knows an address of the servers", async () => {
    const value = await trace(({ number }) =>
      number === 1 ? { authorities: [{ name: "example", type: "NS", data: "ns.other" }] } : { rcode: 3 },
    );
    expect(value).toMatchObject({ answer: null, steps: [{ outcome: "referral" }] });
  });

  test("follows an alias from the beginning", async () => {
    const value = await trace((question) =>
      question.name === name
        ? { answers: [{ name, type: "CNAME", data: "shop.test" }], authoritative: true }
        : { answers: [{ name: "shop.test", type: "A", data: "192.0.2.3" }], authoritative: true },
    );
    expect(value).toMatchObject({ name, answer: { addresses: ["192.0.2.3"] } });
  });

  test("does not follow an alias out of the zone that it began with", async () => {
    const alias = { answers: [{ name, type: "CNAME", data: "shop.test" }], authoritative: true };
    const value = await trace(() => alias, { zone: "example" });
    expect(value).toMatchObject({ answer: null, steps: [{ zone: "example", outcome: "answer" }] });
  });

  test("aliases in a circle come to an end", async () => {
    const value = await trace(({ name: asked }) => ({
      answers: [{ name: asked, type: "CNAME", data: asked === name ? "b.example" : name }],
      authoritative: true,
    }));
    expect(value).toMatchObject({ answer: null });
    expect(value.steps).toHaveLength(4);
  });

  test("a referral that leads aside or upwards is not followed", async () => {
    expect((await trace(() => referral("other", "ns.other"))).steps).toHaveLength(1);
    expect(await trace(() => referral(".", "ns.root"), { zone: "example" })).toMatchObject({
      answer: null,
      lameServers: ["127.0.0.1 127.0.0.1"],
      steps: [{ outcome: "lame" }],
    });
  });

  test("a server that refuses is lame", async () => {
    const value = await trace(({ number }) =>
      number === 1 ? referral("example", "ns.example") : { rcode: 5 },
    );
    expect(value).toMatchObject({ answer: null, lameServers: ["NS.EXAMPLE 127.0.0.1"] });
  });

  test("keeps how long a denial may be kept", async () => {
    const data = "ns.example host.example 7 3600 600 86400 30";
    const soa = { name: "example", type: "SOA", data, ttl: 300 };
    const value = await trace(() => ({ rcode: 3, authorities: [soa], authoritative: true }));
    expect(value).toMatchObject({ answer: { rcode: "NXDOMAIN" }, negativeTtl: 30 });
  });
});
