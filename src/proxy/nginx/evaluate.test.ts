import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ProxyRequest } from "../request.ts";
import { parseDirectives } from "./directive.ts";
import { evaluateNginx, type NginxMeaning } from "./evaluate.ts";
import { lex } from "./lex.ts";

const ask = (
  text: string,
  request: Partial<ProxyRequest> = {},
  version: string | null = "1.22.1",
): NginxMeaning =>
  evaluateNginx(
    parseDirectives(lex(text).tokens, "/n").directives,
    {
      ...{ scheme: "http", host: "shop.example", address: null, port: 80, path: "/api/x", method: "GET" },
      ...{ bodyOctets: 0, headOctets: 100, client: "192.0.2.7", fields: {} },
      ...request,
    },
    {
      version,
      paths: { prefix: "/p", errorLog: null, accessLog: null, pid: null },
      kindOfFile: () => null,
    },
  );

const upstreamOf = ({ route }: NginxMeaning) =>
  route?.action.kind === "upstream" ? route.action.upstream : null;

const shop = (location: string, http = "", main = "") =>
  `${main} events {} http { upstream app { server 10.0.0.1:8080 weight=3 max_conns=9; server app.example backup; server unix:/s down; keepalive 8; }
${http}
server { listen 80; server_name shop.example; location /api { proxy_pass http://app; ${location} } } }`;

describe("an upstream of nginx", () => {
  test("has its servers with what is said of each", () => {
    expect(upstreamOf(ask(shop("")))).toMatchObject({
      name: "app",
      servers: [
        { host: "10.0.0.1", port: 8_080, weight: 3, maxConnections: 9, isBackup: false },
        { host: "app.example", port: 80, isBackup: true },
        { host: "/s", port: null, isDown: true },
      ],
      resolves: "at-start",
      triesNext: true,
      protocol: "http/1.0",
      tls: null,
    });
  });

  test("keeps connections only with HTTP/1.1 and without Connection: close", () => {
    const clears = 'proxy_set_header Connection "";';
    const keeps = (text: string, http = "", version: string | null = "1.22.1") =>
      upstreamOf(ask(shop(text, http), {}, version))?.keepsConnections;
    expect(keeps(`proxy_http_version 1.1; ${clears}`)).toBe(true);
    expect(keeps("", `proxy_http_version 1.1; ${clears}`)).toBe(true);
    // Headers of a deeper level replace those above, all of them.
    expect(keeps("proxy_set_header X y;", `proxy_http_version 1.1; ${clears}`)).toBe(false);
    expect(keeps("proxy_http_version 1.1;")).toBe(false);
    expect(keeps(clears)).toBe(false);
    expect(keeps("")).toBe(false);
    expect(keeps("", "", "1.29.7")).toBe(true);
    const map = "map $http_upgrade $up { default upgrade; '' close; }";
    expect(keeps("proxy_http_version 1.1; proxy_set_header Connection $up;", map)).toBe(false);
  });

  test("is asked by TLS as the directives of its level say", () => {
    const tls = (text: string) =>
      upstreamOf(ask(shop("").replace("http://app;", `https://app; ${text}`)))?.tls;
    expect(tls("")).toEqual({ verifies: false, serverName: null, where: "default" });
    expect(tls("proxy_ssl_verify on; proxy_ssl_server_name on;")).toMatchObject({
      verifies: true,
      serverName: "app",
    });
    expect(
      tls(
        "proxy_ssl_trusted_certificate /ca.pem; proxy_ssl_certificate /c.pem; proxy_ssl_certificate_key /k.pem;",
      ),
    ).toMatchObject({
      trustFile: "/ca.pem",
      identity: { certificateFile: "/c.pem", keyFile: "/k.pem" },
    });
    expect(tls("proxy_ssl_trusted_certificate ca.pem; proxy_ssl_certificate /c.pem;")).toEqual(tls(""));
    expect(tls("proxy_ssl_server_name on; proxy_ssl_name $host;")).toMatchObject({
      serverName: "shop.example",
    });
  });

  test("is looked up again and again where its name is drawn from a variable", () => {
    const text = `http { resolver 10.0.0.53 valid=30s; server { listen 80; location / { set $to app.example; proxy_pass http://$to:81; } } }`;
    const meaning = ask(text);
    expect(upstreamOf(meaning)).toMatchObject({ name: "app.example:81", resolves: "while-running" });
    expect(meaning.timers).toContainEqual({
      ...{ role: "resolver-valid", name: "resolver valid" },
      ...{ value: 30_000, where: "/n:1" },
    });
    expect(ask(text.replace("$to app", "$to $unknown_to_us")).route?.action.kind).toBe("unknown");
  });
});

describe("what holds for a request at nginx", () => {
  test("is the innermost timer, and the product's own where nobody says", () => {
    const { timers } = ask(shop("proxy_read_timeout 5m;", "proxy_read_timeout 7; keepalive_timeout 0;"));
    const value = (role: string) => timers.find((timer) => timer.role === role)?.value;
    expect(value("upstream-response")).toBe(300_000);
    expect(value("upstream-connect")).toBe(60_000);
    expect(value("client-idle")).toBe(0);
    expect(value("next-try")).toBeNull();
    expect(value("shutdown")).toBeNull();
  });

  test("is every limit with its zone's rate", () => {
    const zones =
      "limit_req_zone $binary_remote_addr zone=r:1m rate=30r/m; limit_conn_zone $binary_remote_addr zone=c:1m;";
    const text = shop("limit_req zone=r burst=5; limit_conn c 4; client_max_body_size 0;", zones);
    const { limits } = ask(text.replace("events {}", "events { worker_connections 64; }"));
    expect(limits.map(({ role, value, burst }) => [role, value, burst])).toEqual([
      ["connections", 64, 0],
      ["request-body", null, 0],
      ["request-head", 32_768, 0],
      ["request-head", 8_192, 0],
      ["response-head", 4_096, 0],
      ["client-connections", 4, 0],
      ["request-rate", 0.5, 5],
    ]);
  });

  test("has no route where nothing listens, and tells what does", () => {
    const { route, listens } = ask(shop(""), { port: 81 });
    expect([route, listens.map(({ port }) => port)]).toEqual([null, [80]]);
  });

  test("is the default server for a host that none names, and only then", () => {
    expect(ask(shop(""), { host: "other.example" }).route?.isDefault).toBe(true);
    expect(ask(shop("")).route?.isDefault).toBe(false);
    expect(ask(shop("").replace("shop.example", "_")).route?.isDefault).toBe(false);
  });

  test("is left open where the address comes by the PROXY protocol", () => {
    const rules = "set_real_ip_from 192.0.2.0/24; real_ip_header proxy_protocol; allow 10.0.0.0/8; deny all;";
    expect(ask(shop(rules)).access).toMatchObject({ decides: null, trustsHeader: true });
    expect(ask(shop(rules.slice(rules.indexOf("allow")))).access.decides?.verdict).toBe("deny");
    expect(
      ask(shop(`satisfy any; auth_basic x; ${rules.slice(rules.indexOf("allow"))}`)).access.decides,
    ).toBeNull();
  });

  test("is refused in the clear on a port of TLS", () => {
    const text = "http { server { listen 80 ssl; location / { return 200; } } }";
    expect(ask(text).route?.action).toEqual({ kind: "answers", status: 400 });
    expect(ask(text.replace("return", "#\nreturn"), { scheme: "https" }).listens[0]?.tls).toBe(true);
  });
});

describe("stream of nginx", () => {
  const text = `stream { map $ssl_preread_server_name $to { shop.example one; default two; }
    upstream one { server 10.0.0.1:5432; server db.example:5432; } upstream two { server 10.0.0.2:5432; }
    server { listen 5432 ssl proxy_protocol; proxy_pass $to; proxy_protocol on; proxy_ssl on; proxy_timeout 30s; deny 192.0.2.0/24; } }`;

  test("takes a connection to its port, with its own timers and rules", () => {
    const meaning = ask(text, { scheme: "tls", port: 5432, path: "" });
    expect(upstreamOf(meaning)).toMatchObject({
      ...{ name: "one", protocol: "tcp", sendsProxyProtocol: "v1", resolves: "at-start", triesNext: true },
      tls: { verifies: false, serverName: null },
    });
    expect(meaning.timers).toContainEqual({
      role: "tunnel",
      name: "proxy_timeout",
      value: 30_000,
      where: "/n:3",
    });
    expect(meaning.listens).toMatchObject([{ port: 5432, tls: true, takesProxyProtocol: true }]);
    expect(meaning.access.decides?.verdict).toBe("deny");
  });

  test("leaves other ports to http", () => {
    expect(ask(`${text} ${shop("")}`).route?.name).toBe("server shop.example, location /api");
  });
});

test("an expression that backtracks for ever leaves the route open", () => {
  const text =
    "http { server { listen 80; location ~ ^/(a+)+$ { return 200; } location / { return 201; } } }";
  expect(ask(text, { path: `/${"a".repeat(60)}!` }).route?.action.kind).toBe("unknown");
});

test("an evaluation never throws and never hangs, whatever the configuration and the request", () => {
  const piece = fc.constantFrom(
    ...[
      "location",
      "/",
      "= /",
      "~ ^/(a+)+$",
      "^~ /a",
      "@n",
      "{",
      "}",
      ";",
      "if",
      "($a",
      "~",
      ")",
      "rewrite",
      "^",
      "/a",
      "last",
    ],
    ...[
      "break",
      "return 301",
      "return 404",
      "try_files",
      "$uri",
      "=404",
      "error_page",
      "404",
      "set",
      "$a",
      "$a$b",
      "proxy_pass",
    ],
    ...[
      "http://a$a",
      "http://[::1",
      "allow",
      "deny",
      "all",
      "1.2.3.4/99",
      "map $a $b",
      "listen 80",
      "server_name",
      "*.a",
      "~(",
    ],
  );
  const request = fc.record({
    path: fc.oneof(fc.string(), fc.constant("/a/b")),
    host: fc.string(),
  });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), request, (pieces, asked) => {
      ask(`http { ${pieces.join(" ")} server { listen 80; ${pieces.join(" ")} ; } }`, asked);
      ask(`http { server { listen 80; location / { ${pieces.join(" ")} ; } } }`, asked);
    }),
    { numRuns: 400 },
  );
});
