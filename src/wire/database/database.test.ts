import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeMysqlColumn,
  decodeMysqlColumnCount,
  decodeMysqlError,
  decodeMysqlGreeting,
  decodeMysqlRow,
  decodeMysqlSwitch,
  encodeMysqlPacket,
  readMysqlGreeting,
  readMysqlPacket,
} from "./mysql.ts";
import {
  decodePostgresAuthentication,
  decodePostgresColumns,
  decodePostgresError,
  decodePostgresParameter,
  decodePostgresRow,
  encodePostgresMessage,
  encodePostgresStartup,
  readPostgresMessage,
} from "./postgres.ts";
import { encodeRedisCommand, readRedisReply } from "./redis.ts";

const octets = fc.uint8Array({ maxLength: 400 });
const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

describe("PostgreSQL", () => {
  const refused = encodePostgresMessage(
    "E",
    Buffer.from('SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user "app"\0\0'),
  );

  test("an error has its code and words", () => {
    const framed = readPostgresMessage(refused);
    expect(framed).toMatchObject({ message: { type: "E" }, octets: refused.length });
    if (typeof framed === "string") throw new Error(framed);
    expect(decodePostgresError(framed.message.body)).toEqual({
      code: "28P01",
      message: 'password authentication failed for user "app"',
    });
  });

  test("a message that is cut anywhere wants more", () => {
    for (let length = 0; length < refused.length; length += 1)
      expect(readPostgresMessage(refused.subarray(0, length))).toBe("more");
  });

  test("an error of protocol 2 is one", () => {
    const framed = readPostgresMessage(
      Buffer.from("Ecould not fork new process for connection: Out of memory\n\0"),
    );
    if (typeof framed === "string") throw new Error(framed);
    expect(decodePostgresError(framed.message.body)).toEqual({
      code: null,
      message: "could not fork new process for connection: Out of memory",
    });
  });

  test("an answer of HTTP and a giant length are strange", () => {
    expect(readPostgresMessage(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"))).toBe("strange");
    expect(readPostgresMessage(hex("52 ffffffff 00000000"))).toBe("strange");
  });

  test("a row has texts and NULL", () => {
    expect(decodePostgresRow(hex("0002 00000002 6869 ffffffff"))).toEqual(["hi", null]);
    expect(decodePostgresRow(hex("0002 00000009 6869 ffffffff"))).toBe(null);
  });

  test("the start of a session holds its own length", () => {
    const startup = encodePostgresStartup({ user: "app" });
    expect(new DataView(startup.buffer, startup.byteOffset).getUint32(0)).toBe(startup.length);
  });

  test("no octets make it throw", () => {
    fc.assert(
      fc.property(octets, (some) => {
        readPostgresMessage(some);
        decodePostgresError(some);
        decodePostgresColumns(some);
        decodePostgresRow(some);
        decodePostgresParameter(some);
        decodePostgresAuthentication(some);
      }),
    );
  });

  test("what is written is read", () => {
    fc.assert(
      fc.property(octets, (body) => {
        const framed = readPostgresMessage(encodePostgresMessage("D", body));
        expect(typeof framed === "string" ? framed : [...framed.message.body]).toEqual([...body]);
      }),
    );
  });
});

describe("MySQL", () => {
  // MariaDB 10.11, as it greets.
  const greeting = Buffer.concat([
    Uint8Array.of(10),
    Buffer.from("5.5.5-10.11.19-MariaDB\0"),
    hex("1f000000"),
    Buffer.from("abcdefgh"),
    hex("00 fef7 2d 0200 ff81 15 000000000000 1d000000"),
    Buffer.from("ijklmnopqrst\0mysql_native_password\0"),
  ]);

  test("a greeting has version, scramble, flags and plugin", () => {
    expect(decodeMysqlGreeting(greeting)).toMatchObject({
      version: "10.11.19-MariaDB",
      connection: 31,
      scramble: Buffer.from("abcdefghijklmnopqrst"),
      capabilities: 0x81fff7fe,
      plugin: "mysql_native_password",
    });
  });

  test("a greeting that is cut anywhere is no greeting, or lacks its plugin", () => {
    for (let length = 0; length < greeting.length; length += 1)
      expect(decodeMysqlGreeting(greeting.subarray(0, length))?.plugin ?? "").not.toBe(
        "mysql_native_password\0",
      );
  });

  test("an error in the place of the greeting has its number", () => {
    const packet = encodeMysqlPacket(0, Buffer.from("\xff\x10\x04Too many connections", "latin1"));
    const framed = readMysqlGreeting(packet);
    if (typeof framed === "string") throw new Error(framed);
    expect(decodeMysqlError(framed.message.body)).toEqual({ code: "1040", message: "Too many connections" });
  });

  test("what begins with letters or a giant length is strange", () => {
    expect(readMysqlGreeting(Buffer.from("HTTP/1.1 400"))).toBe("strange");
    expect(readMysqlGreeting(Buffer.from("220 mail ESMTP\r\n"))).toBe("strange");
    expect(readMysqlPacket(hex("ffffff00"))).toBe("strange");
  });

  test("a row has texts and NULL", () => {
    expect(decodeMysqlRow(hex("026869 fb"), 2)).toEqual(["hi", null]);
    expect(decodeMysqlRow(hex("fc ffff 68"), 1)).toBe(null);
  });

  test("no octets make it throw", () => {
    fc.assert(
      fc.property(octets, (some) => {
        readMysqlGreeting(some);
        readMysqlPacket(some);
        decodeMysqlGreeting(some);
        decodeMysqlGreeting(Buffer.concat([Uint8Array.of(10), some]));
        decodeMysqlError(some);
        decodeMysqlSwitch(some);
        decodeMysqlRow(some, 6);
        decodeMysqlColumn(some);
        decodeMysqlColumnCount(some);
      }),
    );
  });
});

describe("Redis", () => {
  test("replies of each type are read", () => {
    const reply = Buffer.from("*5\r\n+PONG\r\n:7\r\n$2\r\nhi\r\n$-1\r\n-NOAUTH Authentication required.\r\n");
    expect(readRedisReply(reply)).toEqual({
      octets: reply.length,
      message: {
        kind: "array",
        items: [
          { kind: "text", text: "PONG" },
          { kind: "number", value: 7 },
          { kind: "text", text: "hi" },
          { kind: "null" },
          { kind: "error", code: "NOAUTH", message: "NOAUTH Authentication required." },
        ],
      },
    });
    for (let length = 0; length < reply.length; length += 1)
      expect(readRedisReply(reply.subarray(0, length))).toBe("more");
  });

  test("giant lengths, deep nesting and other protocols are strange", () => {
    expect(readRedisReply(Buffer.from("$999999999\r\n"))).toBe("strange");
    expect(readRedisReply(Buffer.from("*999999999\r\n"))).toBe("strange");
    expect(readRedisReply(Buffer.from("*1\r\n".repeat(40)))).toBe("strange");
    expect(readRedisReply(Buffer.from("HTTP/1.1 400\r\n"))).toBe("strange");
  });

  test("no octets make it throw", () => {
    fc.assert(fc.property(octets, (some) => void readRedisReply(some)));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("*2\r\n", "$3\r\n", "abc\r\n", "+x\r\n", "-E\r\n", ":1\r\n")),
        (parts) => {
          readRedisReply(Buffer.from(parts.join("")));
        },
      ),
    );
  });

  test("a command is read back as the array that it is", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1 }), (words) => {
        expect(readRedisReply(encodeRedisCommand(...words))).toMatchObject({
          message: { items: words.map((text) => ({ kind: "text", text })) },
        });
      }),
    );
  });
});
