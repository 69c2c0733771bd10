import type { RawOptions } from "../../config/index.ts";
import { comparedTo } from "../comparison.ts";
import type { Walk } from "../walk.ts";

/** Fields that a hop's own request has of its own. */
const ownFields: ReadonlySet<string> = new Set(["host", "traceparent"]);

/** The options by which a database behind is asked. */
export const databaseOptions = ({ allowed }: Pick<Walk, "allowed">): RawOptions =>
  allowed.explainAnalyze ? { allow: ["explain-analyze"] } : {};

/** The options by which a hop is asked for what the request asks for, as far as that may be sent to it. */
export function hopOptions(
  walk: Pick<Walk, "asked" | "secrets">,
  {
    host,
    trace,
  }: {
    /** `Host`; `null` for the hop's own. */
    readonly host: string | null;
    readonly trace: string;
  },
): RawOptions {
  const { method, headers, bodyOctets } = comparedTo(walk);
  const given = headers.filter(([name]) => !ownFields.has(name.toLowerCase()));
  return {
    method,
    header: [
      ...(host === null ? [] : [`Host: ${host}`]),
      `traceparent: ${trace}`,
      ...given.map(([name, value]) => `${name}: ${value}`),
    ],
    ...(bodyOctets > 0 ? { dataSize: String(bodyOctets) } : {}),
    ...(walk.asked.mayRepeat === true ? { allow: ["repeat-request"] } : {}),
  };
}
