import { createPrivateKey, X509Certificate } from "node:crypto";
import { FaultlineError, isAddress } from "../base/index.ts";
import { type CheckOptions, quote, type Target } from "../config/index.ts";
import { isDatabaseScheme, isGrpcScheme, type RequestAsked } from "../evidence/index.ts";
import {
  type ClientProfile,
  clientProfiles,
  loadTrust,
  type ProxyChoice,
  parseProxy,
  proxyFor,
} from "../probe/index.ts";
import { toldStatuses } from "../signals/index.ts";
import { localVantage, type Vantage, whyUnread } from "../vantage/index.ts";
import type { Secrets } from "./walk.ts";

/** The request as asked, and what goes with it and never into evidence. */
export interface Intake {
  readonly asked: RequestAsked;
  readonly secrets: Secrets;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What an ordinary client of this host offers. RFC 9325, section 3.1.1; RFC 7301. */
const ordinary = { minVersion: "TLSv1.2", maxVersion: "TLSv1.3", alpn: ["h2", "http/1.1"] } as const;

/**
 * Puts target, options and environment together into the request that every attempt makes, and reads the files that
 * it names.
 *
 * @throws FaultlineError `BAD_OPTION` or `BAD_FILE`
 */
export async function takeIn(
  target: Target,
  options: CheckOptions,
  { env, vantage }: { readonly env: Environment; readonly vantage: Vantage },
): Promise<Intake> {
  const proxy = chooseProxy(target, options, env);
  // A file that an option names is this process's, whoever the request is made as.
  const own = localVantage(vantage.name);
  const caFile = options.ca ?? undefined;
  const trust = await loadTrust({ vantage: caFile === undefined ? vantage : own, environment: env, caFile });
  const cert = options.cert === null ? null : await readCertificates(own, options.cert, "--cert");
  const key = options.key === null ? null : await readKey(own, options.key);
  if (cert !== null && key !== null) mustMatch(cert, key, options);
  const profile = profileOf(options.as);
  const minVersion = options.tlsMin ?? profile?.minVersion ?? ordinary.minVersion;
  const maxVersion = options.tlsMax ?? profile?.maxVersion ?? ordinary.maxVersion;
  // `TLSv1` to `TLSv1.3` sort as the versions do.
  if (minVersion > maxVersion && options.tlsMin === null && profile !== null) {
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot use --tls-max with --as ${options.as}: that client offers ${minVersion} at least\nGive --tls-min too, or a --tls-max that is not less`,
    );
  }
  const headers = [...basicOf(target), ...options.headers];
  const told = complaintsOf(options.symptom, { headers, hasIdentity: cert !== null });
  return {
    asked: {
      target: target.shown,
      scheme: target.scheme,
      host: target.host,
      hostIsAddress: isAddress(target.host),
      port: target.port,
      path: target.path.replace(/\?.*$/s, ""),
      questionType: target.questionType,
      method: isGrpcScheme(target.scheme) ? "POST" : options.method,
      dataOctets: options.dataOctets,
      deadline: options.deadline,
      expectStatus: options.expectStatus,
      ...(told.length === 0 ? {} : { toldStatuses: told }),
      ...(options.allowed.repeatRequest ? { mayRepeat: true as const } : {}),
      tls: {
        // One bound alone moves the other with it: `--tls-max 1.1` is a client of 1.1.
        minVersion: minVersion > maxVersion && options.tlsMin === null ? maxVersion : minVersion,
        maxVersion: minVersion > maxVersion && options.tlsMin !== null ? minVersion : maxVersion,
        alpn: options.alpn ?? alpnFor(target, profile),
        clientCertificate: cert !== null,
        trustNamed: options.ca !== null,
      },
      proxy:
        proxy === null
          ? null
          : { host: proxy.host, port: proxy.port, scheme: proxy.scheme, from: proxy.from },
      resolvers: options.resolvers.map(checkResolver),
      profile: options.as,
    },
    secrets: {
      headers,
      path: target.path,
      trust,
      identity: cert === null || key === null ? null : { cert, key },
      proxyCredentials: proxy?.credentials ?? null,
    },
  };
}

/**
 * The statuses of the symptom that this run can confirm. Whoever asks without credentials is told to log in, whatever is wrong: 401 and
 * 407 say nothing then. RFC 9110, section 15.5.2.
 */
function complaintsOf(
  symptom: string | null,
  { headers, hasIdentity }: { readonly headers: Intake["secrets"]["headers"]; readonly hasIdentity: boolean },
): readonly number[] {
  const statuses = symptom === null ? [] : toldStatuses(symptom);
  const says = hasIdentity || headers.some(([name]) => /^(?:authorization|cookie|x-api-key)$/i.test(name));
  return statuses.filter((status) => says || (status !== 401 && status !== 407));
}

/** What the client offers in ALPN where no option says it. gRPC has HTTP/2 alone: grpc, doc/PROTOCOL-HTTP2.md, "Security". */
function alpnFor({ scheme }: Target, profile: ClientProfile | null): readonly string[] {
  if (isGrpcScheme(scheme)) return ["h2"];
  return scheme === "tls" ? [] : (profile?.alpn ?? ordinary.alpn);
}

function chooseProxy(target: Target, options: CheckOptions, env: Environment): ProxyChoice | null {
  if (
    options.proxy === null ||
    target.scheme === "dns" ||
    target.scheme === "tcp" ||
    target.scheme === "tls" ||
    isDatabaseScheme(target.scheme)
  ) {
    return options.proxy == null ? null : namedProxy(options.proxy);
  }
  if (options.proxy !== undefined) return namedProxy(options.proxy);
  // Clients of gRPC take the variable for HTTPS, with TLS or without, and go by a tunnel. grpc-go, internal/resolver/delegatingresolver.
  const scheme = isGrpcScheme(target.scheme) ? "https" : target.scheme;
  return proxyFor({ protocol: `${scheme}:`, hostname: target.host }, env);
}

function namedProxy(text: string): ProxyChoice {
  const proxy = parseProxy(text, "--proxy");
  if (proxy !== null) return proxy;
  throw new FaultlineError(
    "BAD_OPTION",
    `Cannot read --proxy "${quote(text)}": it is no proxy URL\nWrite --proxy http://proxy.example:3128, socks5://…, or none`,
  );
}

function profileOf(name: string | null): ClientProfile | null {
  if (name === null) return null;
  const profile = Object.hasOwn(clientProfiles, name) ? clientProfiles[name] : undefined;
  if (profile !== undefined) return profile;
  // A process: its environment and its files say what its client is; its runtime is not known.
  if (/^\d+$/.test(name)) return null;
  throw new FaultlineError(
    "BAD_OPTION",
    `Cannot use --as "${quote(name.slice(0, 40))}": it is no runtime that is known here\nGive one of: ${Object.keys(clientProfiles).join(" ")}`,
  );
}

/** A resolver is an address, with a port where it is not 53. */
function checkResolver(text: string): string {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([0-9.]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = isAddress(text) ? text : (bracketed ?? plain ?? "");
  if (!isAddress(address) || (port !== undefined && !(Number(port) >= 1 && Number(port) <= 65535))) {
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot read --resolver "${quote(text)}": it is no address with a port of 1 to 65535\nWrite --resolver 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53`,
    );
  }
  return text;
}

/** Credentials of the target's URL, as every client sends them. RFC 7617. */
function basicOf({ credentials, scheme }: Target): readonly (readonly [string, string])[] {
  if (credentials === null || (scheme !== "https" && scheme !== "http")) return [];
  const decoded = credentials.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return [["authorization", `Basic ${Buffer.from(decoded, "latin1").toString("base64")}`]];
}

async function readCertificates(vantage: Vantage, path: string, option: string): Promise<string> {
  const text = await readFileOf(vantage, path, option);
  const blocks =
    text.match(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED )?CERTIFICATE-----/g) ??
    [];
  try {
    for (const block of blocks) new X509Certificate(block);
  } catch (cause) {
    refuseFile(option, path, "one of its certificates cannot be decoded", cause);
  }
  if (blocks.length === 0) refuseFile(option, path, "it holds no certificate in PEM form");
  return blocks.join("\n");
}

async function readKey(vantage: Vantage, path: string): Promise<string> {
  const text = await readFileOf(vantage, path, "--key");
  try {
    createPrivateKey(text);
  } catch (cause) {
    const encrypted = /ENCRYPTED/.test(text);
    refuseFile(
      "--key",
      path,
      encrypted ? "the key is encrypted" : "it holds no private key in PEM form",
      cause,
    );
  }
  return text;
}

function mustMatch(cert: string, key: string, { cert: certPath, key: keyPath }: CheckOptions): void {
  if (new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) return;
  throw new FaultlineError(
    "BAD_OPTION",
    `Cannot use --key "${keyPath}": it does not belong to the certificate "${certPath}"\nGive the key that the certificate was issued for; compare: openssl x509 -noout -pubkey, openssl pkey -pubout`,
  );
}

async function readFileOf(vantage: Vantage, path: string, option: string): Promise<string> {
  const read = await vantage.read(path);
  if (read.outcome !== "read") return refuseFile(option, path, whyUnread[read.outcome]);
  return read.text;
}

function refuseFile(option: string, path: string, what: string, cause?: unknown): never {
  throw new FaultlineError(
    "BAD_FILE",
    `Cannot use ${option} "${path}": ${what}\nGive a readable PEM file${option === "--key" ? " with a key that has no passphrase" : ""}`,
    { cause },
  );
}
