/** A JSON Schema, as far as the published one goes. */
type Schema = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const typeOf = (value: unknown): string =>
  Array.isArray(value) ? "array" : value === null ? "null" : typeof value;

/** The keywords that are judged here; another one in a schema is an error of this judge. JSON Schema 2020-12, "Validation". */
const known = new Set([
  ...[
    "$schema",
    "title",
    "description",
    "examples",
    "type",
    "properties",
    "required",
    "additionalProperties",
  ],
  ...[
    "propertyNames",
    "items",
    "minItems",
    "maxItems",
    "minLength",
    "maxLength",
    "pattern",
    "allOf",
    "anyOf",
  ],
  ...["enum", "const", "minimum", "maximum", "exclusiveMinimum", "minProperties", "maxProperties"],
]);

/** Whether a value is as a JSON Schema says, as an editor would judge it. */
export function fits(value: unknown, schema: Schema): boolean {
  const strange = Object.keys(schema).filter((key) => !known.has(key));
  if (strange.length > 0) throw new Error(`keywords that are not judged here: ${strange.join(" ")}`);
  const { type, allOf, anyOf, enum: values, const: one } = schema;
  if (type === "integer" ? !Number.isInteger(value) : type !== undefined && typeOf(value) !== type)
    return false;
  if (Array.isArray(values) && !values.includes(value)) return false;
  if (one !== undefined && value !== one) return false;
  if (Array.isArray(allOf) && !allOf.every((part) => fits(value, part as Schema))) return false;
  if (Array.isArray(anyOf) && !anyOf.some((part) => fits(value, part as Schema))) return false;
  if (typeof value === "string") return fitsText(value, schema);
  if (typeof value === "number") return fitsNumber(value, schema);
  if (Array.isArray(value)) return fitsList(value, schema);
  return !isMap(value) || fitsMap(value, schema);
}

const number = (bound: unknown, fallback: number): number => (typeof bound === "number" ? bound : fallback);

const fitsText = (value: string, { minLength, maxLength, pattern }: Schema): boolean =>
  value.length >= number(minLength, 0) &&
  value.length <= number(maxLength, Number.POSITIVE_INFINITY) &&
  (typeof pattern !== "string" || new RegExp(pattern, "u").test(value));

const fitsNumber = (value: number, { minimum, maximum, exclusiveMinimum }: Schema): boolean =>
  value >= number(minimum, Number.NEGATIVE_INFINITY) &&
  value <= number(maximum, Number.POSITIVE_INFINITY) &&
  value > number(exclusiveMinimum, Number.NEGATIVE_INFINITY);

const fitsList = (value: readonly unknown[], { items, maxItems }: Schema): boolean =>
  value.length <= number(maxItems, Number.POSITIVE_INFINITY) &&
  (!isMap(items) || value.every((item) => fits(item, items)));

function fitsMap(value: Readonly<Record<string, unknown>>, schema: Schema): boolean {
  const { properties, required, additionalProperties, propertyNames, minProperties, maxProperties } = schema;
  const keys = Object.keys(value);
  if (keys.length < number(minProperties, 0)) return false;
  if (keys.length > number(maxProperties, Number.POSITIVE_INFINITY)) return false;
  if (Array.isArray(required) && !required.every((key) => keys.includes(String(key)))) return false;
  if (isMap(propertyNames) && !keys.every((key) => fits(key, propertyNames))) return false;
  return keys.every((key) => {
    const part = isMap(properties) && Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (isMap(part)) return fits(value[key], part);
    return part !== false;
  });
}
