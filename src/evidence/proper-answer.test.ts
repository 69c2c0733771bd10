import { expect, test } from "vitest";
import { answered, haproxyPage, nginxPage } from "../../test/http-records.ts";
import { type HttpExchange, isProperAnswer } from "./index.ts";

const asked = { expectStatus: null };
const says = (changes: Partial<HttpExchange>) => isProperAnswer({ ...answered, ...changes }, asked);

test.each<[string, Partial<HttpExchange>]>([
  ["200", {}],
  ["a body that we stopped reading at our own bound", { outcome: "bounded" }],
  ["a redirect", { status: 302 }],
  ["401", { status: 401 }],
  ["403, by a proxy's page too", nginxPage(403, "Forbidden")],
  ["an application's 404", { status: 404, errorBody: "nope" }],
  ["an application's 400", { status: 400, errorBody: '{"error":"id is missing"}' }],
  [
    "a 400 with the words of a parser, by an application that has a date",
    { status: 400, errorBody: "400 Bad Request", headers: { date: "x", connection: "close" } },
  ],
  ["422", { status: 422 }],
])("isProperAnswer() takes %s", (_, changes) => {
  expect(says(changes)).toBe(true);
});

test.each<[string, Partial<HttpExchange>]>([
  ["500", { status: 500 }],
  ["503", { status: 503 }],
  ["Cloudflare's 522", { status: 522 }],
  ["413", { status: 413 }],
  ["414", { status: 414 }],
  ["421", { status: 421 }],
  ["429", { status: 429 }],
  ["431", { status: 431 }],
  ["nginx's own 404", nginxPage(404, "Not Found")],
  [
    "nginx's 400 for a large cookie",
    {
      ...nginxPage(400, "Bad Request"),
      errorBody:
        "400 Request Header Or Cookie Too Large 400 Bad Request Request Header Or Cookie Too Large nginx",
    },
  ],
  ["nginx's bare 400", nginxPage(400, "Bad Request")],
  [
    "nginx's bare 400 on Debian",
    { status: 400, errorBody: "400 Bad Request 400 Bad Request nginx/1.22.1 (Debian)" },
  ],
  ["haproxy's 400", haproxyPage(400, "400 Bad request Your browser sent an invalid request.")],
  ["Node's 400 of its parser", { status: 400, errorBody: "", headers: { connection: "close" } }],
  ["plain HTTP to a TLS port", { status: 400, errorBody: "Client sent an HTTP request to an HTTPS server." }],
  ["a truncated 200", { outcome: "truncated" }],
  ["a stalled 200", { outcome: "stalled" }],
  ["a reset", { outcome: "reset", status: null }],
])("isProperAnswer() does not take %s", (_, changes) => {
  expect(says(changes)).toBe(false);
});

test("isProperAnswer() does not take the status that the symptom complains of, unless it was asked for", () => {
  const forbidden = { ...answered, status: 403 };
  expect(isProperAnswer(forbidden, { expectStatus: null })).toBe(true);
  expect(isProperAnswer(forbidden, { expectStatus: null, toldStatuses: [403] })).toBe(false);
  expect(isProperAnswer(answered, { expectStatus: null, toldStatuses: [403, 504] })).toBe(true);
  expect(isProperAnswer(forbidden, { expectStatus: [[403, 403]], toldStatuses: [403] })).toBe(true);
});

test("isProperAnswer() follows the statuses that were asked for, both ways", () => {
  const expecting = {
    expectStatus: [
      [500, 503],
      [204, 204],
    ] as const,
  };
  expect([204, 200, 503, 404].map((status) => isProperAnswer({ ...answered, status }, expecting))).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(isProperAnswer({ ...answered, status: 204, outcome: "truncated" }, expecting)).toBe(false);
});
