import {
  type DatabaseComplaint,
  databaseText,
  decodeMysqlError,
  decodeMysqlSwitch,
  encodeMysqlPacket,
  readMysqlPacket,
} from "../../wire/index.ts";
import { isEnd, type Line, type LineEnd } from "../line.ts";
import { encryptPassword, scramblePassword } from "./scramble.ts";

/** How the authentication ended. */
export type Authenticated =
  | { readonly kind: "in" }
  | { readonly kind: "complaint"; readonly complaint: DatabaseComplaint }
  | { readonly kind: "cannot"; readonly why: string }
  | { readonly kind: "ended"; readonly how: LineEnd };

/** Octets of AuthMoreData, and what follows them. Protocol: caching_sha2_password. */
const [MORE, PASSED, FULL, ASK_KEY] = [0x01, 0x03, 0x04, 0x02];

/** Turns that an authentication takes at most; the longest known has six. */
const MOST_TURNS = 12;

const spoken = new Set(["mysql_native_password", "caching_sha2_password"]);

/** What a login by this plugin begins with: a proof, or nothing where the plugin is not spoken here and the server must ask again. */
export const firstResponse = (plugin: string, password: string | null, scramble: Uint8Array): Uint8Array =>
  spoken.has(plugin) ? scramblePassword(plugin, password ?? "", scramble) : new Uint8Array(0);

/** Answers what the server asks for after the login was sent. */
export async function authenticate(
  line: Line,
  given: {
    readonly password: string | null;
    readonly scramble: Uint8Array;
    readonly plugin: string;
    readonly isSecured: boolean;
  },
): Promise<Authenticated> {
  const password = given.password ?? "";
  let { scramble, plugin } = given;
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const packet = await line.read(readMysqlPacket);
    if (isEnd(packet)) return { kind: "ended", how: packet };
    const { body, sequence } = packet;
    const say = (octets: Uint8Array) => line.write(encodeMysqlPacket(sequence + 1, octets));
    const complaint = decodeMysqlError(body);
    if (complaint !== null) return { kind: "complaint", complaint };
    if (body[0] === 0x00) return { kind: "in" };
    const asked = decodeMysqlSwitch(body);
    if (asked !== null) {
      ({ plugin, scramble } = asked);
      if (!spoken.has(plugin)) {
        // Never a password in clear to who only asks for it.
        if (password === "" && plugin !== "client_ed25519") say(new Uint8Array(0));
        else return { kind: "cannot", why: `it asks for ${plugin.slice(0, 64)}, which is not spoken here` };
      } else say(scramblePassword(plugin, password, scramble));
      continue;
    }
    if (body[0] !== MORE) return { kind: "ended", how: "strange" };
    if (body[1] === PASSED) continue;
    if (body[1] === FULL) say(given.isSecured ? Buffer.from(`${password}\0`) : Uint8Array.of(ASK_KEY));
    else {
      const sealed = encryptPassword(password, scramble, databaseText(body.subarray(1)));
      if (given.isSecured || sealed === null) return { kind: "ended", how: "strange" };
      say(sealed);
    }
  }
  return { kind: "ended", how: "strange" };
}
