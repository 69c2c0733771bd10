import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import { parseTarget, readOptions } from "../config/index.ts";
import { check } from "./check.ts";
import { planOf } from "./plan.ts";

const context = { clock: systemClock, signal: new AbortController().signal, env: {}, version: "0" };
const post = {
  ...{ method: "POST", dataSize: "5", save: false },
  header: ["X-Tenant: a", "Authorization: Bearer s3cret"],
};

/** The requests that a check makes of a server that answers nobody, as method, octets and fields. */
async function requestsOf(allow: readonly string[]): Promise<readonly string[]> {
  const seen: string[] = [];
  await using server = createServer((request) => {
    const { authorization = "-", "x-tenant": tenant = "-" } = request.headers;
    let octets = 0;
    request.on("data", (part: Buffer) => {
      octets += part.length;
    });
    request.on("end", () => {
      seen.push(`${request.method} ${octets} ${authorization.slice(0, 6)} ${String(tenant)}`);
      request.socket.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // A TCP server's.
  const target = parseTarget(`http://127.0.0.1:${port}/orders`);
  await check(target, readOptions({ ...post, allow }), { ...context, onRecord: () => {} });
  return seen;
}

test("a request that changes something is sent once, and what is compared with it changes nothing", async () => {
  const seen = await requestsOf([]);
  expect(seen.filter((one) => one.startsWith("POST"))).toEqual(["POST 5 Bearer a"]);
  expect(seen).toContain("OPTIONS 0 - -");
});

test("a request that may be repeated is compared with itself, without what says who the client is", async () => {
  const seen = await requestsOf(["repeat-request"]);
  expect(seen[0]).toBe("POST 5 Bearer a");
  expect(seen).toContain("POST 5 - a");
  expect(seen.filter((one) => one.includes("Bearer"))).toHaveLength(1);
  expect(seen.filter((one) => one.startsWith("OPTIONS"))).toEqual([]);
});

test("the plan tells what is compared with the request", async () => {
  const target = parseTarget("http://192.0.2.7/orders");
  const plain = await planOf(target, readOptions(post), context);
  expect(plain).toContain("  the same by OPTIONS, without body and credentials, to each other address");
  expect(plain).toContain("OPTIONS or an empty HEAD where the method changes something");
  expect(plain).not.toContain("--allow");
  const allowed = await planOf(target, readOptions({ ...post, allow: ["repeat-request"] }), context);
  expect(allowed).toContain("Allowed by --allow:\n  repeat-request: ");
  expect(allowed).toContain("POST itself with its body of 5 octets and its fields without credentials");
  expect(allowed).not.toContain("OPTIONS or an empty HEAD");
  const read = await planOf(target, readOptions({}), context);
  expect(read).toContain("  the same, without credentials, to each other address");
});
