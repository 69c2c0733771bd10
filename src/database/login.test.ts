import { generateKeyPairSync, privateDecrypt } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askedOf, logIn } from "../../test/database-login.ts";
import { serve } from "../../test/loopback-peer.ts";
import type { DatabaseScheme } from "../evidence/index.ts";

const schemes: readonly DatabaseScheme[] = ["postgres", "mysql", "redis"];

describe.each(schemes)("loginTo() of %s", (scheme) => {
  const login = (port: number, timeout = 5_000) =>
    logIn(scheme, port, { credentials: "app:geheim", timeout });

  test("calls a peer silent that takes the connection and says nothing", async () => {
    const port = await serve(() => {});
    expect((await login(port, 150)).record.value).toMatchObject({
      outcome: "silent",
      phases: { greeting: null, login: null, query: null },
    });
  });

  test("calls a connection closed that ends without a word", async () => {
    const port = await serve((socket) => socket.end());
    expect((await login(port)).record.value.outcome).toBe("closed");
  });

  test("knows that a web server is no database", async () => {
    const port = await serve((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect((await login(port)).record.value.outcome).toBe("not-this-database");
  });

  test("ends at any octets, and never repeats the password", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 6 }), async (parts) => {
        const port = await serve((socket) => {
          let next = 0;
          const say = () => {
            const part = parts[next];
            next += 1;
            if (part === undefined) socket.end();
            else socket.write(part);
          };
          say();
          socket.on("data", say);
        });
        const { record, session } = await login(port, 300);
        session?.close();
        expect(JSON.stringify(record)).not.toContain("geheim");
      }),
      { numRuns: 20 },
    );
  });
});

/** What a PostgreSQL server says that lets anybody in, up to its answer to the first query. */
const postgresIn = (octets: string) => Buffer.from(octets.replaceAll(" ", ""), "hex");
const OK_AND_READY = postgresIn("52 00000008 00000000 5a 00000005 49");

test("a server that lets us in and answers no query is silent after the login", async () => {
  const port = await serve((socket) => {
    socket.once("data", () => {
      socket.write("N");
      socket.once("data", () => socket.write(OK_AND_READY));
    });
  });
  const { record } = await logIn("postgres", port, { credentials: "app:geheim", timeout: 300 });
  expect(record.value).toMatchObject({ outcome: "silent", tls: "not-offered", phases: { query: null } });
  expect(record.value.phases.login).not.toBe(null);
});

test("what a server quotes of the password is taken out", async () => {
  const error = Buffer.from("SFATAL\0C28P01\0Mno, geheim is wrong\0\0");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(error.length + 4);
  const port = await serve((socket) => {
    socket.once("data", () => {
      socket.write("N");
      socket.once("data", () => socket.end(Buffer.concat([Buffer.from("E"), length, error])));
    });
  });
  const { record } = await logIn("postgres", port, { credentials: "app:geheim" });
  expect(record.value).toMatchObject({ outcome: "refused-login", message: "no, [removed] is wrong" });
});

test.each(["1129", "1130"])(
  "MySQL's error %s in the place of the greeting is a refused login",
  async (code) => {
    const body = Buffer.concat([
      Uint8Array.of(0xff, Number(code) & 0xff, Number(code) >> 8),
      Buffer.from("Host '192.0.2.1' is blocked because of many connection errors"),
    ]);
    const port = await serve((socket) =>
      socket.end(Buffer.concat([Uint8Array.of(body.length, 0, 0, 0), body])),
    );
    const { record } = await logIn("mysql", port, { credentials: "app:geheim" });
    expect(record.value).toMatchObject({ outcome: "refused-login", code });
  },
);

describe("caching_sha2_password of MySQL 8", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const scramble = Buffer.from("abcdefghijklmnopqrst");
  const greeting = Buffer.concat([
    Buffer.from("\n8.4.0\0"),
    Uint8Array.of(9, 0, 0, 0),
    scramble.subarray(0, 8),
    // Flags without TLS: protocol 4.1, transactions, secure connection, plugins, a database by the login.
    postgresIn("00 08a2 2d 0200 0800 15 00000000000000000000"),
    scramble.subarray(8),
    Buffer.from("\0caching_sha2_password\0"),
  ]);
  const packet = (sequence: number, ...parts: readonly Uint8Array[]) => {
    const body = Buffer.concat(parts);
    return Buffer.concat([Uint8Array.of(body.length & 0xff, body.length >> 8, 0, sequence), body]);
  };
  const [OK, MORE] = [postgresIn("00000002000000"), Uint8Array.of(1)];
  // One column, its end, one row of "1", its end.
  const one = Buffer.concat([
    packet(1, Uint8Array.of(1)),
    packet(2, Buffer.from("\x03def\0\0\0\x011\0", "latin1"), postgresIn("0c 3f00 01000000 08 8100 00 0000")),
    packet(3, postgresIn("fe00000200")),
    packet(4, Buffer.from("\x011", "latin1")),
    packet(5, postgresIn("fe00000200")),
  ]);

  /** What the server read as the password, and what the login came to. */
  async function play(isKnown: boolean) {
    let password = "";
    let turn = 0;
    const port = await serve((socket) => {
      socket.write(packet(0, greeting));
      socket.on("data", (octets: Buffer) => {
        turn += 1;
        if (turn === 1) {
          if (isKnown) socket.write(Buffer.concat([packet(2, MORE, Uint8Array.of(3)), packet(3, OK)]));
          else socket.write(packet(2, MORE, Uint8Array.of(4)));
        } else if (!isKnown && turn === 2) socket.write(packet(4, MORE, Buffer.from(publicKey)));
        else if (!isKnown && turn === 3) {
          const opened = privateDecrypt(privateKey, octets.subarray(4));
          password = Buffer.from(opened.map((octet, at) => octet ^ (scramble[at % 20] ?? 0))).toString();
          socket.write(packet(6, OK));
        } else socket.write(one);
      });
    });
    const { record, session } = await logIn("mysql", port, { credentials: "app:geheim", timeout: 3_000 });
    session?.close();
    return { value: record.value, password };
  }

  test("a password that the server remembers lets in by the scramble alone", async () => {
    expect((await play(true)).value).toMatchObject({ outcome: "answered", serverVersion: "8.4.0" });
  });

  test("one that it does not goes under the server's key where there is no TLS", async () => {
    const { value, password } = await play(false);
    expect(value.outcome).toBe("answered");
    expect(password).toBe("geheim\0");
  });
});

test.each([
  ["-LOADING Redis is loading the dataset in memory", "not-ready", "LOADING"],
  ["-ERR max number of clients reached", "too-many-connections", "ERR"],
  ["-DENIED Redis is running in protected mode", "refused-login", "DENIED"],
  ["-ERR Client sent AUTH, but no password is set", "answered", "ERR"],
])("Redis that says %s is %s", async (line, outcome, code) => {
  const port = await serve((socket) => {
    socket.on("data", (octets) => {
      const isAuth = octets.includes("AUTH");
      socket.write(isAuth || outcome !== "answered" ? `${line}\r\n` : "+PONG\r\n");
    });
  });
  const { record, session } = await logIn("redis", port, { credentials: ":geheim", timeout: 3_000 });
  session?.close();
  expect(record.value).toMatchObject({ outcome, code });
});

describe("a database's URL means what its own client takes it to mean", () => {
  const asked = (scheme: DatabaseScheme, path: string, env = {}, credentials: string | null = null) =>
    askedOf({ scheme, port: 1, path, credentials }, undefined, env);

  test.each<[DatabaseScheme, string, Record<string, string>, string]>([
    ["postgres", "/", {}, "prefer"],
    ["postgres", "/?sslmode=verify-ca", {}, "verify-ca"],
    ["postgres", "/?ssl=true", {}, "require"],
    ["postgres", "/", { PGSSLMODE: "disable" }, "disable"],
    ["postgres", "/?sslmode=require", { PGSSLMODE: "disable" }, "require"],
    ["mysql", "/", {}, "prefer"],
    ["mysql", "/?ssl-mode=VERIFY_IDENTITY", {}, "verify-full"],
    ["mysql", "/?ssl=true", {}, "require"],
    ["mysql", "/?useSSL=false", {}, "disable"],
    ["redis", "/?sslmode=require", {}, "disable"],
    ["rediss", "/", {}, "verify-ca"],
    ["rediss", "/?ssl_cert_reqs=none", {}, "require"],
  ])("%s, %s: TLS", async (scheme, path, env, mode) => {
    expect((await asked(scheme, path, env)).tlsAsked).toBe(mode);
  });

  test("user, password and database come from the URL, and from the environment where it has none", async () => {
    expect(await asked("postgres", "/my%20shop?connect_timeout=1", {}, "a%40b:p%2Fw")).toMatchObject({
      user: "a@b",
      isUserGiven: true,
      password: "p/w",
      database: "my shop",
      connectTimeout: 2_000,
    });
    const env = { PGUSER: "ops", PGPASSWORD: "x", PGDATABASE: "d", USER: "root" };
    expect(await asked("postgres", "/", env)).toMatchObject({ user: "ops", password: "x", database: "d" });
    expect(await asked("mysql", "/", { MYSQL_PWD: "y", USER: "me" })).toMatchObject({
      user: "me",
      isUserGiven: false,
      password: "y",
    });
    expect(await asked("redis", "/2", { REDISCLI_AUTH: "z" })).toMatchObject({
      password: "z",
      database: "2",
    });
  });
});
