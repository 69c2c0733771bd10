import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";

/** Versions whose first packets can be read. RFC 9000, section 15; RFC 9369, section 3.1. */
export const quicVersion = { v1: 1, v2: 0x6b3343cf } as const;

/** Salts of the first secret, and what stands before the labels. RFC 9001, section 5.2; RFC 9369, section 3.3. */
const bySalt: ReadonlyMap<number, { readonly salt: string; readonly label: string }> = new Map([
  [quicVersion.v1, { salt: "38762cf7f55934b34d179ae6a4c80cadccbb7f0a", label: "quic" }],
  [quicVersion.v2, { salt: "0dede3def700a6db819381be6e269dcbf9bd2ed9", label: "quicv2" }],
]);

const TAG = 16;
const SAMPLE = 16;
const MOST_NUMBER = 4;

/** Keys of the Initial packets of one end: anybody who sees the client's first packet can make them. */
export interface InitialKeys {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
  readonly hp: Uint8Array;
}

/** The keys of an end, from the connection id that the client chose for the server; `null` for a version not known. */
export function initialKeys(version: number, id: Uint8Array, end: "client" | "server"): InitialKeys | null {
  const known = bySalt.get(version);
  if (known === undefined) return null;
  const initial = createHmac("sha256", Buffer.from(known.salt, "hex")).update(id).digest();
  const secret = expand(initial, `${end} in`, 32);
  return {
    key: expand(secret, `${known.label} key`, 16),
    iv: expand(secret, `${known.label} iv`, 12),
    hp: expand(secret, `${known.label} hp`, 16),
  };
}

/** HKDF-Expand-Label for at most 32 octets, with an empty context. RFC 8446, section 7.1. */
function expand(secret: Uint8Array, label: string, octets: number): Uint8Array {
  const name = Buffer.from(`tls13 ${label}`, "latin1");
  const info = Buffer.concat([Uint8Array.of(0, octets, name.length), name, Uint8Array.of(0, 1)]);
  return createHmac("sha256", secret).update(info).digest().subarray(0, octets);
}

/**
 * Takes the protection off an Initial packet: its frames, or `null` where these keys do not fit. `numberAt` is where the packet
 * number begins. RFC 9001, section 5.
 */
export function openInitial(packet: Uint8Array, numberAt: number, keys: InitialKeys): Uint8Array | null {
  const sample = packet.subarray(numberAt + MOST_NUMBER, numberAt + MOST_NUMBER + SAMPLE);
  if (sample.length < SAMPLE) return null;
  const cipher = createCipheriv("aes-128-ecb", keys.hp, null).setAutoPadding(false);
  const mask = cipher.update(sample);
  const first = (packet[0] ?? 0) ^ ((mask[0] ?? 0) & 0x0f);
  const octets = (first & 3) + 1;
  const header = new Uint8Array(packet.subarray(0, numberAt + octets));
  header[0] = first;
  const nonce = new Uint8Array(keys.iv);
  for (let at = 0; at < octets; at += 1) {
    const plain = (header[numberAt + at] ?? 0) ^ (mask[1 + at] ?? 0);
    header[numberAt + at] = plain;
    const place = nonce.length - octets + at;
    nonce[place] = (nonce[place] ?? 0) ^ plain;
  }
  const sealed = packet.subarray(numberAt + octets);
  if (sealed.length < TAG) return null;
  try {
    const decipher = createDecipheriv("aes-128-gcm", keys.key, nonce);
    decipher.setAAD(header);
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
    const frames = decipher.update(sealed.subarray(0, sealed.length - TAG));
    decipher.final();
    return frames;
  } catch {
    // The tag does not fit: these are not its keys, or it was changed on the way.
    return null;
  }
}
