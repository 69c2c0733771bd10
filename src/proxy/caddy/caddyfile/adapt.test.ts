import fc from "fast-check";
import { expect, test } from "vitest";
import type { Vantage } from "../../../vantage/index.ts";
import { localVantage } from "../../../vantage/index.ts";
import { requestOf, wordOf } from "../../testing/tree-of.ts";
import { evaluateCaddy } from "../evaluate.ts";
import { adaptCaddyfile } from "./adapt.ts";
import { cases } from "./cases.ts";

const FILE = "/etc/caddy/Caddyfile";

/** A vantage with these files. */
const holding = (files: Readonly<Record<string, string>>): Vantage => ({
  ...localVantage("edge"),
  read: async (path) => {
    const text = files[path];
    return text === undefined ? { outcome: "missing" } : { outcome: "read", text };
  },
  list: async (path) => {
    const names = Object.keys(files).filter((file) => file.startsWith(`${path === "/" ? "" : path}/`));
    return names.length === 0
      ? null
      : [...new Set(names.map((file) => file.slice(path === "/" ? 1 : path.length + 1).split("/")[0] ?? ""))];
  },
});

const adapt = async (text: string, files: Readonly<Record<string, string>> = {}) => {
  const adapted = await adaptCaddyfile(text, FILE, holding(files));
  if (adapted.outcome === "refused") throw new Error(`${adapted.where}: ${adapted.what}`);
  return adapted;
};

test.each(cases)("$name", async ({ text, requests }) => {
  const { config } = await adapt(text);
  const meant = requests.map(([asked]) => {
    const [host = "", path = "", port = "8080", method = "GET"] = asked.split(" ");
    return [
      asked,
      wordOf(evaluateCaddy(config, requestOf(host, path, { port: Number(port), method })).route),
    ];
  });
  expect(meant).toEqual(requests);
});

test("a file says its lines, also of what it imports from files", async () => {
  const text = "import sites/*.caddy\n:8081 {\n  import /etc/caddy/common\n}\n";
  const { config, files } = await adapt(text, {
    "/etc/caddy/sites/a.caddy": ":8080 {\n\n  reverse_proxy 127.0.0.1:81\n}\n",
    "/etc/caddy/common": "respond 201",
  });
  expect(files).toEqual([FILE, "/etc/caddy/sites/a.caddy", "/etc/caddy/common"]);
  const first = evaluateCaddy(config, requestOf("a.example", "/")).route;
  expect(first).toMatchObject({ where: "/etc/caddy/sites/a.caddy:3", action: { kind: "upstream" } });
  const second = evaluateCaddy(config, requestOf("a.example", "/", { port: 8081 })).route;
  expect(second).toMatchObject({ where: "/etc/caddy/common:1", action: { kind: "answers", status: 201 } });
});

test("timers, limits, TLS and logs are told", async () => {
  const { config } = await adapt(`{
  servers {
    timeouts {
      read_header 5s
    }
  }
}
http://a.example:8080 {
  log {
    output file /var/log/a.log
  }
  request_body {
    max_size 1MiB
  }
  reverse_proxy https://192.0.2.1 {
    transport http {
      tls_insecure_skip_verify
      dial_timeout 1s
    }
  }
}`);
  const { route, timers, limits, logs, listens } = evaluateCaddy(config, requestOf("a.example", "/"));
  expect(route?.action).toMatchObject({ upstream: { tls: { verifies: false, where: `${FILE}:16` } } });
  expect(timers).toContainEqual(expect.objectContaining({ role: "client-head", value: 5_000 }));
  expect(timers).toContainEqual(expect.objectContaining({ role: "upstream-connect", value: 1_000 }));
  expect(limits).toContainEqual(expect.objectContaining({ role: "request-body", value: 1_048_576 }));
  expect(logs.access).toMatchObject([{ target: "/var/log/a.log", text: "json" }]);
  expect(listens).toMatchObject([{ port: 8080, tls: false }]);
});

test.each([
  ["a plugin's directive", ":8080 {\n  cgi /x* /bin/x\n  respond 201\n}"],
  ["a plugin's option of a transport", ":8080 {\n  reverse_proxy 127.0.0.1:1 {\n    transport ntlm\n  }\n}"],
  ["an option of reverse_proxy", ":8080 {\n  reverse_proxy 127.0.0.1:1 {\n    new_thing on\n  }\n}"],
  ["a matcher", ":8080 {\n  @m maxmind_geolocation x\n  respond @m 403\n  respond 201\n}"],
  ["the environment", ":8080 {\n  reverse_proxy {$UP:127.0.0.1:1}\n}"],
  ["a named route", "&(r) {\n  respond 403\n}\n:8080 {\n  invoke r\n  respond 201\n}"],
])("what is not known makes what reaches it unknown: %s", async (_, text) => {
  const { config } = await adapt(text);
  expect(wordOf(evaluateCaddy(config, requestOf("a.example", "/")).route)).toBe("unknown");
});

test.each([
  ["a block without an end", ":8080 {\n  respond 201\n"],
  ["an end without a block", ":8080 {\n}\n}\n"],
  ["an import that is not there", ":8080 {\n  import nothing\n}\n"],
  ["a snippet that imports itself", "(a) {\n  import a\n}\n:8080 {\n  import a\n}\n"],
  ["a matcher that is not there", ":8080 {\n  respond @none 201\n}\n"],
  ["a name of the environment", "{$SITE} {\n  respond 201\n}\n"],
  ["a text without an end", ':8080 {\n  respond "x\n}\n'],
  ["blocks without a bottom", "a {\n".repeat(10_000)],
  [
    "a bomb of snippets",
    `${Array.from({ length: 20 }, (_, index) => `(s${index + 1}) {\n import s${index}\n import s${index}\n}\n`).join("")}(s0) {\n respond 201\n}\n:80 {\n import s20\n}\n`,
  ],
])("a Caddyfile is refused with its line: %s", async (_, text) => {
  const adapted = await adaptCaddyfile(text, FILE, holding({}));
  expect(adapted).toMatchObject({ outcome: "refused", where: expect.stringMatching(/^\/etc\/caddy/) });
});

test("whatever is written is read without a throw", async () => {
  const word = fc.constantFrom(
    ...["{", "}", "\n", " ", ":8080", "http://a.example", "import", "(s)", "s", "@m", "path", "/x*", "not"],
    ...["reverse_proxy", "127.0.0.1:1", "handle", "handle_path", "route", "respond", "201", "redir", "tls"],
    ...[
      '"',
      "`",
      "\\",
      "#",
      "<<X",
      "X",
      "{args[0]}",
      "{$A}",
      "{host}",
      "header",
      "log",
      "order",
      "first",
      ",",
    ],
    ...["transport", "http", "to", "uri", "bind", "servers", "query", "__proto__", "constructor", "rewrite"],
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 60 }), async (words) => {
      const adapted = await adaptCaddyfile(words.join(" "), FILE, holding({}));
      if (adapted.outcome === "adapted") evaluateCaddy(adapted.config, requestOf("a.example", "/x"));
    }),
    { numRuns: 300 },
  );
});
