import { describe, expect, test } from "vitest";
import { takesRequests } from "../../evidence/index.ts";
import { evaluateHaproxy } from "./evaluate.ts";
import { parseSections } from "./sections.ts";

const ask = (text: string) =>
  evaluateHaproxy(
    parseSections([{ path: "/h", text }], {}),
    {
      ...{ scheme: "http", host: "shop.example", address: null, port: 80, path: "/", method: "GET" },
      ...{ bodyOctets: 0, headOctets: 100, client: "192.0.2.7", fields: {} },
    },
    () => null,
  );

describe("servers of a backend", () => {
  const upstreamOf = (...servers: readonly string[]) => {
    const text = [
      "global",
      " ca-base /etc/ssl",
      "defaults",
      " mode http",
      " option redispatch",
      "frontend f",
      " bind :80",
      " default_backend b",
      "backend b",
      ...servers.map((server, index) => ` server s${index} ${server}`),
      "",
    ].join("\n");
    const action = ask(text).route?.action;
    return action?.kind === "upstream" ? action.upstream : null;
  };

  test("are spoken to with the files that they name", () => {
    expect(upstreamOf("192.0.2.1:443 ssl verify required ca-file own.pem crt /c.pem")?.tls).toMatchObject({
      verifies: true,
      trustFile: "/etc/ssl/own.pem",
      identity: { certificateFile: "/c.pem", keyFile: "/c.pem" },
    });
    const tls = upstreamOf("192.0.2.1:443 ssl verify required ca-file @system-ca crt own.pem")?.tls;
    expect(tls).not.toHaveProperty("trustFile");
    expect(tls).not.toHaveProperty("identity");
  });

  test("that have no weight get no requests, and are none to go on to", () => {
    const drained = upstreamOf("192.0.2.1:80", "192.0.2.2:80 weight 0");
    expect(drained?.triesNext).toBe(false);
    expect(drained?.servers.map(takesRequests)).toEqual([true, false]);
    expect(upstreamOf("192.0.2.1:80", "192.0.2.2:80 weight 1")?.triesNext).toBe(true);
  });
});
