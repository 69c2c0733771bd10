import { generateKeyPairSync } from "node:crypto";
import { type Authority, createAuthority } from "../certificates/index.ts";
import type { Ranges } from "./ranges.ts";

/** A user of the API server by certificate. The organization is the user's group (Kubernetes, "X.509 client certificates"). */
interface User {
  readonly name: string;
  readonly group?: string;
  /** Where it finds the API server. */
  readonly at: "here" | "fabric";
}

/** Keys, certificates and kubeconfigs of a cluster, by the name of their file. */
export type Keys = ReadonlyMap<string, string>;

/** The port of the API server. */
export const API_PORT = 6443;

/** Makes all keys of a cluster in memory. */
export function makeKeys(ranges: Ranges, nodes: readonly string[]): Keys {
  const authority = createAuthority("cluster");
  const files = new Map([
    ["ca.crt", authority.pem],
    ["ca.key", authority.keyPem],
  ]);
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  files.set("accounts.key", privateKey.export({ type: "sec1", format: "pem" }).toString());
  files.set("accounts.pub", publicKey.export({ type: "spki", format: "pem" }).toString());
  const keep = (file: string, made: { readonly pem: string; readonly keyPem: string }) => {
    files.set(`${file}.crt`, made.pem);
    files.set(`${file}.key`, made.keyPem);
  };
  const service = "kubernetes.default.svc";
  const names = [
    "127.0.0.1",
    ranges.control,
    ranges.apiService,
    "localhost",
    "kubernetes",
    "kubernetes.default",
  ];
  keep(
    "apiserver",
    authority.issue({ subject: "kube-apiserver", names: [...names, service, `${service}.cluster.local`] }),
  );
  keep(
    "apiserver-kubelet",
    client(authority, { name: "kube-apiserver-kubelet-client", group: MASTERS, at: "here" }),
  );
  const users: readonly (readonly [file: string, user: User])[] = [
    ["admin", { name: "admin", group: MASTERS, at: "fabric" }],
    ["manager", { name: "system:kube-controller-manager", at: "here" }],
    ["scheduler", { name: "system:kube-scheduler", at: "here" }],
    ["proxy", { name: "system:kube-proxy", at: "fabric" }],
    ["policies", { name: "policies", group: MASTERS, at: "fabric" }],
    ...nodes.map(
      (node) => [node, { name: `system:node:${node}`, group: "system:nodes", at: "fabric" }] as const,
    ),
  ];
  for (const [file, user] of users) {
    const made = client(authority, user);
    keep(file, made);
    const server = `https://${user.at === "here" ? "127.0.0.1" : ranges.control}:${API_PORT}`;
    const login = { "client-certificate-data": base64(made.pem), "client-key-data": base64(made.keyPem) };
    files.set(`${file}.conf`, kubeconfig(server, authority.pem, login));
  }
  for (const [index, node] of nodes.entries())
    keep(`${node}-serving`, authority.issue({ subject: node, names: [node, ranges.nodes[index] ?? node] }));
  return files;
}

/** The group whose members may do anything. */
const MASTERS = "system:masters";

const client = (authority: Authority, { name, group }: User) =>
  authority.issue({
    subject: name,
    names: [],
    usages: ["clientAuth"],
    ...(group === undefined ? {} : { organization: group }),
  });

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** A kubeconfig with everything in it. JSON is YAML. */
export function kubeconfig(
  server: string,
  authority: string,
  user: Readonly<Record<string, string>>,
): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "lab", cluster: { server, "certificate-authority-data": base64(authority) } }],
    users: [{ name: "lab", user }],
    contexts: [{ name: "lab", context: { cluster: "lab", user: "lab" } }],
    "current-context": "lab",
  });
}
