import { hostPort } from "../base/index.ts";
import type { Hypothesis } from "./hypothesis.ts";
import type { Observation } from "./observation.ts";
import type { ReferenceRequest } from "./request.ts";

/**
 * Fills the slots of a cause's texts: `{host}`, `{port}`, `{address}`, `{hostPort}`, `{target}`, `{client}`, and what the observations
 * in the hypothesis's scope give. A slot that nothing fills becomes its own name in capitals, as manual pages write it.
 */
export function fill(template: string, slots: Readonly<Record<string, string>>): string {
  return template.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => slots[name] ?? capitals(name));
}

const capitals = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** The slots of a hypothesis: the request's, and those of its observations, the ones that it explains first. */
export function slotsOf(
  { cause, inScope }: Hypothesis,
  request: ReferenceRequest,
): Readonly<Record<string, string>> {
  const { asked } = request;
  const isOwn = ({ name }: Observation) =>
    cause.explains.includes(name) || cause.must.includes(name) || cause.proves.some((proof) => name in proof);
  const ordered = [...inScope.filter((seen) => !isOwn(seen)), ...inScope.filter(isOwn)];
  return Object.assign(
    {
      host: asked.host,
      port: String(asked.port),
      address: request.address ?? asked.host,
      hostPort: hostPort(asked.host, asked.port),
      target: asked.target,
      client: request.client,
    },
    ...ordered.map(({ slots }) => slots),
  );
}
