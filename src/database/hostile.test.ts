import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { askedOf, logIn } from "../../test/database-login.ts";
import { serve } from "../../test/loopback-peer.ts";
import { lookAtState } from "./index.ts";

/** Says the same for as long as it is taken. */
function pour(socket: Socket, octets: Uint8Array): void {
  const more = () => {
    while (!socket.destroyed && socket.write(octets));
    if (!socket.destroyed) socket.once("drain", more);
  };
  more();
}

/** Clears a terminal, names its window, and turns the writing round. */
const MISCHIEF = "\u001b[2J\u001b]0;x\u0007\u202e\u0085";

const message = (type: string, ...parts: readonly (Uint8Array | string)[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
};
const [IN, READY] = [message("R", new Uint8Array(4)), message("Z", "I")];
const version = (text: string) => message("S", `server_version\0${text}\0`);

/** PostgreSQL without TLS that lets anybody in, and then does what is asked at each statement. */
const postgres = (said: Uint8Array, onStatement: (socket: Socket, statement: number) => void) =>
  serve((socket) => {
    let turn = 0;
    socket.on("data", () => {
      turn += 1;
      if (turn === 1) socket.write("N");
      else if (turn === 2) socket.write(Buffer.concat([IN, said, READY]));
      else onStatement(socket, turn - 2);
    });
  });

const login = (port: number, timeout = 5_000) =>
  logIn("postgres", port, { credentials: "app:geheim", path: "/shop", timeout });

describe("a hostile PostgreSQL", () => {
  test("has no control character of its version and its words in the record, and no megabyte", async () => {
    const port = await postgres(version(`15${MISCHIEF}${"9".repeat(1 << 20)}`), (socket) =>
      socket.write(Buffer.concat([message("E", `C42501\0Mno ${MISCHIEF}\0\0`), READY])),
    );
    const { record } = await login(port);
    expect(record.value.outcome).toBe("query-failed");
    expect(record.value.serverVersion?.length).toBeLessThanOrEqual(80);
    expect(JSON.stringify(record)).not.toMatch(/\\u00|[\p{Cc}\p{Cf}]/u);
  });

  test("cannot fill the memory with rows: a result without an end is no database's", async () => {
    const row = message("D", Uint8Array.of(0xff, 0xff), new Uint8Array(4 * 0xffff).fill(0xff));
    const port = await postgres(version("15.1"), (socket) => pour(socket, row));
    const { record, session } = await login(port, 20_000);
    expect(record.value.outcome).toBe("not-this-database");
    expect(session).toBe(null);
  });

  test("that answers too late is asked nothing more: its answer would be taken for the next one", async () => {
    const answer = Buffer.concat([message("C", "SELECT 1\0"), READY]);
    let asked = 0;
    const port = await postgres(version("15.1"), (socket, statement) => {
      asked = statement;
      if (statement === 1) socket.write(answer);
    });
    const { session, recorder, context } = await login(port, 600);
    if (session === null) throw new Error("not let in");
    const database = await askedOf({ scheme: "postgres", port, path: "/shop", credentials: "app" });
    const look = { session, asked: database, address: "127.0.0.1", explained: new Set<string>() };
    expect(await lookAtState(look, context)).toBe(false);
    session.close();
    expect(asked).toBe(2);
    expect(recorder.evidence.some(({ kind }) => kind === "database-state")).toBe(false);
    expect(recorder.gaps.map(({ needs }) => needs)).toEqual([`the state of 127.0.0.1:${port}`]);
  });
});

/** One packet of MySQL. */
const packet = (sequence: number, body: Uint8Array) => {
  const head = Buffer.alloc(4);
  head.writeUIntLE(body.length, 0, 3);
  head[3] = sequence;
  return Buffer.concat([head, body]);
};
const greeting = Buffer.concat([
  Buffer.from(`\n8.4.0${MISCHIEF}\0`),
  Uint8Array.of(9, 0, 0, 0, ...Buffer.from("abcdefgh")),
  Buffer.from("0008a22d02000800150000000000000000000000", "hex"),
  Buffer.from("ijklmnopqrst\0mysql_native_password\0"),
]);

test("a hostile MySQL that has rows without an end is no database", async () => {
  const column = Buffer.concat([
    Buffer.from("\x03def\0\0\0\x011\0", "latin1"),
    Buffer.from("0c3f00010000000881000000", "hex"),
  ]);
  const end = Buffer.from("fe00000200", "hex");
  const row = packet(4, Buffer.concat([Uint8Array.of(0xfd, 0, 0, 16), new Uint8Array(1 << 20).fill(55)]));
  const port = await serve((socket) => {
    socket.write(packet(0, greeting));
    let turn = 0;
    socket.on("data", () => {
      turn += 1;
      if (turn === 1) socket.write(packet(2, Buffer.from("00000002000000", "hex")));
      if (turn !== 2) return;
      socket.write(Buffer.concat([packet(1, Uint8Array.of(1)), packet(2, column), packet(3, end)]));
      pour(socket, row);
    });
  });
  const { record } = await logIn("mysql", port, { credentials: "app:geheim", timeout: 20_000 });
  expect(record.value).toMatchObject({ outcome: "not-this-database", serverVersion: "8.4.0 [2J ]0;x" });
});

test("a hostile Redis has its clients' names in one line each, and nothing of its version but letters", async () => {
  const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
  const list = `id=1 addr=192.0.2.1:9 name=n db=0 flags=x idle=9 cmd=${MISCHIEF}get user=${MISCHIEF}${"u".repeat(5_000)}\n`;
  const port = await serve((socket) =>
    socket.on("data", (octets) => {
      const said = octets.toString();
      if (said.includes("INFO"))
        socket.write(bulk(`redis_version:7${MISCHIEF}${"7".repeat(1 << 20)}\r\nrole:master\r\n`));
      else if (said.includes("CLIENT")) socket.write(bulk(list));
      else socket.write("+PONG\r\n");
    }),
  );
  const { session, recorder, context } = await logIn("redis", port, { credentials: ":geheim" });
  if (session === null) throw new Error("not let in");
  const asked = await askedOf({ scheme: "redis", port, path: "/", credentials: null });
  const look = { session, asked, address: "127.0.0.1", explained: new Set<string>() };
  expect(await lookAtState(look, context)).toBe(true);
  session.close();
  const text = JSON.stringify(recorder.evidence);
  expect(text).not.toMatch(/\\u00|[\p{Cc}\p{Cf}]/u);
  expect(text.length).toBeLessThan(10_000);
});

test("a MySQL that asks for the password in the clear does not get it; what helps is its own client", async () => {
  let said = "";
  const port = await serve((socket) => {
    socket.write(packet(0, greeting));
    socket.on("data", (octets) => {
      said += octets.toString("latin1");
      socket.write(packet(2, Buffer.from("\xfemysql_clear_password\0", "latin1")));
    });
  });
  const { record, recorder } = await logIn("mysql", port, { credentials: "app:geheim", path: "/shop" });
  expect(record.value.outcome).toBe("cannot-login");
  expect(said).not.toContain("geheim");
  expect(recorder.gaps.map(({ allowBy }) => allowBy)).toEqual([
    `log in with the database's own client: mysql -h 127.0.0.1 -P ${port} -u app -p shop -e 'SELECT 1'`,
  ]);
});
