import { describe, expect, test } from "vitest";
import { accessLine, configurationTo, look, someUpstream, stateOf } from "../../../../test/hop-records.ts";
import { asking, attempt, proper } from "../../../../test/http-records.ts";
import type { Evidence, LoggedExchange } from "../../../evidence/index.ts";
import { causes } from "../../causes/index.ts";
import { diagnose } from "../../diagnose.ts";
import { recordsOfHop } from "../../hops.ts";
import { referenceOf } from "../../reference.ts";
import { failingTries } from "./failing-tries.ts";
import { readLogged } from "./logged.ts";

/** haproxy's own page for a request that it could not send to a server. */
const page503 = {
  status: 503,
  software: "haproxy",
  answeredBy: "intermediary",
  errorBody: "503 Service Unavailable No server is available to handle this request.",
} as const;

const proxy = configurationTo({
  servers: ["192.0.2.20", "192.0.2.21"].map((host, index) => ({
    ...(someUpstream.servers[0] as (typeof someUpstream.servers)[number]),
    ...{ host, name: `s${index}` },
  })),
});

/** A line of haproxy about a connection that did not come about. */
const failed = (changes: Partial<LoggedExchange> = {}): Evidence => {
  const tries = [{ upstream: null, status: null, connect: null, firstByte: null, took: null }];
  return accessLine({ status: 503, code: "SC--", server: "app/s1", took: 1, tries, ...changes });
};

const request = [
  asking({}),
  ...attempt({ exchange: page503, attempt: { number: 1 } }),
  ...attempt({ attempt: { ...proper, number: 2 } }),
];

/** What the log says: `+` and `-` before the name, a question mark behind what is only suggested. */
function said(...records: readonly Evidence[]): readonly string[] {
  const { own, deeper } = recordsOfHop([...request, ...records], 1);
  const reference = referenceOf(own, deeper);
  if (reference === null) throw new Error("nothing was asked");
  return readLogged(own, reference).map(
    ({ name, holds, strength, slots }) =>
      `${holds ? "+" : "-"}${name}${strength === "states" ? "" : "?"} ${slots["upstream"] ?? ""}`,
  );
}

describe("haproxy's SC with a server's name is a connection to it that did not come about", () => {
  test("to the address that its state or its configuration has for the name", () => {
    expect(said(proxy, failed(), failed())).toContain("+upstream-refuses? 192.0.2.21:8080");
    const state = stateOf({}, { address: "192.0.2.99", port: 81 });
    expect(failingTries([state, failed()])).toMatchObject([{ upstream: "192.0.2.99:81", isRefused: false }]);
    expect(failingTries([proxy, failed()])).toMatchObject([{ upstream: "192.0.2.21:8080", isRefused: true }]);
  });

  test("so the proxy did not lack a server, and that is no verdict", () => {
    expect(said(proxy, failed())).toContain("-upstream-none-healthy ");
    const found = diagnose([...request, proxy, look(), failed()], causes).verdict;
    expect(found.cause).not.toBe("no-healthy-upstream");
  });

  test("what took as long as a neighbour is asked for, or went to a server with TLS, may have failed otherwise", () => {
    const secure = configurationTo({
      ...{ servers: someUpstream.servers.map((one) => ({ ...one, name: "s1" })) },
      tls: { verifies: true, serverName: null, where: "haproxy.cfg:9" },
    });
    expect(failingTries([secure, failed()])).toMatchObject([{ isRefused: false }]);
    expect(failingTries([proxy, failed({ took: 3_005 })])).toMatchObject([{ isRefused: false }]);
  });
});

test("where some lines name no server, the proxy lacked one at times", () => {
  const none = failed({ server: null, tries: [], reason: "upstream-none-healthy" });
  const both = { ...failed(), value: { ...failed().value, kept: [failed(), none].flatMap(keptOf) } };
  expect(said(proxy, both as Evidence)).toContain("+upstream-none-healthy ");
  expect(said(proxy, both as Evidence)).not.toContain("-upstream-none-healthy ");
});

const keptOf = ({ kind, value }: Evidence) => (kind === "logged-exchanges" ? value.kept : []);

test("failures at the time of requests that all passed are others', and say why others' requests fail", () => {
  const theirs = attempt({ exchange: page503, attempt: { number: 2 } }).map(
    (record): Evidence => ({ ...record, by: "logged" }),
  );
  const all = [asking({}), ...attempt({ attempt: { ...proper, number: 1 } }), ...theirs, proxy, failed()];
  const reference = referenceOf(all, []);
  const found = reference === null ? [] : readLogged(all, reference).map(({ name }) => name);
  expect(found).toEqual(["upstream-refuses", "upstream-none-healthy"]);
});
