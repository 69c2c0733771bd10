import { createHash } from "node:crypto";
import {
  databaseText,
  decodePostgresAuthentication,
  encodePostgresMessage,
  encodePostgresSasl,
  withZero,
} from "../../wire/index.ts";
import type { Line } from "../line.ts";
import { noPassword } from "../try.ts";
import { beginScram, type Scram } from "./scram.ts";

/** What becomes of an authentication request: answered, or the reason why we cannot, or that the server is not who knows the password. */
export type Authenticated = "done" | { readonly cannot: string } | { readonly wrong: string };

/** Numbers of the requests. PostgreSQL, 55.7. */
const [OK, CLEARTEXT, MD5, SASL, SASL_CONTINUE, SASL_FINAL] = [0, 3, 5, 10, 11, 12];

const md5 = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash("md5");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

/** Answers the authentication requests of one login. */
export function authenticator(
  line: Line,
  { user, password }: { readonly user: string; readonly password: string | null },
): (body: Uint8Array) => Promise<Authenticated> {
  let scram: Scram | null = null;
  const say = (text: string) => line.write(encodePostgresMessage("p", Buffer.from(text, "utf8")));
  return async (body) => {
    const asked = decodePostgresAuthentication(body);
    if (asked === null) return { wrong: "an authentication request that is cut" };
    if (asked.kind === OK) return "done";
    if (asked.kind === SASL_FINAL) {
      const isProven = scram?.isServerProven(databaseText(asked.data)) ?? false;
      return isProven ? "done" : { wrong: "the server does not prove that it knows the password" };
    }
    if (![CLEARTEXT, MD5, SASL, SASL_CONTINUE].includes(asked.kind))
      return { cannot: `it asks for a way of authentication that is not spoken here (${asked.kind})` };
    if (password === null) return { cannot: noPassword };
    if (asked.kind === CLEARTEXT) line.write(encodePostgresMessage("p", withZero(password)));
    else if (asked.kind === MD5) {
      const inner = md5(password, user);
      line.write(encodePostgresMessage("p", withZero(`md5${md5(inner, asked.data.subarray(0, 4))}`)));
    } else if (asked.kind === SASL) {
      if (!databaseText(asked.data).split("\0").includes("SCRAM-SHA-256"))
        return { cannot: "it asks for a mechanism of authentication that is not spoken here" };
      scram = beginScram(password);
      line.write(encodePostgresSasl("SCRAM-SHA-256", scram.first));
    } else {
      const answer = (await scram?.answer(databaseText(asked.data))) ?? null;
      if (answer === null) return { wrong: "a message of SCRAM that is none" };
      say(answer);
    }
    return "done";
  };
}
