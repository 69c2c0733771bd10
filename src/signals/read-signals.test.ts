import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clusterLines } from "../../test/signal-lines/clusters.ts";
import { databaseLines } from "../../test/signal-lines/databases.ts";
import { nameAndTlsLines } from "../../test/signal-lines/names-and-tls.ts";
import { proxyLines } from "../../test/signal-lines/proxies.ts";
import { runtimeLines } from "../../test/signal-lines/runtimes.ts";
import { socketLines } from "../../test/signal-lines/sockets.ts";
import { boundaries } from "../base/index.ts";
import { everySignal, readSignals } from "./index.ts";
import { codeTables, phraseTables } from "./tables/index.ts";

const families = { socketLines, proxyLines, databaseLines, nameAndTlsLines, runtimeLines, clusterLines };
const allLines = Object.assign({}, ...Object.values(families)) as Record<string, readonly string[]>;
const ids = (text: string) => readSignals(text).map(({ signal }) => signal.id);

describe.each(Object.entries(families))("%s", (_, lines) => {
  test.each(Object.entries(lines).flatMap(([id, texts]) => texts.map((text) => [id, text] as const)))(
    "%s is read from: %s",
    (id, text) => {
      expect(ids(text)).toContain(id);
    },
  );
});

test("every sentence of the tables has a line from the field", () => {
  const sentences = phraseTables.flatMap(({ phrases }) => phrases.map(({ id }) => id));
  expect(sentences.filter((id) => !(id in allLines))).toEqual([]);
});

test("every line names a signal that exists, and every table of codes has a line", () => {
  const known = new Set(everySignal().map(({ id }) => id));
  expect(Object.keys(allLines).filter((id) => !known.has(id))).toEqual([]);
  const tested = Object.keys(allLines);
  expect(codeTables.filter(({ prefix }) => !tested.some((id) => id.startsWith(`${prefix}-`)))).toEqual([]);
});

test("ids are unique, boundaries exist, and every signal says what it proves and does not prove", () => {
  const all = everySignal();
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  for (const { id, proves, doesNotProve, means, boundaries: where } of all) {
    expect(id).toMatch(/^[A-Za-z0-9_-]{3,80}$/);
    for (const text of [proves, doesNotProve, means]) expect(text.length).toBeGreaterThanOrEqual(5);
    for (const boundary of where) expect(boundaries).toContain(boundary);
  }
});

test("the innermost of wrapped errors comes first, the wrapper last", () => {
  const node = "TypeError: fetch failed\n  [cause]: Error: connect ECONNREFUSED 192.0.2.1:443";
  expect(ids(node)).toEqual(["connection-refused", "wrapper-fetch-failed"]);
  const python =
    "MaxRetryError: HTTPSConnectionPool(host='a.example', port=443): Max retries exceeded with url: / (Caused by NewConnectionError(': Failed to establish a new connection: [Errno 111] Connection refused'))";
  expect(ids(python)[0]).toBe("connection-refused");
  expect(ids(python).at(-1)).toBe("wrapper-max-retry");
  expect(ids("HTTP 502: upstream said: getaddrinfo ENOTFOUND db.example")).toEqual([
    "node-enotfound",
    "http-502",
  ]);
});

test("a longer sentence takes the place of the words inside it", () => {
  const line = "connect() failed (111: Connection refused) while connecting to upstream";
  expect(ids(line)).toEqual(["nginx-connect-refused"]);
});

test("several signals of one text are all given, each once", () => {
  expect(ids("UF,URX")).toEqual(["envoy-flag-UF", "envoy-flag-URX"]);
  expect(ids("ECONNREFUSED ECONNREFUSED ECONNRESET")).toEqual(["connection-reset", "connection-refused"]);
});

test.each([
  ["response_flags=ZZTOP", "envoy-flag-unknown"],
  ["SQLSTATE[99999]", "sqlstate-unknown"],
  ["curl: (211) what", "curl-unknown"],
  ["SSL alert number 250", "tls-alert-unknown"],
  ["net::ERR_NEVER_SEEN", "chromium-unknown"],
  ["; EDE: 4711", "dns-ede-unknown"],
])("a token that no table holds is unknown, never healthy: %s", (text, id) => {
  const [hit] = readSignals(text);
  expect(hit?.signal.id).toBe(id);
  expect(hit?.signal.strength).toBe("unknown");
  expect(hit?.signal.causes).toEqual([]);
});

test.each([
  "",
  "hello",
  "all is well",
  "GET /index.html 200 OK",
  "port 10061 is open",
  "listening on 0.0.0.0:5432",
  "192.0.2.1:5432",
  "version 5.0.3",
  "the year 2003 was dry",
  "order 504123 shipped",
])("what says nothing of a fault gives no fault: %j", (text) => {
  expect(readSignals(text).filter(({ signal }) => signal.strength !== "normal")).toEqual([]);
});

test("any text is answered, quoting no more than 200 characters of it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
      for (const { matched, at } of readSignals(text)) {
        expect(matched.length).toBeLessThanOrEqual(200);
        expect(at).toBeLessThan(text.length);
      }
    }),
    { numRuns: 60 },
  );
});

// The budget of the test runner is the bound: a pattern that is not linear does not end at all on these.
test.each([
  ["one letter", "a"],
  ["a space", " "],
  ["a digit", "1"],
  ["a capital", "A"],
  ["an underscore", "_a"],
  ["the start of a sentence", "upstream timed out (110: "],
  ["a server", "connection to server at "],
  ["a plugin", "plugin/errors: "],
  ["a camel", "AbCdEf"],
  ["flags", "UF,"],
  ["an equals sign", "error=a_"],
  ["an alert", "tlsv1 alert "],
  ["a quotation", 'role "'],
  ["a slash", "1/1"],
  ["a look-up", "lookup a on "],
])("a hostile text of 64 KiB is read in bounded time: %s", (_, unit) => {
  expect(Array.isArray(readSignals(unit.repeat(65_536 / unit.length)))).toBe(true);
});

test("readSignals() reads the beginning and the end of a long log, and no half of a code", () => {
  const noise = "1504\n".repeat(40_000);
  const ids = (text: string) => readSignals(text).map(({ signal }) => signal.id);
  expect(ids(`ECONNREFUSED\n${noise}`)).toEqual(["connection-refused"]);
  expect(ids(`${noise}ECONNREFUSED`)).toEqual(["connection-refused"]);
  for (let shift = 0; shift < 5; shift++) expect(ids(`${noise}${"x".repeat(shift)}`)).toEqual([]);
});
