import { z } from "zod";

const text = (description: string, example: string) =>
  z
    .string()
    .min(1)
    .max(4096)
    .regex(/^\P{Cc}*$/u, "it holds a control character")
    .meta({ description, examples: [example] });

const vantageName = z
  .string()
  .regex(/^[\w][\w.-]{0,62}$/)
  .meta({ description: "A name for the place: letters, digits, dots and dashes" });

const at = text("The vantage where its files lie and its url is asked from: a name under vantages:", "edge");

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
    ssh: text("A host, as the system's own ssh and its configuration name it", "ops@app1")
      // With or without ssh:// and a user before it: the host goes into the user's own ProxyCommand.
      .regex(/^(?!-|(?:[sS][sS][hH]:\/\/)?(?:[^/]*@)?-)/, 'it begins with "-", which ssh takes for an option')
      .optional(),
    agent: text("A running faultline agent", "node2").optional(),
    pod: text("A Pod: NAMESPACE/NAME", "shop/api-7d9").optional(),
  })
  .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, {
    message: "it must say one way to look from there",
  })
  .meta({
    description: "One way to look from there: local, netns, ssh, agent or pod",
    minProperties: 1,
    maxProperties: 1,
    examples: ["{ netns: edge }"],
  });

const proxy = z
  .strictObject({
    at: at.optional(),
    kind: z
      .enum(["nginx", "haproxy", "envoy", "traefik", "caddy"])
      .optional()
      .meta({ description: "Which software it is", examples: ["nginx"] }),
    url: text("What it is asked for, where that is not the target", "http://10.0.2.2:80/").optional(),
    config: text("Its main configuration file, at its vantage", "/etc/nginx/nginx.conf").optional(),
    errorLog: text("Its error log, at its vantage", "/var/log/nginx/error.log").optional(),
    accessLog: text("Its access log, at its vantage", "/var/log/nginx/access.log").optional(),
  })
  .meta({ description: "A reverse proxy or load balancer", examples: ["{ at: edge, kind: nginx }"] });

const app = z
  .strictObject({
    at: at.optional(),
    url: text("What the application is asked for", "http://10.0.3.2:8080/api").optional(),
    metrics: text(
      "Its metrics for Prometheus, which tell the state of its connection pools; asked from its vantage",
      "http://10.0.3.2:8080/metrics",
    )
      .meta({ pattern: "^[hH][tT][tT][pP][sS]?:\\/\\/" })
      .optional(),
    log: text("Its log, at its vantage", "/var/log/app.log").optional(),
  })
  .meta({ description: "An application", examples: ['{ at: app1, url: "http://10.0.3.2:8080/api" }'] });

const database = z
  .strictObject({
    at: at.optional(),
    url: text("As the application writes it, without the password", "postgres://app@10.0.4.2/shop")
      .meta({ pattern: "^(?:[pP]ostgres(?:ql)?|[mM]ysql|[mM]ariadb|[rR]ediss?|[vV]alkeys?):\\/\\/" })
      .optional(),
    passwordFile: text(
      "A file that holds the password and nothing else, at its vantage",
      "/run/secrets/database",
    ).optional(),
  })
  .meta({
    description: "A database: postgres, mysql or redis by its url",
    examples: ['{ at: app1, url: "postgres://app@10.0.4.2/shop" }'],
  });

const hop = z
  .strictObject({ proxy: proxy.optional(), app: app.optional(), database: database.optional() })
  .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, {
    message: "it must be one hop",
  })
  .meta({
    description: "One hop: proxy, app or database",
    minProperties: 1,
    maxProperties: 1,
    examples: ["{ proxy: { at: edge, kind: nginx } }"],
  });

const capture = z
  .strictObject({ at, file: text("A pcap or pcapng file, beside this configuration", "edge.pcap") })
  .meta({
    description: "Packets that were captured at a vantage",
    examples: ["{ at: edge, file: edge.pcap }"],
  });

/** The shape of `faultline.yaml`. docs/contract.md, "Configuration". */
export const configSchema = z.strictObject({
  target: text("What is checked: a URL or an address", "https://shop.example/api").optional(),
  symptom: text("What the user saw", "504 Gateway Time-out since 14:02").optional(),
  deadline: z
    .union([
      text("A number and a unit; a bare number is seconds", "10s").meta({
        pattern: "^\\s*\\d+(?:\\.\\d+)?(?:ms|s|m|h)?\\s*$",
      }),
      z.number().min(0.001).max(86_400),
    ])
    .optional()
    .meta({ description: "The caller's own deadline for the whole request", examples: ["10s"] }),
  vantages: z
    .record(vantageName, vantage)
    .optional()
    .meta({ description: "Places to look from, by name", examples: ["{ edge: { netns: edge } }"] }),
  path: z
    .array(hop)
    .max(64)
    .optional()
    .meta({
      description: "What the request passes, client first, as far as it is known",
      examples: ["[ { proxy: { at: edge, kind: nginx } } ]"],
    }),
  kubernetes: z
    .strictObject({
      kubeconfig: text("The file with the cluster's address", "/etc/kubernetes/admin.conf").optional(),
      context: text("A context of that file", "production").optional(),
      namespace: text("The namespace of the Service", "shop").optional(),
      service: text("The Service", "api").optional(),
    })
    .optional()
    .meta({
      description: "The cluster that the request enters",
      examples: ["{ context: production, namespace: shop, service: api }"],
    }),
  captures: z
    .array(capture)
    .max(64)
    .optional()
    .meta({
      description: "Packets that were captured on the way",
      examples: ["[ { at: edge, file: edge.pcap } ]"],
    }),
  $schema: text(
    "Where this schema lies, for editors; nothing else is made of it",
    "./faultline.schema.json",
  ).optional(),
});

/** `faultline.yaml` as it is written. */
export type ConfigWritten = z.infer<typeof configSchema>;

/** The published JSON Schema, as text. */
export function configJsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { target: "draft-2020-12" });
  const about = "What faultline check is told of a request and the hosts on its way";
  return `${JSON.stringify({ ...schema, title: "faultline.yaml", description: about }, null, 2)}\n`;
}
