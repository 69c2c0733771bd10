import type { Draw } from "../../draw.ts";
import type { Stack } from "./stack.ts";

/** A short query of one row by its key, in SQL of PostgreSQL or MariaDB. */
export const reads = ({ table }: Stack, draw: Draw): string =>
  `SELECT note FROM ${table} WHERE id = ${draw.integer(1, 400)}`;

/** A change of one row by its key. */
export const writes = ({ table }: Stack, draw: Draw): string =>
  `UPDATE ${table} SET amount = amount + 1 WHERE id = ${draw.integer(1, 400)}`;
