import { describe, expect, test } from "vitest";
import type { PathEntry } from "../../config/index.ts";
import { placeEntries, requestsOf } from "./hop-requests.ts";

const asked = { host: "shop.example", hostIsAddress: false, port: 443, path: "/api" };
const proxy: PathEntry = {
  kind: "proxy",
  at: "edge",
  software: "nginx",
  url: null,
  config: null,
  errorLog: null,
  accessLog: null,
};
const app = (url: string): PathEntry => ({ kind: "app", at: "app1", url, metrics: null, log: null });
const database: PathEntry = {
  kind: "database",
  at: "app1",
  url: "postgres://app@192.0.2.40/shop",
  passwordFile: null,
};

const requests = (...path: readonly PathEntry[]) =>
  requestsOf(placeEntries(path, asked, ["192.0.2.10"]), asked).map(
    ({ hop, from, target, host }) => `${hop} ${from} ${target}${host === null ? "" : ` as ${host}`}`,
  );

describe("each hop is asked from where the hop before it stands", () => {
  test("an application from its proxy, by the name that the client asked for", () => {
    expect(requests(proxy, app("http://192.0.2.20:8080/api"))).toEqual([
      "2 edge http://192.0.2.20:8080/api as shop.example",
    ]);
  });

  test("a URL without a path is asked for the request's own", () => {
    expect(requests(proxy, app("http://app.internal:8080"))).toEqual(["2 edge http://app.internal:8080/api"]);
  });

  test("a database from where the configuration says", () => {
    expect(requests(proxy, app("http://192.0.2.20:8080/api"), database)).toContain(
      "3 app1 postgres://app@192.0.2.40/shop",
    );
  });

  test("a database whose URL names several hosts is asked all the same", () => {
    const url = "postgres://app@one.example:1111,two.example/shop";
    expect(requests(proxy, { ...database, url })).toEqual([`2 app1 ${url}`]);
  });

  test("a proxy of which nothing but its existence is known is no hop to ask", () => {
    expect(requests(proxy)).toEqual([]);
  });
});

describe("where the target is not the first entry, an unnamed proxy stands before it", () => {
  test("then the application is the second hop, asked from where its URL is", () => {
    expect(requests(app("http://192.0.2.20:8080/api"))).toEqual([
      "2 app1 http://192.0.2.20:8080/api as shop.example",
    ]);
  });

  test("an application at the target's own address is the first hop, and asked by the client alone", () => {
    expect(requests(app("https://shop.example/api"), database)).toEqual([
      "2 app1 postgres://app@192.0.2.40/shop",
    ]);
    expect(requests(app("https://192.0.2.10/api"))).toEqual([]);
  });
});
