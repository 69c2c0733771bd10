import { createHash } from "node:crypto";
import type { DatabaseStormConfig } from "../database-storm.ts";

/** What a session comes to by what was read. */
export interface Turn {
  /** What is to be said now. */
  readonly say: readonly Buffer[];
  /** Why it is not had: what the server said. */
  readonly failed?: string;
  /** It was had, and its first statement has come to its end. */
  readonly isOpen?: boolean;
}

/** One session's part of a login and one statement, without its connection. */
export interface Talk {
  /** What is said before the server speaks. */
  readonly opening: readonly Buffer[];
  /** Takes what was read, in any pieces. */
  read(chunk: Buffer): Turn;
}

type Wanted = Pick<DatabaseStormConfig, "database" | "statement">;

const text = (...words: readonly string[]) => Buffer.from(words.map((word) => `${word}\0`).join(""));

/** Version 3.0 of the protocol. PostgreSQL, 55.7 "Message Formats". */
const VERSION = 196_608;

/** A session of PostgreSQL, whose rule asks for the password in the clear. */
export function talkPostgres({ database, statement }: Wanted): Talk {
  const message = (type: string, body: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length + 4);
    return Buffer.concat([Buffer.from(type), length, body]);
  };
  const version = Buffer.alloc(4);
  version.writeUInt32BE(VERSION);
  const names = ["user", database.user, "database", database.name, "application_name", "worker", ""];
  let [read, steps] = [Buffer.alloc(0), 0];
  return {
    opening: [message("", Buffer.concat([version, text(...names)]))],
    read(chunk) {
      read = Buffer.concat([read, chunk]);
      const say: Buffer[] = [];
      while (read.length >= 5 && read.length > read.readUInt32BE(1)) {
        const [type, body] = [String.fromCharCode(read[0] ?? 0), read.subarray(5, read.readUInt32BE(1) + 1)];
        read = read.subarray(read.readUInt32BE(1) + 1);
        if (type === "R" && body.readUInt32BE(0) === 3) say.push(message("p", text(database.password)));
        if (type === "E" && steps < 2) return { say, failed: postgresError(body) };
        if (type !== "Z") continue;
        steps++;
        if (steps === 1) say.push(message("Q", text(statement)));
        else return { say, isOpen: true };
      }
      return { say };
    },
  };
}

/** Severity and text of an ErrorResponse. */
function postgresError(body: Buffer): string {
  const fields = body.toString("utf8").split("\0");
  const field = (type: string) => fields.find((known) => known.startsWith(type))?.slice(1) ?? "";
  return `${field("S")}: ${field("M")}`;
}

/** CLIENT_LONG_PASSWORD, CONNECT_WITH_DB, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION, PLUGIN_AUTH. */
const ABLE = 0x1 | 0x8 | 0x200 | 0x2000 | 0x8000 | 0x8_0000;
/** Octets of a handshake response that say nothing here: one for the character set is before them. */
const FILLER = 23;

/** A session of MariaDB by `mysql_native_password`. MariaDB, "Connection" of the client/server protocol. */
export function talkMysql({ database, statement }: Wanted): Talk {
  let [read, steps] = [Buffer.alloc(0), 0];
  const packet = (sequence: number, body: Buffer): Buffer => {
    const head = Buffer.alloc(4);
    head.writeUIntLE(body.length, 0, 3);
    head[3] = sequence;
    return Buffer.concat([head, body]);
  };
  const login = (scramble: Buffer): Buffer => {
    const head = Buffer.alloc(9 + FILLER);
    head.writeUInt32LE(ABLE, 0);
    head.writeUInt32LE(0xff_ffff, 4);
    // utf8_general_ci.
    head[8] = 33;
    const proof = provePassword(database.password, scramble);
    const names = text(database.name, "mysql_native_password");
    return Buffer.concat([head, text(database.user), Buffer.of(proof.length), proof, names]);
  };
  return {
    opening: [],
    read(chunk) {
      read = Buffer.concat([read, chunk]);
      const say: Buffer[] = [];
      while (read.length >= 4 && read.length >= 4 + read.readUIntLE(0, 3)) {
        const [length, sequence] = [read.readUIntLE(0, 3), read[3] ?? 0];
        const body = read.subarray(4, 4 + length);
        read = read.subarray(4 + length);
        if (body[0] === 0xff) return { say, failed: mysqlError(body) };
        steps++;
        if (steps === 1) say.push(packet(sequence + 1, login(scrambleOf(body))));
        // COM_QUERY.
        else if (steps === 2) say.push(packet(0, Buffer.concat([Buffer.of(3), Buffer.from(statement)])));
        else return { say, isOpen: true };
      }
      return { say };
    },
  };
}

/** Both parts of the greeting's scramble: 8 octets after version and connection id, 12 after what the server is able to. */
function scrambleOf(greeting: Buffer): Buffer {
  const first = greeting.indexOf(0, 1) + 5;
  const second = first + 8 + 1 + 2 + 1 + 2 + 2 + 1 + 10;
  return Buffer.concat([greeting.subarray(first, first + 8), greeting.subarray(second, second + 12)]);
}

/** SHA1(p) xor SHA1(scramble, SHA1(SHA1(p))). */
function provePassword(password: string, scramble: Buffer): Buffer {
  const sha1 = (...parts: readonly Buffer[]) => createHash("sha1").update(Buffer.concat(parts)).digest();
  const once = sha1(Buffer.from(password));
  const mask = sha1(scramble, sha1(once));
  return Buffer.from(once.map((octet, index) => octet ^ (mask[index] ?? 0)));
}

/** Number and text of an ERR packet; before the login it has no SQLSTATE. */
function mysqlError(body: Buffer): string {
  const said = body.subarray(3).toString("utf8");
  const [state, words] = said.startsWith("#") ? [` (${said.slice(1, 6)})`, said.slice(6)] : ["", said];
  return `Error ${body.readUInt16LE(1)}${state}: ${words}`;
}
