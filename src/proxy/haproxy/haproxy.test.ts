import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateHaproxy } from "./evaluate.ts";
import { lexLine } from "./lex.ts";
import { parseSections } from "./sections.ts";
import { timeOf } from "./timers.ts";

const words = (line: string, environment = {}) => lexLine(line, environment).words;

const sectionsOf = (text: string) => parseSections([{ path: "/h", text }], {});

const ask = (text: string, path = "/") =>
  evaluateHaproxy(
    sectionsOf(text),
    {
      ...{ scheme: "http", host: "shop.example", address: null, port: 80, path, method: "GET" },
      ...{ bodyOctets: 0, headOctets: 100, client: "192.0.2.7", fields: {} },
    },
    () => null,
  );

describe("lexLine()", () => {
  test("splits words, quotes, escapes and comments as haproxy does", () => {
    expect(words('a "b c"d \'e"f\' g\\ h i\\.j # k')).toEqual(["a", "b cd", 'e"f', "g h", "i\\.j"]);
    expect(words("a#b")).toEqual(["a"]);
    expect(words('x "" y\\#z \\x41')).toEqual(["x", "", "y#z", "A"]);
  });

  test("takes variables of the environment within double quotes only", () => {
    const braced = `"$${"{X}"}:$Y"`;
    expect(words(`a ${braced} '$X' $X`, { X: "1", Y: "2" })).toEqual(["a", "1:2", "$X", "$X"]);
    expect(lexLine(`"$${"{NONE}"}"`, {}).missing).toEqual(["NONE"]);
  });

  test("gives back every text that was quoted", () => {
    const plain = fc.string().filter((text) => !/['\n]/.test(text));
    fc.assert(
      fc.property(fc.array(plain), (texts) => {
        expect(words(texts.map((text) => `'${text}'`).join(" "))).toEqual(texts);
      }),
    );
  });

  test("never throws, whatever the lines, and neither does what is made of them", () => {
    const piece = fc.constantFrom(
      ...['"', "'", "\\", "$", "${", "#", "\n", " ", "{", "}", "!", "if", "acl", "use_backend", "hdr(host)"],
      ...[
        "-m",
        "-i",
        "reg",
        "(",
        "[",
        "frontend",
        "backend",
        "listen",
        "defaults",
        "from",
        "bind",
        ":80",
        "server",
      ],
      ...[
        "http-request",
        "deny",
        "redirect",
        "set-path",
        "%[",
        "path",
        "src",
        "unless",
        "or",
        ".if",
        ".endif",
        "mode http",
      ],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 80 }), (pieces) => {
        ask(`defaults\n mode http\nfrontend f\n bind :80\n ${pieces.join(" ")}`);
      }),
      { numRuns: 500 },
    );
  });
});

describe("parseSections()", () => {
  test("hands on the last defaults before a section, or the named ones with what they take themselves", () => {
    const text = `defaults a
 mode http
 timeout connect 1s
defaults b from a
 timeout connect 2s
defaults
 mode tcp
frontend one
 bind :80
backend two from b
`;
    const { inherited } = sectionsOf(text);
    const lines = [...inherited].map(([{ name }, each]) => [name, each.map((line) => line.words.join(" "))]);
    expect(lines).toEqual([
      ["one", ["mode tcp"]],
      ["two", ["mode http", "timeout connect 1s", "timeout connect 2s"]],
    ]);
  });

  test("passes over lines under .if and says so", () => {
    const { all, problems } = sectionsOf(
      "global\n.if feature(X)\n a\n.if x\n.endif\n b\n.else\n c\n.endif\n d\n",
    );
    expect(all[0]?.lines.map((line) => line.words)).toEqual([["d"]]);
    expect(problems).toEqual([{ where: "/h:2", what: "lines under .if are not read" }]);
  });

  test("takes defaults that take themselves within its bounds", () => {
    expect(() => sectionsOf("defaults a from a\nbackend b from a\n")).not.toThrow();
  });
});

const shop = `global
 maxconn 200
defaults
 mode http
 timeout connect 3s
frontend web
 bind *:80 accept-proxy
 maxconn 50
 stick-table type ip size 1k store http_req_rate(10s)
 http-request deny deny_status 429 if { sc_http_req_rate(0) gt 20 }
 http-request deny deny_status 413 if { req.body_size gt 1000 }
 http-request deny if !{ src 10.0.0.0/8 192.0.2.0/24 }
 use_backend api if { hdr(host) -i api.example }
 default_backend app
backend app
 default-server check inter 1s maxconn 10
 server a 10.0.0.1:8080 weight 5 send-proxy-v2
 server b app.example:8080 backup ssl verify none sni str(x.example) disabled
backend api
`;

describe("evaluateHaproxy()", () => {
  test("tells timers, where they are set, and that one that is absent never fires", () => {
    const { timers } = ask(shop);
    expect(timers).toContainEqual({
      role: "upstream-connect",
      name: "timeout connect",
      value: 3_000,
      where: "/h:5",
    });
    expect(timers).toContainEqual({
      role: "upstream-response",
      name: "timeout server",
      value: null,
      where: "default",
    });
    expect(timers).toContainEqual({ role: "queue", name: "timeout connect", value: 3_000, where: "/h:5" });
    expect(timers).toContainEqual({
      role: "resolver-valid",
      name: "resolved at start",
      value: null,
      where: "default",
    });
  });

  test("tells limits of the program, the frontend and its rules", () => {
    const { limits } = ask(shop);
    expect(limits.map(({ role, name, value }) => [role, name, value])).toEqual([
      ["connections", "global maxconn", 200],
      ["connections", "maxconn", 50],
      ["request-head", "tune.bufsize", 15_360],
      ["response-head", "tune.bufsize", 15_360],
      ["retries", "retries", 3],
      ["request-rate", "sc_http_req_rate(0)", 2],
      ["request-body", "req.body_size", 1_000],
    ]);
  });

  test("tells the servers with the options that default-server gives them", () => {
    const { action, isDefault } = ask(shop).route ?? {};
    const upstream = action?.kind === "upstream" ? action.upstream : null;
    expect(isDefault).toBe(true);
    expect(upstream?.servers).toMatchObject([
      {
        host: "10.0.0.1",
        port: 8_080,
        name: "a",
        weight: 5,
        isChecked: true,
        maxConnections: 10,
        isBackup: false,
      },
      { host: "app.example", name: "b", isBackup: true, isDown: true, isChecked: true },
    ]);
    expect(upstream).toMatchObject({ sendsProxyProtocol: "v2", resolves: "at-start", tls: null });
  });

  test("tells which rule on the source decides", () => {
    const plain = shop.replace(" accept-proxy", "");
    expect(ask(plain).access.decides).toEqual({ verdict: "allow", source: "192.0.2.0/24", where: "/h:12" });
    expect(ask(plain.replace(" 192.0.2.0/24", "")).access).toEqual({
      rules: [
        { verdict: "allow", source: "10.0.0.0/8", where: "/h:12" },
        { verdict: "deny", source: "all", where: "/h:12" },
      ],
      decides: { verdict: "deny", source: "all", where: "/h:12" },
      trustsHeader: false,
    });
  });

  test("leaves open whom the rules let in where the address comes by the PROXY protocol", () => {
    expect(ask(shop).access).toMatchObject({ decides: null, trustsHeader: true });
  });

  test("has no route where nothing listens on the port", () => {
    expect(ask(shop.replace("*:80", "*:81")).route).toBeNull();
  });

  test("says that it cannot tell where a rule asks what is not known", () => {
    const action = ask(shop.replace("hdr(host) -i api.example", "lua.decide yes")).route?.action;
    expect(action?.kind).toBe("unknown");
  });
});

test("times are read as haproxy reads them", () => {
  expect([timeOf("10"), timeOf("5s"), timeOf("2m"), timeOf("100us"), timeOf("x")]).toEqual([
    10,
    5_000,
    120_000,
    0.1,
    null,
  ]);
});
