import { expect, test } from "vitest";
import { someUpstream } from "../../../test/hop-records.ts";
import type { UpstreamServer } from "../../evidence/index.ts";
import { serversOf } from "./look-at-proxy.ts";

test("servers that no request comes to are not looked at", () => {
  const server = (change: Partial<UpstreamServer>): UpstreamServer => {
    const [one] = someUpstream.servers;
    if (one === undefined) throw new Error("the upstream of the tests has a server");
    return { ...one, ...change };
  };
  const servers = [
    server({}),
    server({ port: 8081, weight: 0 }),
    server({ port: 8082, isDown: true }),
    server({ port: 8083, isBackup: true }),
    server({ port: null }),
  ];
  expect(serversOf({ ...someUpstream, servers }).map(({ port }) => port)).toEqual([8080, 8083]);
});
