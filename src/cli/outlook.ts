import { FaultlineError } from "../base/index.ts";
import { type ConfigFile, type NamedVantage, quote } from "../config/index.ts";
import { type Outlook, onlyHere } from "../incident/index.ts";
import type { VantageAsked } from "../vantage/index.ts";

/** Where the request starts, before this process is there. */
export interface Start {
  readonly name: string;
  readonly asked: VantageAsked;
}

/** What decides where a request starts and what is looked at. */
export interface OutlookAsked {
  readonly config: ConfigFile | null;
  /** `--from` */
  readonly from: string | null;
  /** The pid of `--as`; `null` where it names a runtime or nothing. */
  readonly as: number | null;
  /** The process that started this one where the request starts; `null` where this is the first. */
  readonly enteredFrom: number | null;
}

/**
 * The vantage where the request starts: the one named by `--from`, else `client`, else the first that is local, else this host.
 *
 * @throws FaultlineError `BAD_OPTION`
 */
export function chooseStart({ config, from, as }: OutlookAsked): Start {
  const start = chooseVantage(config, from);
  if (as === null) return start;
  if (from !== null && start.asked.kind !== "local") {
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot use --as ${as} with --from ${quote(from)}: the process has a namespace of its own\nGive one of the two`,
    );
  }
  return { name: start.name, asked: { kind: "pid", pid: as } };
}

function chooseVantage(config: ConfigFile | null, from: string | null): Start {
  const vantages = config?.vantages ?? [];
  const asStart = ({ name, setting }: NamedVantage): Start => ({ name, asked: setting });
  if (from !== null) {
    const named = vantages.find(({ name }) => name === from);
    if (named !== undefined) return asStart(named);
    const names = vantages.map(({ name }) => name).join(", ");
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot start at "${quote(from)}": ${config === null ? "there is no configuration that names it" : `"${config.path}" has no such vantage`}\n` +
        (names === ""
          ? "Name it under vantages: in a faultline.yaml and give -c FILE"
          : `Give one of: ${names}`),
    );
  }
  const start =
    vantages.find(({ name }) => name === "client") ??
    vantages.find(({ setting }) => setting.kind === "local");
  return start === undefined ? { name: onlyHere.start, asked: { kind: "local" } } : asStart(start);
}

/** What is looked at from this process once it is where the request starts. */
export function outlookOf(start: Start, { config, as, enteredFrom }: OutlookAsked): Outlook {
  const others = (config?.vantages ?? [])
    .filter(({ name }) => name !== start.name)
    .flatMap(({ name, setting }): Outlook["others"] => {
      if (setting.kind !== "local") return [{ name, asked: setting }];
      // From inside another namespace this host is where the process came from; else it is the start itself under another name.
      return enteredFrom === null ? [] : [{ name, asked: { kind: "pid", pid: enteredFrom } }];
    });
  return { start: start.name, as, others };
}
