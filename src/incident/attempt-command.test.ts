import { expect, test } from "vitest";
import { plainRequest } from "../evidence/index.ts";
import { attemptCommand } from "./attempt-command.ts";

const asked = plainRequest({
  target: "https://shop.example/api",
  scheme: "https",
  host: "shop.example",
  hostIsAddress: false,
  port: 443,
  path: "/api",
});
const given = { forced: null, direct: false, address: "192.0.2.10", caFile: null, patience: 30_000 };
const proxy = { host: "192.0.2.3", port: 3128, scheme: "http", from: "https_proxy" } as const;

test("attemptCommand() of the request as asked leaves the way to curl", () =>
  expect(attemptCommand(asked, given)).toBe("curl -sv -o /dev/null -m 30 'https://shop.example/api'"));

test("attemptCommand() of a Service names the address that it has, for curl knows no clusters", () => {
  const service = { ...asked, target: "kube://shop/api", scheme: "http", host: "fd00::9", port: 80 } as const;
  expect(attemptCommand(service, given)).toBe("curl -sv -o /dev/null -m 30 'http://[fd00::9]:80/api'");
});

test("attemptCommand() of an attempt at one address names it", () =>
  expect(attemptCommand(asked, { ...given, forced: "2001:db8::1" })).toContain(
    "--connect-to shop.example:443:[2001:db8::1]:443",
  ));

test("attemptCommand() takes the address that a resolver gave which was named, for the tools would ask the system's", () => {
  const named = { ...asked, resolvers: ["192.0.2.53:5353"] };
  expect(attemptCommand(named, given)).toContain("--resolve shop.example:443:192.0.2.10 ");
  expect(attemptCommand(named, { ...given, address: "2001:db8::1" })).toContain(
    "--resolve shop.example:443:[2001:db8::1] ",
  );
  expect(attemptCommand({ ...named, scheme: "tls" }, given)).toContain("-connect 192.0.2.10:443 ");
  expect(attemptCommand({ ...named, scheme: "grpcs", path: "/a.B/C" }, given)).toContain(
    "-authority shop.example -max-time 30 192.0.2.10:443 a.B/C",
  );
  expect(attemptCommand({ ...named, scheme: "dns" }, given)).toBe("dig -p 5353 @192.0.2.53 shop.example A");
  // The proxy looks up the name itself; and without an answer there is nothing to name.
  expect(attemptCommand({ ...named, proxy }, given)).not.toContain("--resolve");
  expect(attemptCommand(named, { ...given, address: null })).not.toContain("--resolve");
});

test("attemptCommand() goes past the proxy where the attempt did, and names one that was an option", () => {
  expect(attemptCommand({ ...asked, proxy }, given)).not.toContain("proxy");
  expect(attemptCommand({ ...asked, proxy }, { ...given, direct: true })).toContain("--noproxy '*'");
  expect(attemptCommand({ ...asked, proxy: { ...proxy, from: "--proxy" } }, given)).toContain(
    "-x http://192.0.2.3:3128",
  );
});

test("attemptCommand() repeats method, body, trust and the caller's deadline", () => {
  const tls = { ...asked.tls, clientCertificate: true };
  const command = attemptCommand(
    { ...asked, method: "PUT", dataOctets: 9, deadline: 1500, tls },
    { ...given, caFile: "my ca.pem" },
  );
  expect(command).toContain("-m 2 -X PUT --data-binary @<(head -c 9 /dev/zero)");
  expect(command).toContain("--cacert 'my ca.pem' --cert CERT --key KEY");
});

test("attemptCommand() of other schemes uses their own tools, and ends by itself", () => {
  expect(attemptCommand({ ...asked, scheme: "tcp" }, given)).toBe("nc -vz -w 30 192.0.2.10 443");
  expect(attemptCommand({ ...asked, scheme: "dns" }, given)).toBe("dig shop.example A");
  expect(attemptCommand({ ...asked, scheme: "tls" }, given)).toBe(
    "openssl s_client -connect shop.example:443 -servername shop.example </dev/null",
  );
  const databaseCommand = "redis-cli -h shop.example -p 443 PING";
  expect(attemptCommand({ ...asked, scheme: "redis" }, { ...given, databaseCommand })).toBe(databaseCommand);
});
