import { expect, test } from "vitest";
import { dnsServerArguments, dnsServerText, parseDnsServer } from "./dns-server.ts";

test.each([
  ["192.0.2.1", { server: "192.0.2.1", port: 53 }],
  ["192.0.2.1:5353", { server: "192.0.2.1", port: 5353 }],
  ["2001:db8::1", { server: "2001:db8::1", port: 53 }],
  ["[2001:db8::1]:5353", { server: "2001:db8::1", port: 5353 }],
  ["192.0.2.1:0", null],
  ["192.0.2.1:70000", null],
  ["ns.example", null],
  ["", null],
])("parseDnsServer(%j)", (text, server) => {
  expect(parseDnsServer(text)).toEqual(server);
});

test.each([
  [{ server: "192.0.2.1", port: 53 }, "192.0.2.1", "@192.0.2.1"],
  [{ server: "192.0.2.1", port: 5353 }, "192.0.2.1:5353", "-p 5353 @192.0.2.1"],
  [{ server: "2001:db8::1", port: 53 }, "2001:db8::1", "@2001:db8::1"],
  [{ server: "2001:db8::1", port: 5353 }, "[2001:db8::1]:5353", "-p 5353 @2001:db8::1"],
  [{ server: "fe80::1%eth0", port: 5353 }, "[fe80::1%eth0]:5353", "-p 5353 @fe80::1%eth0"],
])("%j is written for a reader and for dig", (server, text, words) => {
  expect(dnsServerText(server)).toBe(text);
  expect(dnsServerArguments(server)).toBe(words);
  expect(parseDnsServer(text)).toEqual(server);
});
