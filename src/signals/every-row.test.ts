import { describe, expect, test } from "vitest";
import { databaseRows } from "../../test/signal-lines/rows-of-databases.ts";
import { languageRows } from "../../test/signal-lines/rows-of-languages.ts";
import { nameAndClusterRows } from "../../test/signal-lines/rows-of-names-and-clusters.ts";
import { proxyRows } from "../../test/signal-lines/rows-of-proxies.ts";
import { runtimeRows } from "../../test/signal-lines/rows-of-runtimes.ts";
import { readSignals } from "./read-signals.ts";
import { symptomRecord } from "./symptom.ts";

const families = { ...proxyRows, ...databaseRows, ...nameAndClusterRows, ...languageRows, ...runtimeRows };

describe.each(Object.entries(families))("%s", (_, { ids, lines }) => {
  test.each(lines)("is known: %s", (line) => {
    const known = readSignals(line).filter(({ signal }) => signal.strength !== "unknown");
    expect(known.map(({ signal }) => signal.id).filter((id) => ids.test(id))).not.toEqual([]);
  });
});

test("of a paste with a trace, a proxy's line and what nobody knows, each that is known is found, the innermost first", () => {
  const paste = `HTTP/1.1 502 Bad Gateway
2026/06/06 10:24:33 [error] 31#31: *1 upstream prematurely closed connection while reading response header from upstream
com.example.OrderFailure: E-4711 frobnication aborted
  at com.example.Orders.place(Orders.java:17)
Caused by: org.postgresql.util.PSQLException: FATAL: sorry, too many clients already`;
  const { signals, text } = symptomRecord(paste);
  expect(signals.slice(0, 2)).toEqual(["postgres-too-many", "nginx-closed-before-header"]);
  // A status tells less than a cause, and a wrapper less than a status.
  expect(signals.indexOf("http-502")).toBeLessThan(signals.indexOf("wrapper-java"));
  expect(signals.indexOf("http-502")).toBeGreaterThan(1);
  expect(text).toContain("frobnication");
});
