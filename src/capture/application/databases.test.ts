import { describe, expect, test } from "vitest";
import { n32 } from "../../../test/packet-layers.ts";
import { readApplications } from "../../../test/read-applications.ts";
import { Talk } from "../../../test/talk.ts";

const octets = (...parts: readonly (string | readonly number[] | Uint8Array)[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Uint8Array.from(part))),
  );
const typed = (type: string, body: string) => octets(type, n32(4 + body.length), body);
const startup = octets(n32(8 + 10), n32(196_608), "user\0secret".slice(0, 10));
const sslRequest = octets(n32(8), n32(80_877_103));
const packet = (number: number, body: Uint8Array) => octets([body.length, 0, 0, number], [...body]);

const read = (talk: Talk) => readApplications(talk.octets());

describe("connections to databases", () => {
  test("PostgreSQL: the login, a query's wait, and an error's code", () => {
    const talk = new Talk(5432)
      .open()
      .send("client", startup)
      .send("server", octets(typed("R", "\0\0\0\0"), typed("S", "server_version\x0017.2\0"), typed("Z", "I")))
      .send("client", typed("Q", "select secret\0"))
      .wait(199)
      .send("server", octets(typed("E", "SERROR\0VERROR\0C57014\0Msecret\0\0"), typed("Z", "I")))
      .send("client", typed("X", ""))
      .fin("client");
    const [one] = read(talk).databases.kept;
    expect(one).toMatchObject({
      protocol: "postgresql",
      serverVersion: "17.2",
      readyTook: 1,
      requests: 2,
      waiting: { longest: 200 },
      waitsSince: null,
      errors: [{ code: "57014", severity: "ERROR", atStart: false }],
      end: { by: "client" },
    });
    expect(JSON.stringify(one)).not.toContain("secret");
  });

  test("PostgreSQL: TLS is refused, or follows", () => {
    const refused = new Talk(5432)
      .open()
      .send("client", sslRequest)
      .send("server", "N")
      .send("client", startup);
    expect(
      read(refused.send("server", typed("E", "SFATAL\0VFATAL\0C53300\0\0"))).databases.kept[0],
    ).toMatchObject({
      tlsRefused: true,
      errors: [{ code: "53300", severity: "FATAL", atStart: true }],
    });
    const hello = Uint8Array.of(22, 3, 1, 0, 5, 1, 0, 0, 1, 3);
    const follows = read(
      new Talk(5432).open().send("client", sslRequest).send("server", "S").send("client", hello),
    );
    expect(follows.databases.kept[0]).toMatchObject({ turnedToTls: true });
    expect(follows.tls.kept[0]).toMatchObject({ after: "postgresql" });
  });

  test("MySQL: the greeting, an error's number, and a statement that is closed", () => {
    const greeting = packet(0, octets([10], "8.0.39\0", new Array<number>(60).fill(1)));
    const talk = new Talk(3306)
      .open()
      .send("server", greeting)
      .send("client", packet(1, octets(new Array<number>(60).fill(0))))
      .send("server", packet(2, octets([0, 0, 0, 2, 0, 0, 0])))
      .send("client", packet(0, octets([3], "select secret")))
      .wait(49)
      .send("server", packet(1, octets([0xff, 0xb5, 0x04], "#40001Deadlock")))
      .send("client", packet(0, octets([0x19, 1, 0, 0, 0])));
    expect(read(talk).databases.kept[0]).toMatchObject({
      protocol: "mysql",
      serverVersion: "8.0.39",
      errors: [{ code: "40001", number: 1205, atStart: false }],
      waiting: { longest: 50 },
      waitsSince: null,
    });
    const refused = new Talk(3306)
      .open()
      .send("server", packet(0, octets([0xff, 0x10, 0x04], "Too many connections")));
    expect(read(refused).databases.kept[0]).toMatchObject({ errors: [{ number: 1040, atStart: true }] });
  });

  test("Redis: errors by their first word, strings hopped over", () => {
    const talk = new Talk(6379)
      .open()
      .send("client", "*2\r\n$3\r\nGET\r\n$6\r\nsecret\r\n")
      .wait(29)
      .send("server", "$11\r\n-ERR no\r\n-x\r\n-LOADING Redis is loading\r\n")
      .send("client", "*1\r\n$4\r\nPING\r\n");
    const [one] = read(talk).databases.kept;
    expect(one).toMatchObject({
      protocol: "redis",
      errors: [{ code: "LOADING" }],
      errorCount: 1,
      requests: 2,
      waiting: { longest: 30 },
    });
    expect(one?.waitsSince?.frame).toBe(6);
  });
});
