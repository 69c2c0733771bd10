import type { Duplex } from "node:stream";
import { isAddress } from "../base/index.ts";
import type { Evidence, TlsHandshake, TlsVariantId } from "../evidence/index.ts";
import type { ProbeContext } from "./context.ts";
import { type ClientIdentity, probeTls, type TlsAsked } from "./tls.ts";
import { askClock } from "./tls-clock.ts";
import { helloOf, inSmallPackets, LARGE_HELLO, talkRaw } from "./tls-raw.ts";
import type { Trust } from "./tls-trust.ts";

/** What the variants of one handshake need. */
export interface TlsInvestigation {
  /** The request's own handshake; `null` where the request speaks no TLS. */
  readonly failed: Evidence<"tls-handshake"> | null;
  readonly address: string;
  readonly port: number;
  readonly host: string;
  /** The request's scheme: what is spoken after the handshake. */
  readonly scheme: string;
  readonly alpn: readonly string[];
  /** As Node spells them; `null` for what an ordinary client of today has. */
  readonly minVersion: string | null;
  readonly maxVersion: string | null;
  readonly trust: Trust;
  readonly identity?: ClientIdentity | undefined;
  /** Names that this address is known to serve, from configuration, the hosts file or the resolver. */
  readonly otherNames?: readonly string[];
  /** One more connection to the same address and port; `null` where it does not connect. */
  readonly dial: () => Promise<Duplex | null>;
}

/** One variant: what it is run for, and how. The connection is its own, and closed when it ends. */
export interface TlsVariant {
  readonly id: TlsVariantId;
  /** What its outcome tells, against the request's own. */
  readonly tells: string;
  readonly run: (
    connection: Duplex,
    asked: TlsAsked,
    context: ProbeContext,
  ) => Promise<Evidence<"tls-handshake">>;
}

/** A name that nobody can serve. RFC 2606, section 2. */
const NOBODY = "no-such-name.invalid";

/** Everything that OpenSSL has, at no security level. openssl-ciphers(1), SECLEVEL. */
const everything = {
  ciphers: "ALL:COMPLEMENTOFALL:@SECLEVEL=0",
  groups:
    "X25519:P-256:P-384:P-521:X448:secp256k1:brainpoolP256r1:brainpoolP384r1:brainpoolP512r1:ffdhe2048:ffdhe3072:ffdhe4096",
} as const;

/** A handshake by the library with something changed; without the client's own certificate, which only the request gets. */
const handshake =
  (id: TlsVariantId, change: Partial<TlsAsked>): TlsVariant["run"] =>
  async (connection, asked, context) => {
    const { record, stream } = await probeTls(
      connection,
      { ...asked, identity: undefined, ...change, variant: id },
      context,
    );
    stream?.destroy();
    return record;
  };

const oneVersion = (version: TlsAsked["minVersion"], tells: string): TlsVariant => {
  const old = version === "TLSv1" || version === "TLSv1.1" ? { ciphers: everything.ciphers } : {};
  const id = `only-${version}` as const;
  return {
    id: id as TlsVariantId,
    tells,
    run: handshake(id as TlsVariantId, { minVersion: version, maxVersion: version, ...old }),
  };
};

const raw =
  (id: TlsVariantId, talk: (asked: TlsAsked) => Parameters<typeof talkRaw>[3]): TlsVariant["run"] =>
  (connection, asked, context) =>
    talkRaw(connection, { ...asked, variant: id }, context, talk(asked));

/** A record of application data under no key: two full packets of zeroes. RFC 8446, section 5.1. */
const fullSizeRecord = (): Uint8Array =>
  Uint8Array.from([23, 3, 3, 3000 >> 8, 3000 & 0xff, ...new Uint8Array(3000)]);

const plainRequest = (asked: TlsAsked): Uint8Array =>
  Buffer.from(`GET / HTTP/1.0\r\nHost: ${asked.verifyName}\r\nConnection: close\r\n\r\n`, "latin1");

/** All variants, in the order in which they are worth running. */
export const tlsVariants: readonly TlsVariant[] = [
  { id: "again", tells: "whether it fails always", run: handshake("again", {}) },
  {
    id: "no-server-name",
    tells:
      "whether the name decides: which certificate is the default, or whether the name is what is refused",
    run: handshake("no-server-name", { serverName: null }),
  },
  {
    id: "other-server-name",
    tells: "whether another name gets another certificate, or an answer",
    run: handshake("other-server-name", {}),
  },
  oneVersion("TLSv1.3", "whether the server speaks TLS 1.3"),
  oneVersion("TLSv1.2", "whether the server speaks TLS 1.2"),
  oneVersion("TLSv1.1", "whether the server speaks only versions that are out of use"),
  oneVersion("TLSv1", "whether the server speaks only versions that are out of use"),
  {
    id: "wide-offer",
    tells: "whether the server takes a cipher, group or signature that the client does not offer",
    run: handshake("wide-offer", everything),
  },
  {
    id: "no-alpn",
    tells: "whether the application protocols are what is refused",
    run: handshake("no-alpn", { alpn: [] }),
  },
  {
    id: "no-client-certificate",
    tells: "whether the server takes a client without a certificate",
    run: handshake("no-client-certificate", {}),
  },
  {
    id: "small-hello",
    tells: "whether a ClientHello of one packet is answered",
    run: raw("small-hello", (asked) => ({ packets: [helloOf(asked, 0)], isTls: true })),
  },
  {
    id: "large-hello",
    tells: "whether the same ClientHello is answered when it fills two packets",
    run: raw("large-hello", (asked) => ({ packets: [helloOf(asked, LARGE_HELLO)], isTls: true })),
  },
  {
    id: "large-hello-in-small-packets",
    tells: "whether the size of the ClientHello matters, or the size of the packets",
    run: raw("large-hello-in-small-packets", (asked) => ({
      packets: inSmallPackets(helloOf(asked, LARGE_HELLO)),
      isTls: true,
    })),
  },
  {
    id: "refusable-hello",
    tells: "whether the server's TLS is alive and only its large answers are lost",
    run: raw("refusable-hello", (asked) => ({ packets: [helloOf(asked, 0, true)], isTls: true })),
  },
  {
    id: "full-size-record",
    tells: "whether other full packets reach the server",
    run: raw("full-size-record", (asked) => ({
      packets: [helloOf(asked, 0)],
      afterAnswer: fullSizeRecord(),
      isTls: true,
    })),
  },
  {
    id: "plain-http",
    tells: "whether the port speaks HTTP without TLS",
    run: raw("plain-http", (asked) => ({ packets: [plainRequest(asked)], isTls: false })),
  },
  {
    id: "hello-to-plain-port",
    tells: "whether the port speaks TLS where the request does not",
    run: raw("hello-to-plain-port", (asked) => ({ packets: [helloOf(asked, 0)], isTls: true })),
  },
  {
    id: "unverified",
    tells: "what the server's own clock says, where the dates of its certificate do not hold here",
    run: async (connection, asked, context) => {
      const unverified = {
        ...asked,
        identity: undefined,
        alpn: ["http/1.1"],
        variant: "unverified",
      } as const;
      const { record, stream } = await probeTls(connection, unverified, context);
      if (stream !== null) await askClock(stream, asked, context);
      return record;
    },
  },
];

/** Names that the address may serve: those that are known of it, those of the certificate, and one that nobody serves. */
export function namesToTry(
  { host, otherNames = [] }: TlsInvestigation,
  failed: TlsHandshake,
): readonly string[] {
  const held = (failed.chain[0]?.names ?? []).flatMap((name) =>
    /^DNS:[^*]/.test(name) ? [name.slice(4)] : [],
  );
  const parent = host.split(".").slice(1).join(".");
  const guesses = [NOBODY, ...otherNames, ...held, ...(parent.includes(".") ? [parent] : []), `www.${host}`];
  return [...new Set(guesses)]
    .filter((name) => name.toLowerCase() !== host.toLowerCase() && !isAddress(host))
    .slice(0, MAX_NAMES);
}

/** Names that are tried. */
const MAX_NAMES = 6;
