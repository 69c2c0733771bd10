import type { Json } from "../json.ts";
import type { RuleOption } from "./iptables-words.ts";

/** Targets that pass a packet on as it is. iptables-extensions(8). */
const passing = new Set(
  "LOG NFLOG ULOG AUDIT TRACE TCPMSS TCPOPTSTRIP CLASSIFY DSCP ECN TOS TTL HL SECMARK CONNSECMARK SET CHECKSUM RATEEST TEE IDLETIMER LED HMARK".split(
    " ",
  ),
);

/** What the target of a rule is as a statement of nft; none where it passes the packet on. */
export function targetOf(options: readonly RuleOption[], family: 4 | 6): readonly Json[] {
  const jump = options.find(({ name }) => name === "-j" || name === "--jump");
  const going = options.find(({ name }) => name === "-g" || name === "--goto");
  const value = (name: string): string | undefined =>
    options.find((option) => option.name === name)?.values[0];
  const has = (name: string): boolean => options.some((option) => option.name === name);
  if (going !== undefined) return [{ goto: { target: going.values[0] ?? "" } }];
  const target = jump?.values[0];
  if (target === undefined || passing.has(target)) return [];
  switch (target) {
    case "ACCEPT":
      return [{ accept: null }];
    case "DROP":
      return [{ drop: null }];
    case "RETURN":
      return [{ return: null }];
    case "REJECT": {
      const kind = value("--reject-with");
      return kind === "tcp-reset" ? [{ reject: { type: "tcp reset" } }] : [{ reject: null }];
    }
    case "NOTRACK":
      return [{ notrack: null }];
    case "CT":
      return has("--notrack") ? [{ notrack: null }] : [];
    case "MARK":
      return [
        {
          mangle: {
            key: { meta: { key: "mark" } },
            value: markAfter({ meta: { key: "mark" } }, value("--set-xmark")),
          },
        },
      ];
    case "CONNMARK":
      return [connectionMark(value, has)];
    case "DNAT":
      return [translation("dnat", value("--to-destination"), family)];
    case "SNAT":
      return [translation("snat", value("--to-source"), family)];
    case "MASQUERADE":
      return [{ masquerade: portOf(value("--to-ports")) }];
    case "REDIRECT":
      return [{ redirect: portOf(value("--to-ports")) }];
    case "TPROXY":
    case "NFQUEUE":
    case "QUEUE":
    case "SYNPROXY":
    case "NETMAP":
    case "DNPT":
    case "SNPT":
      return [{ [target]: null }];
    default:
      return [{ jump: { target } }];
  }
}

const UNKNOWN_NUMBER: Json = { numgen: {} };

/** `--set-xmark VALUE/MASK`: the bits of the mask are cleared, then those of the value turned round. */
function markAfter(before: Json, text: string | undefined): Json {
  const [value = "", mask] = (text ?? "").split("/");
  const [by, cleared] = [Number(value), mask === undefined ? 0xffff_ffff : Number(mask)];
  if (text === undefined || !Number.isInteger(by) || !Number.isInteger(cleared)) return UNKNOWN_NUMBER;
  return { "^": [{ "&": [before, ~cleared >>> 0] }, by] };
}

function connectionMark(value: (name: string) => string | undefined, has: (name: string) => boolean): Json {
  const isWhole = [value("--nfmask"), value("--ctmask"), value("--mask")].every(
    (mask) => mask === undefined || Number(mask) === 0xffff_ffff,
  );
  const [meta, ct]: readonly [Json, Json] = [{ meta: { key: "mark" } }, { ct: { key: "mark" } }];
  if (has("--restore-mark")) return { mangle: { key: meta, value: isWhole ? ct : UNKNOWN_NUMBER } };
  if (has("--save-mark")) return { mangle: { key: ct, value: isWhole ? meta : UNKNOWN_NUMBER } };
  return { mangle: { key: ct, value: markAfter(ct, value("--set-xmark") ?? value("--set-mark")) } };
}

/** `192.0.2.1:80`, `192.0.2.1-192.0.2.9:80-90`, `[2001:db8::1]:80`, `:80`. */
function translation(kind: "dnat" | "snat", text: string | undefined, family: 4 | 6): Json {
  const found =
    family === 6
      ? /^(?:\[?([0-9a-f:.]*?)\]?(?:-\[?([0-9a-f:.]+?)\]?)?)(?:(?<=\]):([\d-]+).*)?$/i.exec(text ?? "")
      : /^([\d.]*)(?:-([\d.]+))?(?::([\d-]+).*)?$/.exec(text ?? "");
  const [, from, to, ports] = found ?? [];
  const addr = to === undefined ? from : { range: [from ?? "", to] };
  return {
    [kind]: {
      ...(found === null ? { addr: "?" } : addr === "" || addr === undefined ? {} : { addr }),
      ...(ports === undefined ? {} : { port: numberOrRange(ports) }),
    },
  };
}

const portOf = (text: string | undefined): Json =>
  text === undefined ? null : { port: numberOrRange(text) };

function numberOrRange(text: string): Json {
  const [low = "", high] = text.split("-");
  return high === undefined ? Number(low) : { range: [Number(low), Number(high)] };
}
