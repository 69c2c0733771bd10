import { z } from "zod";

const text = (description: string, example: string) =>
  z
    .string()
    .min(1)
    .max(4096)
    .refine((value) => !/\p{Cc}/u.test(value), "it holds a control character")
    .meta({ description, examples: [example] });

const vantageName = z.string().regex(/^[\w][\w.-]{0,62}$/);

const at = text("The vantage that it is looked at from", "edge");

const vantage = z
  .strictObject({
    local: z
      .literal(true)
      .optional()
      .meta({ description: "This host", examples: [true] }),
    netns: z
      .union([text("A name, or the path of a namespace", "edge"), z.int().min(1).max(4_194_304)])
      .optional()
      .meta({
        description: "A network namespace of this host, by name, path or the pid of a process in it",
        examples: ["edge"],
      }),
    ssh: text("A host, as the system's own ssh names it", "ops@app1")
      .refine(
        // With or without ssh:// and a user before it: the host goes into the user's own ProxyCommand.
        (value) => !/^-|^(?:ssh:\/\/)?(?:[^/]*@)?-/i.test(value),
        'it begins with "-", which ssh takes for an option',
      )
      .optional(),
    agent: text("A running faultline agent", "node2").optional(),
    pod: text("A Pod: NAMESPACE/NAME", "shop/api-7d9").optional(),
  })
  .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, {
    message: "it must say one way to look from there",
  })
  .meta({ minProperties: 1, maxProperties: 1, examples: ["{ netns: edge }"] });

const proxy = z.strictObject({
  at: at.optional(),
  kind: z
    .enum(["nginx", "haproxy", "envoy", "traefik", "caddy"])
    .optional()
    .meta({ examples: ["nginx"] }),
  url: text("What it is asked for", "http://10.0.2.2:80/").optional(),
  config: text("Its configuration file", "/etc/nginx/nginx.conf").optional(),
  errorLog: text("Its error log", "/var/log/nginx/error.log").optional(),
  accessLog: text("Its access log", "/var/log/nginx/access.log").optional(),
});

const app = z.strictObject({
  at: at.optional(),
  url: text("What the application is asked for", "http://10.0.3.2:8080/api").optional(),
  log: text("Its log", "/var/log/app.log").optional(),
});

const database = z.strictObject({
  at: at.optional(),
  url: text("As the application writes it, without the password", "postgres://app@10.0.4.2/shop").optional(),
  passwordFile: text("A file that holds the password", "/run/secrets/database").optional(),
});

const hop = z
  .strictObject({ proxy: proxy.optional(), app: app.optional(), database: database.optional() })
  .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, {
    message: "it must be one hop",
  })
  .meta({ minProperties: 1, maxProperties: 1, examples: ["{ proxy: { at: edge, kind: nginx } }"] });

/** The shape of `faultline.yaml`. docs/contract.md, "Configuration". */
export const configSchema = z.strictObject({
  target: text("What is checked: a URL or an address", "https://shop.example/api").optional(),
  symptom: text("What the user saw", "504 Gateway Time-out since 14:02").optional(),
  deadline: z
    .union([text("A number and a unit; a bare number is seconds", "10s"), z.number().positive()])
    .optional()
    .meta({ description: "The caller's own deadline for the whole request", examples: ["10s"] }),
  vantages: z
    .record(vantageName, vantage)
    .optional()
    .meta({ description: "Places to look from", examples: ["{ edge: { netns: edge } }"] }),
  path: z
    .array(hop)
    .max(64)
    .optional()
    .meta({ description: "What the request passes, client first, as far as it is known" }),
  kubernetes: z
    .strictObject({
      kubeconfig: text("The file with the cluster's address", "kubeconfig").optional(),
      context: text("A context of that file", "production").optional(),
      namespace: text("The namespace of the Service", "shop").optional(),
      service: text("The Service", "api").optional(),
    })
    .optional(),
  captures: z
    .array(z.strictObject({ at, file: text("A pcap or pcapng file", "edge.pcap") }))
    .max(64)
    .optional(),
});

/** `faultline.yaml` as it is written. */
export type ConfigWritten = z.infer<typeof configSchema>;

/** The published JSON Schema, as text. */
export function configJsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { target: "draft-2020-12" });
  return `${JSON.stringify({ ...schema, title: "faultline.yaml" }, null, 2)}\n`;
}
