import { quotePosix } from "../../vantage/index.ts";

/** The command that shows the frames of a display filter of a file. */
export const tshark = (file: string, filter: string): string =>
  `tshark -r ${file === "-" ? "-" : quotePosix(file)} -Y ${quotePosix(filter)}`;

/** The same for one connection. */
export const tsharkStream = (file: string, stream: number): string => tshark(file, `tcp.stream==${stream}`);
