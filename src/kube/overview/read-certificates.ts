import { isIP } from "node:net";
import { connect } from "node:tls";
import { hostPort, type Ms } from "../../base/index.ts";
import { type CertificateSeen, certificateOf } from "./certificate.ts";
import type { NodeSeen } from "./seen.ts";

/** How long a handshake may take. */
const PATIENCE: Ms = 2_000;

/** Kubelets that are asked; of more, the first. */
const MOST_KUBELETS = 50;

/** What handshakes showed, and kubelets that showed nothing. */
export interface CertificatesRead {
  readonly certificates: readonly CertificateSeen[];
  readonly kubelets: { readonly asked: number; readonly answered: number };
}

/**
 * Looks at the certificates that the API server and the kubelets show to whoever connects: a handshake each, all at once, and
 * nothing is sent. Throws only for an abort.
 */
export async function readCertificates(
  server: string,
  nodes: readonly NodeSeen[],
  signal: AbortSignal,
): Promise<CertificatesRead> {
  const url = new URL(server);
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const api = { of: "API server", host, port: Number(url.port || 443) };
  const kubelets = nodes
    .filter(({ node }) => node.ready === "yes")
    .slice(0, MOST_KUBELETS)
    .flatMap(({ node, kubeletPort }) => {
      const [address] = node.addresses;
      return address === undefined
        ? []
        : [{ of: `kubelet of ${node.name}`, host: address, port: kubeletPort }];
    });
  const asked = [...(url.protocol === "https:" ? [api] : []), ...kubelets];
  const shown = await Promise.all(asked.map((one) => look(one, signal)));
  signal.throwIfAborted();
  const certificates = shown.filter((one) => one !== null);
  const answered = certificates.filter(({ of }) => of.startsWith("kubelet")).length;
  return { certificates, kubelets: { asked: kubelets.length, answered } };
}

interface Place {
  readonly of: string;
  readonly host: string;
  readonly port: number;
}

/** The certificate that is shown there; `null` where no handshake comes about. */
async function look({ of, host, port }: Place, signal: AbortSignal): Promise<CertificateSeen | null> {
  const { promise, resolve } = Promise.withResolvers<Buffer | null>();
  const socket = connect({
    host,
    port,
    // Whether it is valid is what is asked: nothing is sent over it.
    rejectUnauthorized: false,
    ...(isIP(host) === 0 ? { servername: host } : {}),
  });
  const abort = () => resolve(null);
  const timer = setTimeout(abort, PATIENCE);
  signal.addEventListener("abort", abort, { once: true });
  socket.once("secureConnect", () => resolve(socket.getPeerX509Certificate()?.raw ?? null));
  socket.on("error", () => resolve(null));
  socket.once("close", () => resolve(null));
  try {
    const raw = await promise;
    const read = raw === null ? null : certificateOf(raw);
    return read === null
      ? null
      : {
          ...read,
          of,
          command: `openssl s_client -connect ${hostPort(host, port)} </dev/null | openssl x509 -noout -dates`,
        };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
    socket.destroy();
  }
}
